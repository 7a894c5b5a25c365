import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it, test } from 'vitest';
import { InputError } from '../../foundation/input-error.ts';
import { compareQemu } from './compare.ts';
import { readQemuRuns } from './run.ts';
import { simulateQemu } from './simulate-qemu.ts';

const file = new URL('../recordings/qemu-runs.json.gz', import.meta.url);
const content = JSON.parse(gunzipSync(readFileSync(file)).toString()) as { runs: object[] };
const runs = readQemuRuns(content, 'runs.json');

describe('the recorded runs', () => {
  test('are 30, of which 19 tell what the guest wrote', () => {
    expect(runs).toHaveLength(30);
    expect(runs.filter(({ guest }) => guest !== undefined)).toHaveLength(19);
  });

  it.each(['Ka0', 'Ka2', 'Kb1', 'Kd1', 'Ke1', 'k3'])('%s is met by the clocked loop', (id) => {
    const run = runs.find((each) => each.id === id)!;
    const { isNear, error } = compareQemu(run, [simulateQemu(run, 1)]);
    expect({ isNear, near: Math.abs(error!.passes) <= 1 }).toEqual({ isNear: true, near: true });
  });

  it('gives the same numbers twice', () => {
    const run = runs.find(({ id }) => id === 'Kd1')!;
    expect(simulateQemu(run, 3)).toEqual(simulateQemu(run, 3));
  });
});

describe('refuses', () => {
  test.each<[string, unknown, string]>([
    ['no runs', { runs: [] }, 'no runs'],
    ['another thing', null, 'no runs'],
    ['a run that is none', { runs: [3] }, 'run 1: not an object'],
    [
      'a run without final statistics',
      { runs: [{ ...content.runs[0], final: null }] },
      'final is missing',
    ],
    ['a rate below 0', { runs: [{ ...content.runs[0], memoryMiB: -1 }] }, 'memoryMiB is -1'],
    [
      'an unknown order',
      { runs: [{ ...content.runs[1], order: 'up' }] },
      'expected sequential or lcg',
    ],
  ])('%s', (_what, given, says) => {
    expect(() => readQemuRuns(given, 'x.json')).toThrow(InputError);
    expect(() => readQemuRuns(given, 'x.json')).toThrow(says);
  });
});
