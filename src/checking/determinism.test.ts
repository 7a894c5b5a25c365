import { setup } from 'xstate';
import { describe, expect, test } from 'vitest';
import { mig } from '../../examples/classics/mig.ts';
import { twoPhaseCommit } from '../../examples/classics/two-phase-commit.ts';
import type { Action, Guard } from '../system/definition.ts';
import { System } from '../system/system.ts';
import { check } from './check.ts';

const machine = setup({
  guards: { may: () => false },
  actions: { count: () => {} },
}).createMachine({
  id: 'counter',
  initial: 'on',
  states: { on: { on: { go: { guard: 'may', actions: 'count' } } } },
});

function counter(given: { may?: Guard; count?: Action } = {}): System {
  return new System({
    name: 'counter',
    build: (layout) => {
      const value = layout.field('value', 8);
      const may: Guard = (words) => value.get(words, 0) < 200;
      const count: Action = (words) => value.add(words, 0, 1);
      const scribble: Guard = (words, choice) => {
        if (given.may !== undefined) return given.may(words, choice);
        return may(words, choice);
      };
      return {
        processes: [
          {
            name: 'counter',
            machine,
            guards: { may: scribble },
            actions: { count: given.count ?? count },
          },
        ],
        initialize: () => {},
        isTerminal: () => true,
        properties: [],
      };
    },
  });
}

describe('what is not in the state is found out', () => {
  test('a guard that changes its mind', () => {
    let asked = 0;
    const system = counter({ may: () => asked++ % 3 === 0 });
    expect(() => check(system)).toThrow(/^counter: 'go' \(choice 0\) is enabled the one time/);
  });

  test('an action that counts for itself', () => {
    let done = 0;
    const system = counter({ count: (words) => void (words[0] = ++done) });
    expect(() => check(system)).toThrow(/^counter: 'go' .* does not always do the same to/);
  });

  test('a guard that writes', () => {
    const system = counter({ may: (words) => (words[0]! ^= 1 << 20) > -1 });
    expect(() => check(system)).toThrow(/^counter: a guard writes/);
  });

  test('and honest models pass', () => {
    expect(check(counter()).states).toBe(201);
    expect(check(mig(3, 1, 1)).states).toBe(1_061);
    expect(check(twoPhaseCommit({ participants: 3 }), { reduce: [] }).states).toBe(288);
  });
});
