import { defineProcess, defineSystem, never } from 'skipover';
import { setup } from 'xstate';
import type { PublicBug } from './public-bug.ts';

/**
 * KVM_GET_DIRTY_LOG write-protected the pages first and took the bitmap afterwards. A write between the two faults,
 * is logged and makes the page writable: the bitmap that is taken has it, and what is written next nobody logs.
 */
const vcpu = setup({
  guards: { isProtected: () => false, isWritable: () => false },
  actions: { logAndAllow: () => {}, write: () => {} },
}).createMachine({
  initial: 'running',
  states: {
    running: {
      on: {
        fault: { guard: 'isProtected', actions: 'logAndAllow' },
        write: { guard: 'isWritable', actions: 'write' },
      },
    },
  },
});

const userspace = setup({
  guards: { isPaused: () => false, isRunning: () => false },
  actions: { send: () => {}, first: () => {}, second: () => {}, pause: () => {} },
}).createMachine({
  initial: 'sending',
  states: {
    sending: {
      on: {
        send: [
          { guard: 'isPaused', target: 'done', actions: 'send' },
          { target: 'tracking', actions: 'send' },
        ],
      },
    },
    tracking: {
      on: {
        first: { target: 'between', actions: 'first' },
        pause: { guard: 'isRunning', actions: 'pause' },
      },
    },
    between: { on: { second: { target: 'sending', actions: 'second' } } },
    done: {},
  },
});

function getDirtyLog(isRepaired: boolean) {
  return defineSystem({
    name: 'KVM_GET_DIRTY_LOG',
    build: (layout, control) => {
      const isWritable = layout.scalar('isWritable', { max: 1 });
      const isLogged = layout.scalar('isLogged', { max: 1 });
      const isToSend = layout.scalar('isToSend', { max: 1 });
      const isStale = layout.scalar('isStale', { max: 1 });
      const isPaused = layout.scalar('isPaused', { max: 1 });
      const runs = (words: Uint32Array): boolean => isPaused.is(words, 0);
      const protect = (words: Uint32Array): void => isWritable.set(words, 0);
      const takeBitmap = (words: Uint32Array): void => {
        if (isLogged.is(words, 1)) isToSend.set(words, 1);
        isLogged.set(words, 0);
      };
      const isDone = control.in('userspace', ['done']);
      return {
        processes: [
          defineProcess({
            name: 'vcpu',
            machine: vcpu,
            guards: {
              isProtected: (words) => isWritable.is(words, 0),
              isWritable: (words) => isWritable.is(words, 1),
            },
            actions: {
              logAndAllow: (words) => {
                isLogged.set(words, 1);
                isWritable.set(words, 1);
              },
              write: (words) => isStale.set(words, 1),
            },
            runsWhile: runs,
          }),
          defineProcess({
            name: 'userspace',
            machine: userspace,
            guards: { isPaused: (words) => !runs(words), isRunning: runs },
            actions: {
              send: (words) => {
                if (isToSend.is(words, 1)) isStale.set(words, 0);
                isToSend.set(words, 0);
              },
              first: isRepaired ? takeBitmap : protect,
              second: isRepaired ? protect : takeBitmap,
              pause: (words) => isPaused.set(words, 1),
            },
          }),
        ],
        initialize: (words) => {
          isToSend.set(words, 1);
          isStale.set(words, 1);
        },
        isTerminal: isDone,
        properties: [
          never(
            { id: 'S1', title: 'the destination has every page as it is' },
            (words) => isStale.is(words, 1),
            { when: isDone, detail: () => 'a write was logged nowhere' },
          ),
        ],
      };
    },
  });
}

export const kvmGetDirtyLog: PublicBug = {
  title: 'KVM: the dirty bitmap is taken after the pages were protected',
  report: 'https://git.kernel.org/linus/edde99ce0529',
  property: 'S1',
  system: getDirtyLog,
};
