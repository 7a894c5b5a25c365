import fc from 'fast-check';
import { createMachine } from 'xstate';
import { describe, expect, inject, test } from 'vitest';
import { searchNaively } from '../../analysis/matrix/plain-search.ts';
import { cacheServer } from '../../../examples/classics/cache-server.ts';
import { mig } from '../../../examples/classics/mig.ts';
import { peterson } from '../../../examples/classics/peterson.ts';
import { twoPhaseCommit } from '../../../examples/classics/two-phase-commit.ts';
import { InputError } from '../../foundation/input-error.ts';
import type { ProcessDefinition, Property } from '../../system/definition.ts';
import { System } from '../../system/system.ts';
import { check } from '../check.ts';
import {
  expectReplays,
  looseSystems,
  shortestOf,
  systemOf,
  systems,
} from '../../bench/random-systems.ts';
import type { Reduction } from '../verdict.ts';

const recorded: readonly { readonly reduce: readonly Reduction[] }[] = [
  { reduce: ['dead'] },
  { reduce: ['order'] },
  { reduce: ['dead', 'order'] },
];

describe.each(recorded)('$reduce, against the unreduced search', ({ reduce }) => {
  test('random systems: verdicts and shortest counterexamples', () => {
    fc.assert(
      fc.property(fc.oneof(systems, looseSystems), (spec) => {
        const system = systemOf(spec);
        const [reduced, complete] = [check(system, { reduce }), check(system, { reduce: [] })];
        const verdictsOf = (result: typeof complete) =>
          result.properties.map(({ id, verdict }) => [id, verdict]);
        expect(verdictsOf(reduced)).toEqual(verdictsOf(complete));
        expect(shortestOf(reduced)).toEqual(new Map(searchNaively(system).shortest));
        expect(reduced.states).toBeLessThanOrEqual(complete.states);
        expectReplays(system, reduced);
      }),
      { numRuns: inject('thorough') ? 40 : 12 },
    );
  });

  const classics = [
    mig(3, 1, 1),
    mig(3, 1, 2),
    twoPhaseCommit({ participants: 3 }),
    twoPhaseCommit({ participants: 3, commitsEarly: true }),
    peterson(),
    peterson({ yields: false }),
    cacheServer(),
  ];
  test.each(classics)('$name', (system) => {
    const [reduced, complete] = [check(system, { reduce }), check(system, { reduce: [] })];
    expect(reduced.verdict).toBe(complete.verdict);
    expect(shortestOf(reduced)).toEqual(shortestOf(complete));
    expectReplays(system, reduced);
  });

  test('twice, the same to the last byte', () => {
    const reported = (): string =>
      JSON.stringify(check(twoPhaseCommit({ participants: 3 }), { reduce }));
    expect(reported()).toBe(reported());
  });
});

/** `count` processes that count to `most`, each for itself, and one that looks at the first. */
function counters({
  count,
  most,
  forbidden = -1,
}: {
  count: number;
  most: number;
  forbidden?: number;
}): System {
  return new System({
    name: 'counters',
    build: (layout, control) => {
      const value = layout.field('value', 4, count);
      const counter = (who: number): ProcessDefinition => ({
        name: `counter${who}`,
        machine: createMachine(
          {
            id: 'counter',
            initial: 'counting',
            states: {
              counting: {
                on: {
                  go: { guard: 'isLow', actions: 'count' },
                  end: { guard: 'isHigh', target: 'over' },
                },
              },
              over: {},
            },
          },
          { guards: { isLow: () => false, isHigh: () => false }, actions: { count: () => {} } },
        ),
        guards: {
          isLow: (words) => value.get(words, who) < most,
          isHigh: (words) => value.get(words, who) === most,
        },
        actions: { count: (words) => value.add(words, who, 1) },
      });
      const all = Array.from({ length: count }, (_, who) => who);
      const isOver = all.map((who) => control.in(`counter${who}`, ['over']));
      const first: Property = {
        id: 'first',
        title: 'the first never has the forbidden value',
        exercised: (words) => value.get(words, 0) > 0,
        violation: (words) =>
          value.get(words, 0) === forbidden
            ? { failureClass: 'forbidden', detail: `${forbidden}` }
            : undefined,
      };
      return {
        processes: all.map(counter),
        initialize: () => {},
        isTerminal: (words) => isOver.every((is) => is(words)),
        properties: [first],
      };
    },
  });
}

describe('orders', () => {
  test("of what is in nobody's way, one is enough", () => {
    const system = counters({ count: 5, most: 3 });
    const complete = check(system, { reduce: [] });
    const reduced = check(system, { reduce: ['order'] });
    expect(complete.states).toBe(5 ** 5);
    expect(reduced.states).toBe(5 * 4 + 1);
    expect(reduced).toMatchObject({ verdict: 'verified', reductions: ['order'] });
  });

  test('a counterexample is as short as without', () => {
    const system = counters({ count: 4, most: 3, forbidden: 2 });
    const reduced = check(system, { reduce: ['order'] });
    expect(shortestOf(reduced)).toEqual(new Map([['first: forbidden', 2]]));
  });

  test('who can go in circles does not hide the others', () => {
    const system = new System({
      name: 'circle',
      build: (layout) => {
        const flag = layout.field('flag', 1);
        const round = createMachine({
          id: 'round',
          initial: 'a',
          states: { a: { on: { go: 'b' } }, b: { on: { go: 'a' } } },
        });
        const raise = createMachine(
          {
            id: 'raise',
            initial: 'a',
            states: { a: { on: { go: { target: 'b', actions: 'raise' } } }, b: {} },
          },
          { actions: { raise: () => {} } },
        );
        return {
          processes: [
            { name: 'round', machine: round, guards: {}, actions: {} },
            {
              name: 'raise',
              machine: raise,
              guards: {},
              actions: { raise: (words) => flag.set(words, 0, 1) },
            },
          ],
          initialize: () => {},
          isTerminal: () => false,
          properties: [
            {
              id: 'down',
              title: 'the flag stays down',
              exercised: () => true,
              violation: (words) =>
                flag.get(words, 0) === 1 ? { failureClass: 'up', detail: 'up' } : undefined,
            },
          ],
        };
      },
    });
    expect(shortestOf(check(system, { reduce: ['order'] }))).toEqual(new Map([['down: up', 1]]));
  });
});

interface Scratch {
  readonly rounds: number;
  readonly rare: number;
  /** What is seldom: that a draw keeps what was drawn before; default: that it reads it. */
  readonly keeps?: boolean;
}

/** A process that draws a number, looks at it in one of `rare` ways, and begins again, `rounds` times. */
function scratch({ rounds, rare, keeps = false }: Scratch): System {
  return new System({
    name: 'scratch',
    build: (layout) => {
      const drawn = layout.field('drawn', 8);
      const again = layout.field('again', 8);
      const seen = layout.field('seen', 1);
      const machine = createMachine(
        {
          id: 'scratch',
          initial: 'drawing',
          states: {
            drawing: { on: { draw: { guard: 'mayDraw', target: 'looking', actions: 'draw' } } },
            looking: { on: { look: { target: 'drawing', actions: 'look' } } },
          },
        },
        { guards: { mayDraw: () => false }, actions: { draw: () => {}, look: () => {} } },
      );
      return {
        processes: [
          {
            name: 'scratch',
            machine,
            guards: { mayDraw: (words) => again.get(words, 0) < rounds },
            actions: {
              draw: (words, choice) => {
                const isLast = again.get(words, 0) === rounds - 1;
                if (keeps) {
                  // Seldom, nothing is written: then what was drawn before was not dead.
                  if (!isLast || choice !== rare) drawn.set(words, 0, isLast ? 0 : choice);
                  again.add(words, 0, 1);
                  return;
                }
                // Seldom, what was drawn before decides: then it was not dead.
                if (isLast && choice === rare && drawn.get(words, 0) === rare) {
                  seen.set(words, 0, 1);
                }
                drawn.set(words, 0, choice);
                again.add(words, 0, 1);
              },
              look: (words) => {
                const isRare = drawn.get(words, 0) === rare;
                if (keeps && isRare && again.get(words, 0) === rounds) seen.set(words, 0, 1);
              },
            },
            choices: { draw: 100 },
          },
        ],
        initialize: () => {},
        isTerminal: () => true,
        properties: [
          {
            id: 'seen',
            title: 'the rare number never comes twice at the end',
            exercised: () => true,
            violation: (words) =>
              seen.get(words, 0) === 1 ? { failureClass: 'seen', detail: 'seen' } : undefined,
          },
        ],
      };
    },
  });
}

describe('dead variables', () => {
  test('what will be written before it is read is left out', () => {
    const system = scratch({ rounds: 5, rare: 200 });
    const [complete, reduced] = [
      check(system, { reduce: [] }),
      check(system, { reduce: ['dead'] }),
    ];
    expect(complete.states).toBe(1 + 5 * 200);
    expect(reduced).toMatchObject({ verdict: 'verified', reductions: ['dead'] });
    expect(reduced.states).toBe(1 + 5 * 101);
  });

  test('a read that random runs did not show is found by the search, which begins again', () => {
    const system = scratch({ rounds: 150, rare: 77 });
    const reduced = check(system, { reduce: ['dead'] });
    expect(shortestOf(reduced)).toEqual(new Map([['seen: seen', 299]]));
    expectReplays(system, reduced);
  });

  test('so is a step that seldom does not write what it was seen to write', () => {
    const system = scratch({ rounds: 150, rare: 77, keeps: true });
    const reduced = check(system, { reduce: ['dead'] });
    expect(shortestOf(reduced)).toEqual(new Map([['seen: seen', 300]]));
    expectReplays(system, reduced);
  });
});

describe('what does not go together is refused', () => {
  const alike = twoPhaseCommit({ participants: 2 });

  test('symmetry and order', () => {
    const act = () => check(alike, { reduce: ['symmetry', 'order'] });
    expect(act).toThrow(InputError);
    expect(act).toThrow(/symmetry and order/);
  });

  test('a checkpoint', () => {
    const checkpoint = { folder: 'nowhere', due: () => false };
    expect(() => check(peterson(), { reduce: ['dead'], checkpoint })).toThrow(/not written down/);
  });
});
