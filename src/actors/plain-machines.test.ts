import {
  assign,
  createMachine,
  fromCallback,
  fromObservable,
  fromPromise,
  not,
  setup,
  type AnyStateMachine,
} from 'xstate';
import { describe, expect, test } from 'vitest';
import { check } from '../checking/check.ts';
import { defineActors } from './define-actors.ts';
import { exportedMachines } from './plain-machines.ts';

const machine = setup({ actors: { save: fromPromise(async () => 1) } }).createMachine({
  id: 'editor',
  initial: 'clean',
  states: {
    clean: { on: { 'text.type': 'dirty' } },
    dirty: { on: { SAVE: 'saving' } },
    saving: { invoke: { src: 'save', onDone: 'clean', onError: 'dirty' } },
  },
});

describe('a file of plain machines', () => {
  const [editor] = exportedMachines({ editor: machine, again: machine, other: 1 }, './editor.ts');

  test('is checked without a configuration', () => {
    expect(check(editor!.build())).toMatchObject({ verdict: 'verified', states: 3 });
  });

  test('comes with what is assumed, and with a configuration to start from', () => {
    expect(exportedMachines({ editor: machine, again: machine }, './editor.ts')).toHaveLength(1);
    expect(editor!.assumptions).toEqual([
      'events without payload cases: text.type, SAVE',
      'promises without outcomes: save; each ends with undefined or fails',
      'custom actions are not executed',
    ]);
    expect(editor!.configuration).toBe(`import { defineActors } from 'skipover';
import { editor } from './editor.ts';

export default defineActors({
  actors: { editor },
  events: {
    // What each carries, in cases.
    "text.type": [{}],
    SAVE: [{}],
  },
  outcomes: {
    // What each gives. Until its line is here, the verdict is about what is assumed.
    // save: { done: [undefined], error: [new Error("save failed")] },
  },
  undeclared: 'assume', // without this line, what is missing is refused
  snapshotsMax: 2000, // more is taken for growth without end
  listGainMax: 32, // so are more new elements in a list
  always: {
    // 'what must hold': ({ editor }) => !editor.matches('...'),
  },
});
`);
  });

  test('everything else is left alone', () => {
    const system = defineActors({ actors: { machine }, outcomes: { save: { done: [1] } } });
    expect(exportedMachines({ default: system, three: 3 }, './editor.ts')).toEqual([]);
  });
});

describe('what cannot be assumed is named', () => {
  const only = (given: object) => exportedMachines({ it: given }, './it.ts')[0]!.build();

  test('an event that needs a payload: it comes without values, and nothing is verified', () => {
    const reading = createMachine({
      id: 'reading',
      types: {} as {
        context: { n: number };
        events: { type: 'SET'; box: { n: number } } | { type: 'GO' };
      },
      context: { n: 0 },
      initial: 'a',
      states: {
        a: { on: { GO: 'b', SET: { actions: assign({ n: ({ event }) => event.box.n }) } } },
        b: {},
      },
    });
    const result = check(only(reading));
    // The context holds 0 or `undefined`, in both states.
    expect(result).toMatchObject({ verdict: 'inconclusive', states: 4 });
    expect(result.ended!.reason).toBe(
      "it: 'SET' fails without a payload (Cannot read properties of undefined (reading 'n')): add events: { SET: [{ box: { n: ... } }] }",
    );
  });

  test('an outcome that needs a value', () => {
    const using = setup({ actors: { load: fromPromise(async () => ({ n: 1 })) } }).createMachine({
      id: 'using',
      context: { n: 0 },
      invoke: { src: 'load', onDone: { actions: assign({ n: ({ event }) => event.output.n }) } },
    });
    expect(check(only(using)).ended!.reason).toBe(
      "it: an outcome of load fails without a value (Cannot read properties of undefined (reading 'n')): add outcomes: { load: { done: [{ n: ... }] } }",
    );
  });

  test('a payload without which nothing is taken', () => {
    const picky = createMachine({
      id: 'picky',
      types: {} as { events: { type: 'KEY'; key: string } },
      initial: 'a',
      states: {
        a: { on: { KEY: { guard: ({ event }) => event.key === 'x', target: 'b' } } },
        b: {},
      },
    });
    expect(() => check(only(picky))).toThrow(
      "it: 'KEY' is not taken without a payload: add events: { KEY: [{ key: ... }] }",
    );
  });

  const amountOf = ({ event }: { event: object }): number => (event as { amount: number }).amount;
  const isLarge = (given: { event: object }): boolean => amountOf(given) > 100;

  test.each([
    ['an inline guard', { guard: isLarge }],
    ['parameters of a guard', { guard: { type: 'large', params: amountOf } }],
    ['a guard in a guard', { guard: not(not(isLarge)) }],
  ] as [string, { guard: unknown }][])(
    'a payload that %s reads, with a fallback',
    (_, { guard }) => {
      const states = {
        a: { on: { PAY: [{ guard, target: 'b' }, { target: 'c' }] } },
        b: { on: { BACK: 'a' } },
        c: { on: { BACK: 'a' } },
      };
      const till = createMachine(
        { id: 'till', initial: 'a', states } as never,
        { guards: { large: (_given: unknown, amount: number) => amount > 100 } } as never,
      ) as AnyStateMachine;
      const result = check(only(till));
      expect(result.verdict).toBe('inconclusive');
      // The part that needs no payload is explored.
      expect(result).toMatchObject({
        states: 2,
        semantics: expect.stringContaining('XState') as string,
      });
      expect(result.ended!.reason).toMatch(
        /^it: a guard reads a payload of 'PAY' that nobody declared: add events: \{ PAY: \[/,
      );
      const events = { PAY: [{}, { amount: 200 }], BACK: [{}] };
      const declared = check(defineActors({ actors: { it: till as never }, events }));
      expect(declared).toMatchObject({ verdict: 'verified', states: 3 });
    },
  );

  test('a guard that reads the payload is no deadlock, one that reads nothing is', () => {
    const waiting = (guard: (given: { event: { pin?: string } }) => boolean): AnyStateMachine =>
      createMachine({
        id: 'waiting',
        types: {} as { events: { type: 'GO' } | { type: 'PIN'; pin?: string } },
        initial: 'a',
        states: { a: { on: { GO: 'b' } }, b: { on: { PIN: { guard, target: 'c' } } }, c: {} },
      });
    const byPayload = check(only(waiting(({ event }) => event.pin === '1234')));
    expect(byPayload.properties.find(({ id }) => id === 'D')!.verdict).toBe('inconclusive');
    expect(byPayload.ended!.reason).toBe(
      "it: 'PIN' is not taken without a payload: add events: { PIN: [{ pin: ... }] }",
    );
    const never = check(only(waiting(() => false)));
    expect(never.properties.find(({ id }) => id === 'D')!.verdict).toBe('violated');
  });

  test('everything that is missing is named at once', () => {
    const form = setup({
      actors: { load: fromPromise(async () => ({ n: 1 })) },
    }).createMachine({
      id: 'form',
      initial: 'a',
      states: {
        a: {
          invoke: {
            src: 'load',
            onDone: { guard: ({ event }) => event.output.n > 0, target: 'b' },
          },
          on: {
            A: { guard: ({ event }) => (event['x'] as { y: number }).y > 1, target: 'b' },
            B: { guard: ({ event }) => (event['list'] as string[]).length > 0, target: 'b' },
          },
        },
        b: {},
      },
    });
    expect(check(only(form)).ended!.reason).toMatch(
      /: add events: \{ A: \[\{ x: \{ y: \.\.\. \} \}\], B: \[\{ list: \.\.\. \}\] \}, outcomes: \{ load: \{ done: \[\{ n: \.\.\. \}\] \} \}$/,
    );
  });

  test('a state that waits for a silent source is no deadlock', () => {
    const listening = setup({ actors: { socket: fromCallback(() => {}) } }).createMachine({
      id: 'listening',
      initial: 'a',
      states: { a: { on: { GO: 'b' } }, b: { invoke: { src: 'socket' } } },
    });
    expect(check(only(listening)).verdict).toBe('verified');
    const watching = setup({
      actors: { ticks: fromObservable(() => ({ subscribe: () => ({ unsubscribe: () => {} }) })) },
    }).createMachine({
      id: 'watching',
      initial: 'a',
      states: {
        a: { on: { GO: 'b' } },
        b: { invoke: { src: 'ticks', onSnapshot: 'c' } },
        c: {},
      },
    });
    expect(check(only(watching)).ended!.reason).toBe(
      'it: no value of ticks is declared: add outcomes: { ticks: { next: [{ ... }] } }',
    );
  });
});
