import { setup } from 'xstate';
import { defineSystem, type System } from '../../src/index.ts';

/** Dining philosophers (Dijkstra, EWD 310): each takes the fork at the left, then the one at the right. */
const philosopher = setup({
  guards: { leftIsFree: () => false, rightIsFree: () => false },
  actions: { takeLeft: () => {}, takeRight: () => {}, putBack: () => {} },
}).createMachine({
  id: 'philosopher',
  initial: 'thinking',
  states: {
    thinking: { on: { takeLeft: { guard: 'leftIsFree', target: 'waiting', actions: 'takeLeft' } } },
    waiting: {
      on: { takeRight: { guard: 'rightIsFree', target: 'eating', actions: 'takeRight' } },
    },
    eating: { on: { putBack: { target: 'thinking', actions: 'putBack' } } },
  },
});

/** So many philosophers, who come to wait for one another: one deadlock, when each has a left fork. */
export function philosophers(count: number): System {
  return defineSystem({
    name: 'philosophers',
    build: (layout) => {
      const taken = layout.field('taken', 1, count);
      const isFree = (words: Uint32Array, fork: number): boolean =>
        taken.get(words, fork % count) === 0;
      return {
        processes: Array.from({ length: count }, (_, seat) => ({
          name: `philosopher${seat}`,
          machine: philosopher,
          guards: {
            leftIsFree: (words: Uint32Array) => isFree(words, seat),
            rightIsFree: (words: Uint32Array) => isFree(words, seat + 1),
          },
          actions: {
            takeLeft: (words: Uint32Array) => taken.set(words, seat, 1),
            takeRight: (words: Uint32Array) => taken.set(words, (seat + 1) % count, 1),
            putBack: (words: Uint32Array) => {
              taken.set(words, seat, 0);
              taken.set(words, (seat + 1) % count, 0);
            },
          },
        })),
        initialize: () => {},
        isTerminal: () => false,
        properties: [],
      };
    },
  });
}
