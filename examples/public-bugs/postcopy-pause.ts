import { defineProcess, defineSystem } from 'skipover';
import { setup } from 'xstate';
import type { PublicBug } from './public-bug.ts';

/**
 * When the network breaks, post-copy pauses: the state becomes `postcopy-pause`, and the old channel is released. Whoever
 * watches the state may install a new channel in between: that one is released, and the migration waits for ever.
 */
const migration = setup({
  guards: { isRecovering: () => false, hasChannel: () => false },
  actions: { first: () => {}, second: () => {} },
}).createMachine({
  initial: 'broken',
  states: {
    broken: { on: { first: { target: 'pausing', actions: 'first' } } },
    pausing: { on: { second: { target: 'paused', actions: 'second' } } },
    paused: { on: { resume: { guard: 'isRecovering', target: 'sending' } } },
    sending: { on: { send: { guard: 'hasChannel', target: 'done' } } },
    done: {},
  },
});

const monitor = setup({
  guards: { saysPaused: () => false },
  actions: { installChannel: () => {} },
}).createMachine({
  initial: 'watching',
  states: {
    watching: {
      on: { recover: { guard: 'saysPaused', target: 'recovered', actions: 'installChannel' } },
    },
    recovered: {},
  },
});

function postcopy(isRepaired: boolean) {
  return defineSystem({
    name: 'post-copy pause',
    build: (layout, control) => {
      const saysPaused = layout.scalar('saysPaused', { max: 1 });
      const hasChannel = layout.scalar('hasChannel', { max: 1 });
      const isRecovering = layout.scalar('isRecovering', { max: 1 });
      const say = (words: Uint32Array): void => saysPaused.set(words, 1);
      const release = (words: Uint32Array): void => hasChannel.set(words, 0);
      return {
        processes: [
          defineProcess({
            name: 'migration',
            machine: migration,
            guards: {
              isRecovering: (words) => isRecovering.is(words, 1),
              hasChannel: (words) => hasChannel.is(words, 1),
            },
            actions: { first: isRepaired ? release : say, second: isRepaired ? say : release },
          }),
          defineProcess({
            name: 'monitor',
            machine: monitor,
            guards: { saysPaused: (words) => saysPaused.is(words, 1) },
            actions: {
              installChannel: (words) => {
                hasChannel.set(words, 1);
                isRecovering.set(words, 1);
              },
            },
          }),
        ],
        initialize: (words) => hasChannel.set(words, 1),
        isTerminal: control.in('migration', ['done']),
        properties: [],
      };
    },
  });
}

export const postcopyPause: PublicBug = {
  title: 'QEMU post-copy: the pause releases the channel of the recovery',
  report: 'https://gitlab.com/qemu-project/qemu/-/commit/d246ea5039',
  property: 'D',
  failureClass: 'stuck: migration sending, monitor recovered',
  system: postcopy,
};
