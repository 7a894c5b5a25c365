import { setup } from 'xstate';
import { describe, expect, test } from 'vitest';
import { mig } from '../../examples/classics/mig.ts';
import { check, deadlockProperty as checkersDeadlock } from '../checking/check.ts';
import { run } from '../replay/run.ts';
import type { SystemParts } from '../system/definition.ts';
import { System } from '../system/system.ts';
import { fuzz } from './fuzz.ts';
import { deadlockProperty } from './judge.ts';
import { shrink } from './shrink.ts';
import type { StrategyName } from './strategy.ts';

const strategies: readonly StrategyName[] = ['uniform', 'swarm', 'priority', 'mixed'];

describe.each(strategies)('MIG(4, 1, 2), %s', (strategy) => {
  const options = { runs: 2_000, strategy, seed: 7 };

  test('the violation is found, and shrunk to 14 steps, the least there are', () => {
    const system = mig(4, 1, 2);
    const result = fuzz(system, options);
    expect(result.verdict).toBe('violated');
    expect(result.violations).toHaveLength(1);
    const { property, violation, steps, runs } = result.violations[0]!;
    expect([property, violation.failureClass, steps.length]).toEqual(['arrived', 'stale page', 14]);
    expect(runs).toBeGreaterThan(100);
    expect(run(system, steps).at(-1)!.to).toBe('done');
  });

  test('twice the same, byte for byte; another seed, other runs', () => {
    const first = JSON.stringify(fuzz(mig(4, 1, 2), options));
    expect(JSON.stringify(fuzz(mig(4, 1, 2), options))).toBe(first);
    expect(JSON.stringify(fuzz(mig(4, 1, 2), { ...options, seed: 8 }))).not.toBe(first);
  });

  test('counts every step under its transition', () => {
    const system = mig(3, 1, 1);
    const { steps, stepKinds, neverTaken } = fuzz(system, options);
    expect(stepKinds.reduce((sum, count) => sum + count)).toBe(steps);
    const never = system.transitions.filter(({ id }) => stepKinds[id] === 0);
    expect(neverTaken).toEqual(never.map(({ id }) => id));
  });
});

test('every strategy takes every transition that the checker takes', () => {
  const { coverage } = check(mig(3, 1, 1));
  const taken = coverage.flatMap(({ transitions }) => transitions.map((each) => each.taken > 0));
  for (const strategy of strategies) {
    const { stepKinds } = fuzz(mig(3, 1, 1), { runs: 2_000, strategy });
    expect(stepKinds.map((count) => count > 0)).toEqual(taken);
  }
});

/** A counter to 5, with a loop that goes on for ever or not, and a rest or not. */
type Counter = Partial<SystemParts> & { readonly spins?: boolean };

function counter({ spins = false, ...own }: Counter): System {
  const machine = setup({
    guards: { below: () => false, spins: () => false },
    actions: { count: () => {} },
  }).createMachine({
    id: 'counter',
    initial: 'on',
    states: {
      on: { on: { count: { guard: 'below', actions: 'count' }, spin: { guard: 'spins' } } },
    },
  });
  return new System({
    name: 'counter',
    build: (layout) => {
      const value = layout.field('value', 4);
      return {
        processes: [
          {
            name: 'counter',
            machine,
            guards: {
              below: (words) => value.get(words, 0) < 5,
              spins: () => spins,
            },
            actions: { count: (words) => value.add(words, 0, 1) },
          },
        ],
        initialize: () => {},
        isTerminal: (words) => value.get(words, 0) === 5,
        properties: [],
        ...own,
      };
    },
  });
}

describe('deadlock', () => {
  test('goes by the name that the checker gives it', () => {
    expect(deadlockProperty).toBe(checkersDeadlock);
  });

  test.each([false, true])('is found where nothing moves on (spinning: %s)', (spins) => {
    const { violations } = fuzz(counter({ isTerminal: () => false, spins }), { runs: 50 });
    expect(violations.map(({ property, steps }) => [property, steps.length])).toEqual([['D', 5]]);
  });

  test('is not where the system is at rest', () => {
    expect(fuzz(counter({}), { runs: 50 })).toMatchObject({ violations: [], steps: 250 });
  });
});

describe('what fuzzing never says', () => {
  test('verified: nothing found is inconclusive', () => {
    // A counter of 6 states, of which each run visits all: even so nothing is proved.
    expect(check(counter({}))).toMatchObject({ verdict: 'verified', states: 6 });
    expect(fuzz(counter({}), { runs: 1_000 })).toMatchObject({
      verdict: 'inconclusive',
      violations: [],
      ends: { isTerminal: 1_000, stuck: 0, cut: 0 },
    });
  });

  test('that it ran when it was stopped', () => {
    const result = fuzz(counter({}), { runs: 1e9, stop: () => 'interrupted' });
    expect([result.verdict, result.ended, result.runs]).toEqual([
      'inconclusive',
      'interrupted',
      16,
    ]);
  });

  test('more than was asked: `until` ends it', () => {
    const until = { property: 'arrived', failureClass: 'stale page' };
    const result = fuzz(mig(4, 1, 2), { until });
    expect(result.runs).toBe(result.violations[0]!.firstRun);
    expect(result.ended).toBe('found arrived stale page');
  });

  test('anything about a system that cannot move', () => {
    const stuck = counter({ initialize: () => {}, isTerminal: () => true });
    const frozen = { ...stuck.processes[0]!.definition, runsWhile: () => false };
    const system = counter({ processes: [frozen] });
    expect(() => fuzz(system, { runs: 10 })).toThrow('no step could be taken');
  });
});

test('a violation of the first state takes no step', () => {
  const always = { id: 'P', title: 'P', exercised: () => true };
  const violation = { failureClass: 'at once', detail: 'wrong from the start' };
  const system = counter({ properties: [{ ...always, violation: () => violation }] });
  const { violations } = fuzz(system, { runs: 5 });
  expect(violations).toMatchObject([{ steps: [], violation, firstRun: 1, runs: 5 }]);
});

test('shrinking keeps the failure class, and refuses steps that do not fail', () => {
  const system = mig(4, 1, 2);
  const failure = { property: 'arrived', failureClass: 'stale page' };
  const { steps } = fuzz(system, { runs: 200, shrinks: false }).violations[0]!;
  expect(shrink(system, failure, steps).violation.failureClass).toBe('stale page');
  expect(() => shrink(system, failure, steps.slice(0, 3))).toThrow('do not lead to stale page');
});
