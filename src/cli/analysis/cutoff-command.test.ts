import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { type Ended, runHere } from '../program-run.ts';
import { departure } from '../files/schema.ts';

const folder = mkdtempSync(join(tmpdir(), 'skipover-cutoff-'));
afterAll(() => rmSync(folder, { recursive: true }));

function scopes(...args: string[]): Promise<Ended> {
  return runHere(folder, ['cutoff', '--design', 'xen', ...args, '--out', folder]);
}

test('a bound that shows nothing new: settled, reported, and written by the schema', async () => {
  const json = join(folder, 'scopes.json');
  const { code, stdout, stderr } = await scopes('--grow', 'netlinkMessages', '--json', json);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/behaviours up to small; no bound, made larger by one, shows another/);
  expect(departure('cutoff', JSON.parse(readFileSync(json, 'utf8')))).toBeUndefined();
});

test('a search that is cut is inconclusive, and an unknown bound is refused', async () => {
  const cut = await scopes('--grow', 'netlinkMessages', '--max-states', '500');
  expect(cut.code).toBe(20);
  const { code, stderr } = await scopes('--grow', 'pages');
  expect(code).toBe(10);
  expect(stderr).toMatch(
    /^skipover: unknown bound 'pages'; did you mean '\w+'\? allowed: .*applications\n$/,
  );
});
