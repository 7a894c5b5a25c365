import { createMachine } from 'xstate';
import { describe, expect, test } from 'vitest';
import { stuckAt } from './deadlock.ts';
import type { Action, Guard, ProcessDefinition } from './definition.ts';
import { isLookedAtTwice, requireDeterminism } from './determinism.ts';
import { System } from './system.ts';

/** One process with one event; `code` is given a field. */
function systemOf(
  code: (write: (words: Uint32Array, value: number) => void) => { guard?: Guard; action?: Action },
): System {
  const machine = createMachine(
    { id: 'one', initial: 'on', states: { on: { on: { go: { guard: 'may', actions: 'act' } } } } },
    { guards: { may: () => false }, actions: { act: () => {} } },
  );
  return new System({
    name: 'one',
    build: (layout) => {
      layout.field('other', 8, 2);
      const value = layout.field('value', 8, 3);
      const { guard, action } = code((words, to) => value.set(words, 2, to));
      return {
        processes: [
          {
            name: 'worker',
            machine,
            guards: { may: guard ?? (() => true) },
            actions: { act: action ?? (() => {}) },
            choices: { go: 2 },
          },
        ],
        initialize: () => {},
        isTerminal: () => true,
        properties: [],
      };
    },
  });
}

function judged(system: System): void {
  requireDeterminism(system, system.initial());
}

describe('what depends on something that is not in the state is named', () => {
  test('a function of the state is not', () => {
    const system = systemOf((write) => ({ action: (words, choice) => write(words, choice) }));
    expect(() => judged(system)).not.toThrow();
  });

  test('a guard that holds only the second time, or only the first', () => {
    let asked = 0;
    const late = systemOf(() => ({ guard: (_words, choice) => choice === 1 && ++asked > 1 }));
    const message = "worker: 'go' (choice 1) is enabled the one time and not the other";
    expect(() => judged(late)).toThrow(message);
    asked = 0;
    const early = systemOf(() => ({ guard: (_words, choice) => choice === 1 && ++asked === 1 }));
    expect(() => judged(early)).toThrow(message);
  });

  test('a guard that holds for another choice the second time', () => {
    let asked = 0;
    const other = systemOf(() => ({
      guard: (_words, choice) => choice === Math.floor(asked++ / 3),
    }));
    expect(() => judged(other)).toThrow(/\(choice \d\) is enabled the one time and not the other/);
  });

  test('a guard that writes, with what it writes', () => {
    const writing = systemOf((write) => ({
      guard: (words) => {
        write(words, 7);
        return true;
      },
    }));
    expect(() => judged(writing)).toThrow('one: a guard writes: value[2]');
  });

  test('an action that does not always do the same, with the place', () => {
    let done = 0;
    const counting = systemOf((write) => ({
      guard: (_words, choice) => choice === 1,
      action: (words) => write(words, ++done),
    }));
    expect(() => judged(counting)).toThrow(
      "worker: 'go' (choice 1) does not always do the same to value[2]: it depends on",
    );
  });

  test('the first 16 states and one in 1,024 are looked at twice', () => {
    const twice = Array.from({ length: 4_000 }, (_, at) => at).filter(isLookedAtTwice);
    expect(twice).toEqual([...Array.from({ length: 16 }, (_, at) => at), 1_024, 2_048, 3_072]);
  });
});

test('a deadlock is called after the processes that are not where they began', () => {
  const walker = (name: string): ProcessDefinition => ({
    name,
    machine: createMachine({
      id: name,
      initial: 'a',
      states: { a: { on: { [name]: 'b' } }, b: {} },
    }),
    guards: {},
    actions: {},
  });
  const system = new System({
    name: 'three',
    build: () => ({
      processes: ['one', 'two', 'three'].map(walker),
      initialize: () => {},
      isTerminal: () => false,
      properties: [],
    }),
  });
  const words = system.initial();
  expect(stuckAt(system, words).failureClass).toBe('stuck: every process in its first state');
  for (const name of ['one', 'three']) {
    system.apply(words, system.process(name).firstEnabled(words), 0);
  }
  expect(stuckAt(system, words)).toEqual({
    failureClass: 'stuck: one b, three b',
    detail: 'nothing that counts as progress can move any more: one b, three b',
  });
  expect(() => system.process('four')).toThrow('three has no process four');
});
