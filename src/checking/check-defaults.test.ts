/** What `check` does where it is not asked, and how it puts together what searches found. */
import { createMachine } from 'xstate';
import { describe, expect, test } from 'vitest';
import { mig } from '../../examples/classics/mig.ts';
import { twoPhaseCommit } from '../../examples/classics/two-phase-commit.ts';
import { eventually } from '../system/liveness-goal.ts';
import { System } from '../system/system.ts';
import { check } from './check.ts';
import { weakFairness } from './liveness/fairness.ts';

/** Goes from one state to the next, and need not: `moves` says whether that counts as progress. */
function walker(moves: boolean, states = 6): System {
  const machine = createMachine({
    id: 'walker',
    initial: 's0',
    states: Object.fromEntries(
      Array.from({ length: states }, (_, at) => [
        `s${at}`,
        at + 1 < states ? { on: { go: `s${at + 1}` } } : {},
      ]),
    ),
  });
  return new System({
    name: 'walker',
    build: (layout, controls) => {
      layout.field('unused', 1);
      const end = controls.in('walker', [`s${states - 1}`]);
      return {
        processes: [
          {
            name: 'walker',
            machine,
            guards: {},
            actions: {},
            environmentEvents: moves ? [] : ['go'],
          },
        ],
        initialize: () => {},
        isTerminal: () => true,
        properties: [eventually({ id: 'ends', title: 'the walk ends' }, end)],
      };
    },
  });
}

describe('liveness goals', () => {
  test('are judged after the properties, and the worst verdict is that of the result', () => {
    const [fair, free] = [check(walker(true)), check(walker(false))];
    expect(fair.properties.map(({ id, verdict }) => [id, verdict])).toEqual([
      ['D', 'verified'],
      ['ends', 'verified'],
    ]);
    expect(free.properties.map(({ id, verdict }) => [id, verdict])).toEqual([
      ['D', 'verified'],
      ['ends', 'violated'],
    ]);
    expect([fair.verdict, free.verdict]).toEqual(['verified', 'violated']);
    expect(fair.ended).toBeUndefined();
  });

  test('are left out where they are not asked for', () => {
    const result = check(walker(false), { liveness: false });
    expect(result.properties.map(({ id }) => id)).toEqual(['D']);
    expect(result.verdict).toBe('verified');
  });

  test('are judged by the fairness that is given', () => {
    const system = walker(true);
    expect(check(system, { fairness: [] }).verdict).toBe('violated');
    expect(check(system, { fairness: weakFairness(system) }).verdict).toBe('verified');
  });

  test('share the limits of the search', () => {
    const result = check(walker(true), { maxDepth: 2 });
    expect(result.ended).toEqual({ reason: 'maxDepth', frontier: 1 });
    expect(result.properties.map(({ verdict }) => verdict)).toEqual([
      'inconclusive',
      'inconclusive',
    ]);
  });
});

test('symmetry is in force unless reductions are named', () => {
  const system = twoPhaseCommit({ participants: 3 });
  const [byDefault, named, none] = [
    check(system),
    check(system, { reduce: ['symmetry'] }),
    check(system, { reduce: [] }),
  ];
  expect(byDefault).toEqual(named);
  expect([byDefault.reductions, none.reductions]).toEqual([['symmetry'], []]);
  expect(byDefault.states).toBeLessThan(none.states);
  // There are no parts that are alike.
  expect(check(mig(3, 1, 1)).reductions).toEqual([]);
});

test.each([0, -1, 1.5, 9])('%d workers are refused', (count) => {
  const source = { module: '', name: '', given: [] };
  expect(() => check(mig(3, 1, 1), { workers: { count, source } })).toThrow(
    `${count} workers; 1 to 8`,
  );
});

test('one worker is this thread', () => {
  const source = { module: 'nowhere', name: '', given: [] };
  expect(check(mig(3, 1, 1), { workers: { count: 1, source } })).toEqual(check(mig(3, 1, 1)));
});

test('a second counterexample is another run into the same failure', () => {
  const system = mig(3, 1, 1);
  const [one, two] = [1, 2].map((counterexamples) =>
    check(system, { counterexamples }).properties.flatMap((property) =>
      property.counterexamples.map(({ steps }) => JSON.stringify(steps)),
    ),
  );
  expect(new Set(two).size).toBe(two!.length);
  expect(two).toEqual(expect.arrayContaining(one!));
});
