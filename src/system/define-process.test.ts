import { createMachine, setup } from 'xstate';
import { expect, expectTypeOf, test } from 'vitest';
import { defineSystem } from '../index.ts';
import {
  defineProcess,
  type ActionName,
  type EventName,
  type GuardName,
} from './define-process.ts';

const machine = setup({
  types: { events: {} as { type: 'take' } | { type: 'leave' } },
  guards: { isFree: () => false },
  actions: { take: () => {}, free: () => {} },
}).createMachine({
  id: 'worker',
  initial: 'outside',
  states: {
    outside: { on: { take: { guard: 'isFree', target: 'inside', actions: 'take' } } },
    inside: { on: { leave: { target: 'outside', actions: 'free' } } },
  },
});
const untyped = createMachine({ id: 'untyped', initial: 'on', states: { on: {} } });

const guards = { isFree: () => true };
const actions = { take: () => {}, free: () => {} };

test('the compiler knows the names of a chart made by setup', () => {
  expectTypeOf<GuardName<typeof machine>>().toEqualTypeOf<'isFree'>();
  expectTypeOf<ActionName<typeof machine>>().toEqualTypeOf<'take' | 'free'>();
  expectTypeOf<EventName<typeof machine>>().toEqualTypeOf<'take' | 'leave'>();
  expectTypeOf<EventName<typeof untyped>>().toEqualTypeOf<string>();
});

test('what is missing, too much or misspelt is a type error; what is missing is refused as well', () => {
  const named = { name: 'worker', machine } as const;
  const processes = [
    // @ts-expect-error -- the guard `isFree` is missing
    defineProcess({ ...named, guards: {}, actions }),
    // @ts-expect-error -- the action `free` is missing
    defineProcess({ ...named, guards, actions: { take: actions.take } }),
    // @ts-expect-error -- the chart has no event `takes`
    defineProcess({ ...named, guards, actions, choices: { takes: 2 } }),
  ];
  // @ts-expect-error -- the chart names no guard `isFull`
  defineProcess({ ...named, guards: { ...guards, isFull: () => true }, actions });
  for (const process of processes) {
    const parts = {
      processes: [process],
      initialize: () => {},
      isTerminal: () => true,
      properties: [],
    };
    expect(() => defineSystem({ name: 'broken', build: () => parts })).toThrow(/isFree|free|takes/);
  }
  const complete = defineProcess({ ...named, guards, actions, choices: { take: 2 } });
  expect(complete.machine).toBe(machine);
});
