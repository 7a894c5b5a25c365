import { describe, expect, inject, test } from 'vitest';
import { check } from '../../src/checking/check.ts';
import { BreadthFirst } from '../../src/checking/search/breadth-first.ts';
import { run } from '../../src/replay/run.ts';
import type { System } from '../../src/system/system.ts';
import { mig } from './mig.ts';

/** N V I; states, transitions, violating states, steps to the nearest: as other checkers count them. */
const rows = [
  [3, 1, 1, 1_061, 2_014, 8, 12],
  [4, 1, 2, 34_256, 95_919, 160, 14],
  [4, 2, 2, 633_516, 2_264_306, 810, 14],
  [4, 2, 3, 994_237, 3_573_936, 1_215, 14],
] as const;
const chosen = inject('thorough') ? rows : rows.slice(0, 2);

/** Walks all states without the search, and counts those in which the property is violated. */
function violatingStates(system: System): number {
  const [property] = system.properties;
  const search = new BreadthFirst(system);
  let violating = 0;
  while (search.isLeft) {
    search.expand((transition, choice) => search.add(transition, choice));
    const isDone = system.stateOf(search.current, 'mig') === 'done';
    if (isDone && property!.violation(search.current) !== undefined) violating++;
  }
  return violating;
}

describe.each(chosen)('MIG(%i, %i, %i)', (...row) => {
  const [n, v, i, states, transitions, violating, steps] = row;
  test(`${states} states, ${transitions} transitions, a counterexample of ${steps} steps`, () => {
    const system = mig(n, v, i);
    const result = check(system);
    const [arrived, deadlock] = result.properties;
    expect([result.states, result.transitions]).toEqual([states, transitions]);
    expect(result.ended).toBeUndefined();
    expect(arrived!.counterexamples.map((each) => each.steps.length)).toEqual([steps]);
    expect(deadlock!.verdict).toBe('verified');
    expect(run(system, arrived!.counterexamples[0]!.steps).at(-1)!.to).toBe('done');
  });

  test(`${violating} violating states`, () => {
    expect(violatingStates(mig(n, v, i))).toBe(violating);
  });
});
