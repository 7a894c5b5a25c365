/** What public machines showed: each is written anew, and explored as it is. */
import { assign, createMachine, setup } from 'xstate';
import { expect, test, vi } from 'vitest';
import { check } from '../checking/check.ts';
import type { CheckResult } from '../checking/verdict.ts';
import { defineActors } from './define-actors.ts';
import { exportedMachines } from './plain-machines.ts';

function checked(machine: object): CheckResult {
  return check(exportedMachines({ it: machine }, './it.ts')[0]!.build());
}

const verdictOf = ({ properties }: CheckResult, property: string): string | undefined =>
  properties.find(({ id }) => id === property)?.verdict;

test('a state whose event has an action is no deadlock, although the event carries nothing yet', () => {
  const withAction = (actions: object | string | undefined): object =>
    setup({ actions: { note: () => {} } }).createMachine({
      context: { message: undefined },
      initial: 'open',
      states: {
        open: { on: { SEND: 'sent' } },
        sent: { on: { SET: actions === undefined ? {} : { actions: actions as never } } },
      },
    });
  const set = assign({ message: ({ event }) => event['message'] as never });
  expect(verdictOf(checked(withAction(set)), 'D')).toBe('verified');
  expect(verdictOf(checked(withAction('note')), 'D')).toBe('verified');
  expect(verdictOf(checked(withAction(undefined)), 'D')).toBe('violated');
});

test('a list that grows ends the search long before there are too many snapshots', () => {
  const machine = createMachine({
    context: { items: [] as number[] },
    on: { ADD: { actions: assign({ items: ({ context }) => [...context.items, 0] }) } },
  });
  const { ended, states, verdict } = checked(machine);
  expect([verdict, states]).toEqual(['inconclusive', 34]);
  expect(ended!.reason).toBe(
    'more than 32 elements in a list of it: context.items has 33 values ([], [0], [0, 0], ...); ' +
      'bound it: within: ({ it }) => it.context.items.length <= 3',
  );
});

test('a configuration to start from has the same limit for lists', () => {
  const growing = createMachine({
    context: { items: [] as number[] },
    on: { ADD: { actions: assign({ items: ({ context }) => [...context.items, 0] }) } },
  });
  const { configuration } = exportedMachines({ growing }, './growing.ts')[0]!;
  const listGainMax = Number(/listGainMax: (\d+)/.exec(configuration)![1]);
  const pasted = defineActors({ actors: { growing }, listGainMax });
  expect(check(pasted)).toMatchObject({ verdict: 'inconclusive', states: 34 });
});

test('a long list that is there from the start is explored', () => {
  const deck = Array.from({ length: 52 }, (_, card) => card);
  const machine = createMachine({
    context: { deck },
    on: {
      DRAW: { actions: assign({ deck: ({ context }) => context.deck.slice(1) }) },
    },
  });
  expect(checked(machine)).toMatchObject({ verdict: 'verified', states: 53 });
});

test('a guard that refuses the only event is named', () => {
  const machine = setup({ guards: { hasName: () => false } }).createMachine({
    initial: 'idle',
    states: { idle: { on: { SUBMIT: { guard: 'hasName', target: 'sent' } } }, sent: {} },
  });
  expect(() => checked(machine)).toThrow(
    'it: nothing can happen: no transition is taken for SUBMIT, which hasName refuses whatever it carries: ' +
      'change what the machine starts with, or the guard',
  );
});

test('what code of a machine prints is not shown', () => {
  const printed = vi.spyOn(console, 'log').mockImplementation(() => {});
  const machine = createMachine({
    context: { n: 0 },
    on: {
      SET: {
        actions: assign(() => {
          console.log('set');
          return { n: 1 };
        }),
      },
    },
  });
  expect(checked(machine).states).toBe(2);
  expect(printed).not.toHaveBeenCalled();
  printed.mockRestore();
});
