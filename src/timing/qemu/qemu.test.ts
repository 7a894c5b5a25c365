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
  test('are 30, of which 19 show what the guest wrote', () => {
    expect(runs).toHaveLength(30);
    expect(runs.filter(({ guest }) => guest !== undefined)).toHaveLength(19);
  });

  it.each(['Ka0', 'Ka2', 'Kb1', 'Kd1', 'Ke1', 'k3'])('%s is met by the clocked loop', (id) => {
    const run = runs.find((each) => each.id === id)!;
    const { isNear, error } = compareQemu(run, [simulateQemu(run, 1)]);
    expect({ isNear, near: Math.abs(error!.passes) <= 1 }).toEqual({ isNear: true, near: true });
  });

  test('all others are inferred from their own passes and polls; without these nothing is', () => {
    expect(runs.filter(({ seen }) => seen !== undefined)).toHaveLength(11);
    const hinted = (content.runs as { id: string }[]).find(({ id }) => id === 'v10l0h');
    const [without] = readQemuRuns({ runs: [{ ...hinted, poll: [] }] }, 'runs.json');
    expect([without?.seen, without?.unknown]).toEqual([
      undefined,
      'a complete operating system, whose passes or polls are not recorded',
    ]);
  });

  const hinted = ['v10l0h', 'v10l0hr', 'v10l1h', 'jvm-xml-hint'];
  it.each(hinted)('%s, with free-page hints, is met in traffic, time and passes', (id) => {
    const run = runs.find((each) => each.id === id)!;
    const { isNear, error, inferred } = compareQemu(run, [simulateQemu(run, 1)]);
    expect({ id, isNear, inferred }).toEqual({ id, isNear: true, inferred: true });
    expect(Math.abs(error!.passes)).toBeLessThanOrEqual(1);
  });

  it('sends twice as much where the same guest keeps its free pages to itself', () => {
    const run = runs.find(({ id }) => id === 'v10l0hr')!;
    const { normalPages, hintedPages, passes } = run.seen!;
    expect(hintedPages).toBeGreaterThan(50_000);
    const silent = {
      ...run.seen!,
      normalPages: normalPages + hintedPages,
      hintedPages: 0,
      passes: passes.map((pass) => ({ ...pass, zeroed: 0 })),
    };
    const { bytes } = simulateQemu({ ...run, seen: silent }, 1);
    expect(bytes).toBeGreaterThan(2 * simulateQemu(run, 1).bytes);
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
