import { setup } from 'xstate';
import { defineSystem, type System } from '../../src/index.ts';

/** Peterson's mutual exclusion for two (Information Processing Letters 12, 1981); every read and every write
 * of shared memory is a step of its own. */
const competitor = setup({
  guards: { otherIsAway: () => false, isMyTurn: () => false },
  actions: { raiseFlag: () => {}, giveTurn: () => {}, lowerFlag: () => {} },
}).createMachine({
  id: 'competitor',
  initial: 'away',
  states: {
    away: { on: { approach: { target: 'raised', actions: 'raiseFlag' } } },
    raised: { on: { yield: { target: 'readingFlag', actions: 'giveTurn' } } },
    readingFlag: {
      on: { readFlag: [{ guard: 'otherIsAway', target: 'inside' }, { target: 'readingTurn' }] },
    },
    readingTurn: {
      on: { readTurn: [{ guard: 'isMyTurn', target: 'inside' }, { target: 'readingFlag' }] },
    },
    inside: { on: { leave: { target: 'away', actions: 'lowerFlag' } } },
  },
});

/** `yields: false` is the mistake: nobody gives the turn away. */
export function peterson({ yields = true }: { readonly yields?: boolean } = {}): System {
  return defineSystem({
    name: 'Peterson',
    build: (layout, controls) => {
      const flag = layout.field('flag', 1, 2);
      const turn = layout.field('turn', 1);
      const process = (name: string, me: number) => ({
        name,
        machine: competitor,
        guards: {
          otherIsAway: (words: Uint32Array) => flag.get(words, 1 - me) === 0,
          isMyTurn: (words: Uint32Array) => !yields || turn.get(words, 0) === me,
        },
        actions: {
          raiseFlag: (words: Uint32Array) => flag.set(words, me, 1),
          giveTurn: (words: Uint32Array) => turn.set(words, 0, 1 - me),
          lowerFlag: (words: Uint32Array) => flag.set(words, me, 0),
        },
      });
      const inside = ['left', 'right'].map((name) => controls.in(name, ['inside']));
      return {
        processes: [process('left', 0), process('right', 1)],
        initialize: () => {},
        isTerminal: () => false,
        properties: [
          {
            id: 'exclusion',
            title: 'At most one is inside',
            exercised: (words) => inside.some((is) => is(words)),
            violation: (words) =>
              inside.every((is) => is(words))
                ? { failureClass: 'both inside', detail: 'both are inside' }
                : undefined,
          },
        ],
      };
    },
  });
}
