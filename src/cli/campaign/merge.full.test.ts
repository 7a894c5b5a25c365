import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { runProgram, type Ended } from '../program-run.ts';
import { filesThatDiffer, filesWithoutTimes, linesWithoutTimes } from './without-times.ts';

const folder = mkdtempSync(join(tmpdir(), 'skipover-merge-'));
afterAll(() => rmSync(folder, { recursive: true }));

function skipover(...args: string[]): Ended {
  return runProgram(folder, args);
}

describe('shards of a mutation run', () => {
  test('merge to what one machine writes and prints, but for times', () => {
    const only = ['begin-not-awaited', 'break-before-send', 'walk-forgotten'];
    const mutants = ['mutants', ...only.flatMap((name) => ['--only', name])];
    const one = skipover(...mutants, '--out', 'mutants/one');
    for (const index of [1, 2]) {
      const out = `mutants/part-${index}`;
      expect(skipover(...mutants, '--shard', `${index}/2`, '--out', out).code).toBe(0);
    }
    const merged = skipover('merge', 'mutants', '--out', 'mutants/all');
    expect([merged.code, merged.stderr]).toEqual([0, '']);
    expect(linesWithoutTimes(merged.stdout)).toBe(linesWithoutTimes(one.stdout));
    const [before, after] = ['one', 'all'].map((out) =>
      filesWithoutTimes(join(folder, 'mutants', out)),
    );
    expect(filesThatDiffer(before!, after!)).toEqual([]);
  });
});
