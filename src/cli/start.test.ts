import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { matrixRows } from '../../models/matrix.ts';
import { uncoveredByMainJob } from '../../models/uncovered.ts';
import type { CheckResults } from '../report/results.ts';
import { uncovered } from '../report/uncovered.ts';

/** A cell for each design that a row of the matrix lists as failing. */
const violatedCells = matrixRows.flatMap(({ violates }) => Object.keys(violates));

const program = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'skipover-start-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts the program with `out` for its results, and sends it a signal half a second into its work. */
async function run(out: string, args: readonly string[], signal?: 'SIGINT'): Promise<Ended> {
  const child = spawn(process.execPath, [program, '--out', out, ...args]);
  const ended = Promise.all([once(child, 'exit'), text(child.stdout), text(child.stderr)]);
  if (signal !== undefined) {
    while (!existsSync(join(out, 'results'))) await pause(20);
    await pause(500);
    child.kill(signal);
  }
  const [[code], stdout, stderr] = await ended;
  return { code: code as number, stdout, stderr };
}

describe('an interruption: 130, and no file', () => {
  test.each([
    ['check', '--design', 'hardened', '--scope', 'ci'],
    ['simulate', '--design', 'xen', '--design', 'xen'],
  ])('%s', async (...args) => {
    const out = mkdtempSync(join(folder, 'out-'));
    const { code, stdout, stderr } = await run(out, args, 'SIGINT');
    expect([code, stdout]).toEqual([130, '']);
    expect(stderr).toMatch(/interrupted[^\n]*\n$/);
    const files = readdirSync(out, { withFileTypes: true, recursive: true });
    expect(files.filter((entry) => entry.isFile())).toEqual([]);
  });
});

test('no command: the matrix as foreseen, and a migration whose loss the matrix foretells', async () => {
  const out = mkdtempSync(join(folder, 'out-'));
  const { code, stdout, stderr } = await run(out, []);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).not.toContain('NOT EXPECTED');
  const lines = stdout.trimEnd().split('\n');
  const legendAt = lines.findIndex((line) => line.startsWith('✓ verified within its bounds'));
  const rows = lines.slice(
    lines.findIndex((line) => line.startsWith('no hazard')),
    legendAt,
  );
  expect(rows.join('').match(/✗/gu)).toHaveLength(violatedCells.length);
  expect(lines.at(-2)).toBe(`Report: ${join(out, 'index.html')}`);
  expect(lines.at(-1)).toMatch(/^\d+ verified, \d+ violated: all as expected$/);
  const withoutProgress = lines.filter((line) => !/ of \d+ cells, /.test(line));
  expect(withoutProgress.length).toBeLessThan(60);
  expect(stdout).toMatch(/^lost frames +none +✗ \d+ +none$/m);
  expect(readdirSync(join(out, 'results')).toSorted()).toEqual([
    'check-matrix-quick.json',
    'simulate-derby-parallel-gc-log-gz.json',
  ]);
  // Every transition is taken, every guard holds and fails, but for what is listed.
  const file = readFileSync(join(out, 'results', 'check-matrix-quick.json'), 'utf8');
  const { results } = JSON.parse(file) as CheckResults;
  expect(uncovered(results)).toEqual(Object.keys(uncoveredByMainJob).toSorted());
}, 600_000);
