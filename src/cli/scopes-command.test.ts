import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { departure } from './schema.ts';

const main = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'skipover-scopes-'));
afterAll(() => rmSync(folder, { recursive: true }));

function scopes(...args: string[]) {
  const all = [main, 'scopes', '--design', 'xen', ...args, '--out', folder];
  return spawnSync(process.execPath, all, { encoding: 'utf8' });
}

test('a bound that shows nothing new: settled, told, and written by the schema', () => {
  const json = join(folder, 'scopes.json');
  const { status, stdout, stderr } = scopes('--grow', 'netlinkMessages', '--json', json);
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/behaviours up to small; no bound, made larger by one, shows another/);
  expect(departure('scopes', JSON.parse(readFileSync(json, 'utf8')))).toBeUndefined();
});

test('a search that is cut is inconclusive, and an unknown bound is refused', () => {
  expect(scopes('--grow', 'netlinkMessages', '--max-states', '500').status).toBe(20);
  const { status, stderr } = scopes('--grow', 'pages');
  expect(status).toBe(10);
  expect(stderr).toMatch(/^skipover: unknown bound 'pages'; allowed: .*applications\n$/);
});
