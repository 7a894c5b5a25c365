import { expect, it } from 'vitest';
import { setup } from 'xstate';
import { check, defineProcess, defineSystem, type System } from '../src/index.ts';

// A lock in two steps: look whether it is free, then take it. `isAtomic` folds the two into one.
const worker = setup({
  guards: { lockIsFree: () => false, isAtomic: () => false },
  actions: { takeLock: () => {}, freeLock: () => {} },
}).createMachine({
  id: 'worker',
  initial: 'outside',
  states: {
    outside: {
      on: {
        look: [
          { guard: 'isAtomic', target: 'inside', actions: 'takeLock' },
          { guard: 'lockIsFree', target: 'entering' },
        ],
      },
    },
    entering: { on: { enter: { target: 'inside', actions: 'takeLock' } } },
    inside: { on: { leave: { target: 'outside', actions: 'freeLock' } } },
  },
});

function workersWith(atomic: boolean): System {
  return defineSystem({
    name: 'two workers, one lock',
    build: (layout, controls) => {
      const lock = layout.field('lock', 1);
      const isFree = (words: Uint32Array): boolean => lock.get(words, 0) === 0;
      const process = (name: string) =>
        defineProcess({
          name,
          machine: worker,
          guards: { lockIsFree: isFree, isAtomic: (words) => atomic && isFree(words) },
          actions: {
            takeLock: (words) => lock.set(words, 0, 1),
            freeLock: (words) => lock.set(words, 0, 0),
          },
        });
      const inside = ['a', 'b'].map((name) => controls.in(name, ['inside']));
      const mutualExclusion = {
        id: 'mutual exclusion',
        title: 'At most one worker is inside',
        exercised: (words: Uint32Array) => inside.some((isInside) => isInside(words)),
        violation: (words: Uint32Array) =>
          inside.every((isInside) => isInside(words))
            ? { failureClass: 'both inside', detail: 'a and b are inside' }
            : undefined,
      };
      return {
        processes: [process('a'), process('b')],
        initialize: () => {},
        isTerminal: () => false,
        properties: [mutualExclusion],
      };
    },
  });
}

it('looking and taking in two steps lets both in, after 4 steps', () => {
  const [property] = check(workersWith(false)).properties;
  expect(property).toMatchObject({ verdict: 'violated' });
  expect(property?.counterexamples[0]?.steps).toHaveLength(4);
});

it('looking and taking in one step does not, in all of its 3 states', () => {
  expect(check(workersWith(true))).toMatchObject({ verdict: 'verified', states: 3 });
});
