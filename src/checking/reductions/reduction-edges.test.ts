import { createMachine } from 'xstate';
import { describe, expect, test } from 'vitest';
import { expectReplays, shortestOf } from '../../bench/random-systems.ts';
import type { Field } from '../../layout/field.ts';
import type { Action, Guard, ProcessDefinition, Property } from '../../system/definition.ts';
import { System } from '../../system/system.ts';
import { check, type CheckOptions } from '../check.ts';
import { ModelError } from '../../foundation/model-error.ts';
import type { Reduction } from '../verdict.ts';
import { checkRecorded } from './recorded-check.ts';

const recorded: readonly { readonly reduce: readonly Reduction[] }[] = [
  { reduce: ['dead'] },
  { reduce: ['order'] },
  { reduce: ['dead', 'order'] },
];

interface TwoStates {
  readonly guard?: Guard;
  readonly act: Action;
  readonly choices?: number;
  readonly idles?: boolean;
}

/** A process that goes from one state to another and back, and does the same each time. */
function toAndFro(name: string, { guard, act, choices = 1, idles }: TwoStates): ProcessDefinition {
  const go = (target: string): object => ({ go: { guard: 'guard', target, actions: 'act' } });
  return {
    name,
    machine: createMachine(
      { id: name, initial: 'to', states: { to: { on: go('fro') }, fro: { on: go('to') } } },
      { guards: { guard: () => false }, actions: { act: () => {} } },
    ),
    guards: { guard: guard ?? (() => true) },
    actions: { act },
    choices: { go: choices },
    environmentEvents: idles === true ? ['go'] : [],
  };
}

describe('steps', () => {
  test('what a step property reads of the state before a step is not dead', () => {
    const system = new System({
      name: 'dice',
      build: (layout) => {
        const die = layout.field('die', 2);
        return {
          processes: [
            toAndFro('dice', { choices: 3, act: (words, choice) => die.set(words, 0, choice) }),
          ],
          initialize: () => {},
          isTerminal: () => true,
          properties: [],
          steps: [
            {
              id: 'up',
              title: 'the die never shows less',
              exercised: () => true,
              holds: ({ before, after }) => die.get(after, 0) >= die.get(before, 0),
            },
          ],
        };
      },
    });
    const complete = shortestOf(check(system, { reduce: [] }));
    expect(complete).toEqual(new Map([['up: broken by a step', 2]]));
    expect(shortestOf(check(system, { reduce: ['dead'] }))).toEqual(complete);
  });
});

describe('reads out of range', () => {
  test('are refused in the first states; later they are of a neighbour, and count as reads of all', () => {
    const system = new System({
      name: 'neighbours',
      build: (layout) => {
        const row = layout.field('row', 4, 4);
        const next = layout.field('next', 4);
        const seen = layout.field('seen', 1);
        const act: Action = (words, choice) => {
          if (row.get(words, 4) === 2) seen.set(words, 0, 1);
          next.set(words, 0, choice);
        };
        return {
          processes: [toAndFro('drawing', { choices: 3, act })],
          initialize: () => {},
          isTerminal: () => true,
          properties: [
            {
              id: 'unseen',
              title: 'nobody sees 2',
              exercised: () => true,
              violation: (words) =>
                seen.get(words, 0) === 1 ? { failureClass: 'seen', detail: '' } : undefined,
            },
          ],
        };
      },
    });
    const complete = shortestOf(checkRecorded(system, { reduce: [] }));
    expect(complete).toEqual(new Map([['unseen: seen', 2]]));
    expect(shortestOf(checkRecorded(system, { reduce: ['dead'] }))).toEqual(complete);
    expect(() => check(system)).toThrow('field row is read at 4, which is out of range');
  });
});

describe('what throws', () => {
  /** Whoever draws 7 six times in a row reads what was drawn, and could not stand 0, which is never drawn. */
  const strict = (where: 'action' | 'property' | 'rest'): System =>
    new System({
      name: 'strict',
      build: (layout) => {
        const drawn = layout.field('drawn', 4);
        const sevens = layout.field('sevens', 4);
        const dare = (words: Uint32Array): void => {
          if (sevens.get(words, 0) === 6 && drawn.get(words, 0) === 0) throw new Error('zero');
        };
        const draw: Action = (words, choice) => {
          if (where === 'action' && sevens.get(words, 0) === 5) drawn.add(words, 0, -1);
          drawn.set(words, 0, choice + 1);
          sevens.set(words, 0, choice === 6 ? sevens.get(words, 0) + 1 : 0);
        };
        const holds: Property = {
          id: 'holds',
          title: 'nothing is wrong',
          exercised: () => true,
          violation: (words) => void (where === 'property' && dare(words)),
        };
        return {
          processes: [
            toAndFro('drawing', {
              guard: (words) => sevens.get(words, 0) < 6,
              choices: 15,
              act: draw,
            }),
          ],
          initialize: (words) => drawn.set(words, 0, 1),
          isTerminal: (words) => {
            if (where === 'rest') dare(words);
            return true;
          },
          properties: [holds],
        };
      },
    });

  test.each(['action', 'property', 'rest'] as const)(
    'because a dead element was read after all (%s) begins the search again',
    (where) => {
      expect(check(strict(where), { reduce: ['dead'] }).verdict).toBe('verified');
    },
  );

  const overflowing = new System({
    name: 'overflowing',
    build: (layout) => {
      const value = layout.field('value', 2);
      return {
        processes: [toAndFro('adder', { act: (words) => value.add(words, 0, 1) })],
        initialize: () => {},
        isTerminal: () => true,
        properties: [],
      };
    },
  });

  test.each(recorded)(
    '$reduce: is reported as without, and only where the search comes',
    (reduce) => {
      expect(() => check(overflowing, reduce)).toThrow(ModelError);
      expect(check(overflowing, { ...reduce, maxDepth: 2 }).verdict).toBe('inconclusive');
    },
  );
});

/** Each counts to three, for itself. The first never reaches `forbidden`, nor the first two
 * both to `later`. */
function counters({
  count,
  forbidden,
  later,
}: {
  count: number;
  forbidden: number;
  later: number;
}): System {
  return new System({
    name: 'counters',
    build: (layout) => {
      const value = layout.field('value', 4, count);
      const all = Array.from({ length: count }, (_, who) => who);
      return {
        processes: all.map((who) =>
          toAndFro(`counter${who}`, {
            guard: (words) => value.get(words, who) < 3,
            act: (words) => value.add(words, who, 1),
          }),
        ),
        initialize: () => {},
        isTerminal: () => true,
        properties: [
          {
            id: 'first',
            title: 'the first never has that value',
            exercised: (words) => value.get(words, 0) > 0,
            violation: (words) => {
              if (value.get(words, 0) === forbidden)
                return { failureClass: 'forbidden', detail: '' };
              const isLater = [0, 1].every((who) => value.get(words, who) === later);
              return isLater ? { failureClass: 'later', detail: '' } : undefined;
            },
          },
        ],
      };
    },
  });
}

describe('limits, where not all orders are looked at', () => {
  const system = counters({ count: 4, forbidden: 2, later: 9 });
  const limits: CheckOptions[] = [
    { finish: 'first' },
    { maxDepth: 3 },
    { store: { mode: 'bloom', bits: 1 << 16 } },
  ];
  test.each(limits)('%j', (options) => {
    const [reduced, complete] = [['order' as const], []].map((reduce) =>
      check(system, { ...options, reduce }),
    );
    expect(shortestOf(complete!)).toEqual(new Map([['first: forbidden', 2]]));
    expect(shortestOf(reduced!)).toEqual(shortestOf(complete!));
    expect(reduced!.verdict).toBe(complete!.verdict);
  });

  test('what a budget keeps the search of all orders from is not forgotten', () => {
    const complete = counters({ count: 5, forbidden: 1, later: 3 });
    const reduced = check(complete, { reduce: ['order'], maxStates: 200 });
    expect(reduced.ended).toBeUndefined();
    expect([...shortestOf(reduced).keys()]).toEqual(['first: forbidden', 'first: later']);
    expectReplays(complete, reduced);
  });
});

describe('what is not so is refused', () => {
  /** Two counters, declared to be alike. */
  const declared = (mostOf: (who: number) => number, idles: (who: number) => boolean): System =>
    new System({
      name: 'declared',
      build: (layout) => {
        const value = layout.field('value', 2, 2);
        const all = [0, 1];
        return {
          processes: all.map((who) =>
            toAndFro(`counter${who}`, {
              guard: (words) => value.get(words, who) < mostOf(who),
              act: (words) => value.add(words, who, 1),
              idles: idles(who),
            }),
          ),
          initialize: () => {},
          isTerminal: (words) => all.every((who) => value.get(words, who) === mostOf(who)),
          properties: [],
          interchangeable: all.map((who) => ({
            process: `counter${who}`,
            elements: [{ field: value, index: who }],
          })),
        };
      },
    });

  test.each([[['symmetry']], [['symmetry', 'dead']]] as const)(
    '%j: parts that are not alike',
    (reduce) => {
      const more = declared(
        (who) => who + 1,
        () => false,
      );
      expect(() => check(more, { reduce })).toThrow(/not interchangeable/);
      const idle = declared(
        () => 2,
        (who) => who === 0,
      );
      expect(() => check(idle, { reduce })).toThrow(/not interchangeable/);
    },
  );

  test.each(recorded)('$reduce: a definition that keeps fields of an earlier build', (reduce) => {
    const fields: Field[] = [];
    const keeping = new System({
      name: 'keeping',
      build: (layout) => {
        fields.push(layout.field('value', 4));
        const [value] = fields;
        return {
          processes: [
            toAndFro('counter', {
              guard: (words) => value!.get(words, 0) < 5,
              act: (words) => value!.add(words, 0, 1),
            }),
          ],
          initialize: () => {},
          isTerminal: () => true,
          properties: [],
        };
      },
    });
    expect(() => check(keeping, reduce)).toThrow(/value\[0\] unseen/);
  });

  test('a definition that builds something else the second time', () => {
    let built = 0;
    const other = new System({
      name: 'other',
      build: (layout) => {
        const value = layout.field(`value${built++}`, 1);
        return {
          processes: [toAndFro('setter', { act: (words) => value.set(words, 0, 1) })],
          initialize: () => {},
          isTerminal: () => true,
          properties: [],
        };
      },
    });
    expect(() => check(other, { reduce: ['dead'] })).toThrow(/not make the same system twice/);
    expect(() => checkRecorded(other, { reduce: ['dead'] })).toThrow(/another system/);
  });
});
