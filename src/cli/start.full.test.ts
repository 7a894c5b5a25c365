import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { matrixRows } from '../../models/matrix.ts';
import { uncoveredByMainJob } from '../../models/uncovered.ts';
import type { CheckResults } from '../report/results.ts';
import { uncovered } from '../report/uncovered.ts';
import { runProgram } from './program-run.ts';

/** A cell for each design that a row of the matrix lists as failing. */
const violatedCells = matrixRows.flatMap(({ violates }) => Object.keys(violates));

const folder = mkdtempSync(join(tmpdir(), 'skipover-start-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('no command: the matrix as foreseen, and a migration whose loss the matrix foretells', () => {
  const out = mkdtempSync(join(folder, 'out-'));
  const { code, stdout, stderr } = runProgram(folder, ['--out', out]);
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
  const withoutProgress = lines.filter((line) => !/^\d+ (?:s|min \d+ s): /.test(line));
  // With the four lines of `npm start` itself, too.
  expect(withoutProgress.length).toBeLessThan(56);
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
