import { defineProcess, defineSystem, eventually } from 'skipover';
import { setup } from 'xstate';
import type { PublicBug } from './public-bug.ts';

/**
 * Auto-converge throttles the guest by a timer. Every iteration armed the timer anew: when iterations are shorter than its
 * period it never fires, the guest is never throttled, and the migration goes on for ever.
 */
const migration = setup({ actions: { arm: () => {} } }).createMachine({
  initial: 'iterating',
  states: { iterating: { on: { iterate: { actions: 'arm' } } } },
});

const timer = setup({
  guards: { isPending: () => false, isDue: () => false },
  actions: { tick: () => {}, throttle: () => {} },
}).createMachine({
  initial: 'armed',
  states: {
    armed: {
      on: {
        tick: { guard: 'isPending', actions: 'tick' },
        fire: { guard: 'isDue', actions: 'throttle' },
      },
    },
  },
});

const period = 2;

function throttleTimer(isRepaired: boolean) {
  let isThrottled: (words: Uint32Array) => boolean = () => false;
  const system = defineSystem({
    name: 'auto-converge timer',
    build: (layout) => {
      const ticksLeft = layout.scalar('ticksLeft', { max: period });
      const throttled = layout.scalar('throttled', { max: 1 });
      isThrottled = (words) => throttled.is(words, 1);
      return {
        processes: [
          defineProcess({
            name: 'migration',
            machine: migration,
            guards: {},
            actions: {
              arm: (words) => {
                if (!isRepaired) ticksLeft.set(words, period);
              },
            },
          }),
          defineProcess({
            name: 'timer',
            machine: timer,
            guards: {
              isPending: (words) => ticksLeft.get(words) > 0,
              isDue: (words) => ticksLeft.is(words, 0),
            },
            actions: {
              tick: (words) => ticksLeft.add(words, -1),
              throttle: (words) => {
                throttled.set(words, 1);
                ticksLeft.set(words, period);
              },
            },
          }),
        ],
        initialize: (words) => ticksLeft.set(words, period),
        isTerminal: () => false,
        properties: [],
      };
    },
  });
  const title = 'the guest is throttled in the end';
  return { system, goals: [eventually({ id: 'L1', title }, (words) => isThrottled(words))] };
}

export const throttleRearm: PublicBug = {
  title: 'QEMU auto-converge: every iteration arms the timer anew',
  report: 'https://gitlab.com/qemu-project/qemu/-/commit/33c38f8ca1',
  property: 'L1',
  failureClass: 'for ever: nobody stands still',
  system: (isRepaired) => throttleTimer(isRepaired).system,
  goals: throttleTimer,
};
