import { createMachine } from 'xstate';
import { expect, test } from 'vitest';
import { check } from '../checking/check.ts';
import { defineActors } from './define-actors.ts';
import { machineCoverage } from './machine-coverage.ts';

function pairsIn(
  machine: Parameters<typeof createMachine>[0],
): Record<'taken' | 'missing', string[]> {
  const system = defineActors({ actors: { it: createMachine(machine) } });
  check(system);
  const [{ coverage }] = machineCoverage(system, 'it') as [ReturnType<typeof machineCoverage>[0]];
  const nameOf = (at: number): string => coverage.transitions[at]!.event;
  const { taken, missing } = coverage.pairs!;
  const written = (pairs: typeof taken): string[] =>
    pairs.map(([one, other]) => `${nameOf(one)} ${nameOf(other)}`).toSorted();
  return { taken: written(taken), missing: written(missing) };
}

test('pairs are transitions after one another, and a guard leaves some out', () => {
  const machine = {
    initial: 'a',
    states: {
      a: { on: { GO: 'b' } },
      b: { on: { BACK: 'a', NEVER: { guard: () => false, target: 'c' } } },
      c: { on: { HOME: 'a' } },
    },
  };
  expect(pairsIn(machine)).toEqual({
    taken: ['BACK GO', 'GO BACK'],
    missing: ['GO NEVER', 'HOME GO', 'NEVER HOME'],
  });
});

test('regions go on side by side, what is inside is entered from its initial state, and history keeps any', () => {
  const machine = {
    initial: 'on',
    states: {
      on: {
        type: 'parallel' as const,
        on: { OFF: 'off' },
        states: {
          left: { initial: 'l1', states: { l1: { on: { L: 'l2' } }, l2: { on: { M: 'l1' } } } },
          right: { initial: 'r1', states: { r1: { on: { R: 'r2' } }, r2: {} } },
          last: { type: 'history' as const, history: 'deep' as const },
        },
      },
      off: { on: { ON: 'on', BACK: 'on.last' } },
    },
  };
  const { taken, missing } = pairsIn(machine);
  expect(taken).toContain('R L');
  expect(taken).toContain('BACK M');
  expect([...taken, ...missing]).not.toContain('ON M');
  expect([...taken, ...missing]).not.toContain('L L');
  expect(missing).toEqual([]);
});

test('a transition without an event follows within the same step', () => {
  const machine = {
    initial: 'a',
    states: {
      a: { on: { GO: 'b' } },
      b: { always: 'c' },
      c: { on: { BACK: 'a' } },
    },
  };
  expect(pairsIn(machine)).toEqual({
    taken: ['BACK GO', 'GO always', 'always BACK'],
    missing: [],
  });
});
