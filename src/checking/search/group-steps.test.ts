import { createMachine } from 'xstate';
import { describe, expect, test } from 'vitest';
import type { ProcessDefinition } from '../../system/definition.ts';
import { System } from '../../system/system.ts';
import { groupSteps } from './group-steps.ts';

/** Counts to `most` by as much as is chosen; `needs`: how far the other must be for each step. */
function counter(
  name: string,
  {
    add,
    may,
  }: { add: (words: Uint32Array, by: number) => void; may: (words: Uint32Array) => boolean },
): ProcessDefinition {
  return {
    name,
    machine: createMachine(
      {
        id: name,
        initial: 'on',
        states: { on: { on: { add: { guard: 'may', actions: 'add' } } } },
      },
      { guards: { may: () => false }, actions: { add: () => {} } },
    ),
    guards: { may: (words, choice) => may(words) && choice > 0 },
    actions: { add: (words, choice) => add(words, choice) },
    choices: { add: 3 },
  };
}

/** Two counters, `a` and `b`. `follows`: `b` may only count as far as `a` has. `last`: who counted last is remembered. */
function pair({ follows = false, last = false } = {}): System {
  return new System({
    name: 'pair',
    build: (layout) => {
      const [a, b, by] = ['a', 'b', 'by'].map((name) => layout.field(name, 8));
      const note = (words: Uint32Array, who: number): void => {
        if (last) by!.set(words, 0, who);
      };
      return {
        processes: [
          counter('a', {
            may: () => true,
            add: (words, choice) => {
              a!.add(words, 0, choice);
              note(words, 1);
            },
          }),
          counter('b', {
            may: (words) => !follows || b!.get(words, 0) < a!.get(words, 0),
            add: (words, choice) => {
              b!.add(words, 0, choice);
              note(words, 2);
            },
          }),
        ],
        initialize: () => {},
        isTerminal: () => true,
        properties: [],
      };
    },
  });
}

/** A run from text: who takes a step, and by how much. */
function run(text: string): { transition: number; choice: number }[] {
  return text.split(' ').map((step) => ({
    transition: step[0] === 'a' ? 0 : 1,
    choice: Number(step[1]),
  }));
}

function grouped(system: System, text: string): string {
  return groupSteps(system, run(text))
    .map(({ transition, choice }) => `${transition === 0 ? 'a' : 'b'}${choice}`)
    .join(' ');
}

describe('the steps of a run', () => {
  test.each([
    ['a1 b1 a2 b2', 'a1 a2 b1 b2'],
    ['a1 b1 a2 b2 a1 b1', 'a1 a2 a1 b1 b2 b1'],
    ['a1 b1 b2 a2 a1 b1', 'a1 a2 a1 b1 b2 b1'],
    ['a1 a2 b1', 'a1 a2 b1'],
    ['a1 b2', 'a1 b2'],
    ['b1 a1 b2', 'b1 b2 a1'],
  ])("of who is in nobody's way stand together: %s", (given, expected) => {
    expect(grouped(pair(), given)).toBe(expected);
  });

  test('stay in turn where one waits for the other, as far as it must', () => {
    expect(grouped(pair({ follows: true }), 'a1 b1 a1 b1')).toBe('a1 a1 b1 b1');
    expect(grouped(pair({ follows: true }), 'a1 b2 a2 b1 a1')).toBe('a1 a2 a1 b2 b1');
    // The second step of `b` is not possible before that of `a`.
    expect(grouped(pair({ follows: true }), 'a1 b1 a2 b2')).toBe('a1 a2 b1 b2');
  });

  test('lead to the same state as before', () => {
    const system = pair({ last: true });
    expect(grouped(system, 'a1 b1 a2')).toBe('a1 b1 a2');
    // Not even where a later step hides the difference: it is looked for where the two orders meet.
    expect(grouped(system, 'a1 b1 a2 b1')).toBe('a1 b1 a2 b1');
  });

  test('are what was given where there are none or few', () => {
    expect(groupSteps(pair(), [])).toEqual([]);
    expect(grouped(pair(), 'a1')).toBe('a1');
  });
});
