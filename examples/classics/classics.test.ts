import { describe, expect, test } from 'vitest';
import { check } from '../../src/checking/check.ts';
import { symmetryOf } from '../../src/checking/reductions/symmetry.ts';
import type { Reduction } from '../../src/checking/verdict.ts';
import { run } from '../../src/replay/run.ts';
import { cacheServer } from './cache-server.ts';
import { mig, migOf } from './mig.ts';
import { searchNaively } from '../../src/analysis/matrix/plain-search.ts';
import { philosophers } from './philosophers.ts';
import { peterson } from './peterson.ts';
import type { System } from '../../src/system/system.ts';
import { twoPhaseCommit } from './two-phase-commit.ts';

const unreduced = { reduce: [] } as const;

describe('pinned state counts', () => {
  // 288 and 8,832: as TLC and stateright count them. A step that changes nothing (hearing again what was
  // heard) is a transition there and none here, so transitions are not compared.
  test.each([
    [3, 288, 80],
    [5, 8_832, 314],
  ])('two-phase commit among %i: %i states, %i of them unlike', (participants, states, unlike) => {
    const system = twoPhaseCommit({ participants });
    const complete = check(system, unreduced);
    expect(complete).toMatchObject({ verdict: 'verified', states, reductions: [] });
    expect(check(system)).toMatchObject({
      verdict: 'verified',
      states: unlike,
      reductions: ['symmetry'],
    });
  });

  test("Peterson's, a step for every access: as many as a brute force finds", () => {
    const result = check(peterson());
    expect(result).toMatchObject({ verdict: 'verified', states: 32, reductions: [] });
    expect(result.states).toBe(searchNaively(peterson()).distances.size);
  });
});

describe('their mistakes are found', () => {
  test.each([2, 4])('%i philosophers each take the left fork, and nobody eats again', (seats) => {
    const deadlock = check(philosophers(seats)).properties.find(({ id }) => id === 'D')!;
    expect(deadlock.verdict).toBe('violated');
    expect(deadlock.counterexamples.map(({ steps }) => steps.length)).toEqual([seats]);
  });

  test('a commit when the first is prepared, after as few steps as without a reduction', () => {
    const system = twoPhaseCommit({ participants: 3, commitsEarly: true });
    const [reduced, complete] = [check(system), check(system, unreduced)];
    for (const { properties } of [reduced, complete]) {
      expect(properties[0]).toMatchObject({ id: 'agreement', verdict: 'violated' });
      const { steps } = properties[0]!.counterexamples[0]!;
      expect(steps).toHaveLength(5);
      expect(run(system, steps)).toHaveLength(5);
    }
    expect(reduced.states).toBeLessThan(complete.states);
  });

  test('Peterson without giving the turn away', () => {
    const [exclusion] = check(peterson({ yields: false })).properties;
    expect(exclusion!.verdict).toBe('violated');
  });
});

describe('symmetry', () => {
  const inAnyOrder = (pages: number): System =>
    migOf({ pages, valueMax: 1, iterations: 1, scan: 'any' }, { alike: true });
  const systems = [
    ...[2, 3, 4].flatMap((participants) => [
      twoPhaseCommit({ participants }),
      twoPhaseCommit({ participants, commitsEarly: true }),
    ]),
    peterson(),
    cacheServer(),
    mig(3, 1, 1),
    inAnyOrder(3),
    inAnyOrder(4),
  ];

  test.each(systems)('$name: verdicts and lengths of the unreduced search', (system) => {
    const reported = (reduce: readonly Reduction[]) =>
      check(system, { reduce }).properties.map(({ id, verdict, counterexamples }) => ({
        id,
        verdict,
        lengths: counterexamples.map(({ steps }) => steps.length).slice(0, 1),
      }));
    expect(reported(['symmetry'])).toEqual(reported([]));
  });

  test('pages that are passed in any order: one of all that are alike', () => {
    const system = inAnyOrder(4);
    const [reduced, complete] = [check(system), check(system, unreduced)];
    expect(reduced.reductions).toEqual(['symmetry']);
    expect(complete.states).toBe(32_173);
    const normalise = symmetryOf(system)!;
    const classes = [...searchNaively(system).distances.keys()].map((key) => {
      const words = Uint32Array.from(key.split(','), Number);
      normalise(words);
      return words.join();
    });
    expect(reduced.states).toBe(new Set(classes).size);
    expect(reduced.states).toBeLessThan(complete.states / 4);
  });

  test('pages that are passed in ascending order are not alike', () => {
    const act = () =>
      check(migOf({ pages: 4, valueMax: 1, iterations: 2, scan: 'ascending' }, { alike: true }));
    expect(act).toThrow(/parts 0 and 1 are not interchangeable: .* steps lead elsewhere/);
  });

  test('nothing is left out where nothing is interchangeable', () => {
    expect(check(mig(3, 1, 1))).toEqual(check(mig(3, 1, 1), unreduced));
  });
});
