import { defineProcess, defineSystem } from 'skipover';
import { setup } from 'xstate';
import type { PublicBug } from './public-bug.ts';

/**
 * A multifd migration is cancelled between the packet that asks a receiving thread to synchronize and the end of the
 * section that would wake it. The main thread sees the error and joins a thread that waits for a semaphore.
 */
const source = setup({
  actions: { sync: () => {}, endSection: () => {}, shutDown: () => {} },
}).createMachine({
  initial: 'sending',
  states: {
    sending: {
      on: {
        sync: { target: 'synced', actions: 'sync' },
        cancel: { target: 'over', actions: 'shutDown' },
      },
    },
    synced: {
      on: {
        endSection: { target: 'over', actions: 'endSection' },
        cancel: { target: 'over', actions: 'shutDown' },
      },
    },
    over: {},
  },
});

const receiver = setup({
  guards: { syncArrived: () => false, isShut: () => false, isPosted: () => false },
  actions: { exit: () => {} },
}).createMachine({
  initial: 'reading',
  states: {
    reading: {
      on: {
        sync: { guard: 'syncArrived', target: 'waiting' },
        end: { guard: 'isShut', target: 'over', actions: 'exit' },
      },
    },
    waiting: { on: { wake: { guard: 'isPosted', target: 'over', actions: 'exit' } } },
    over: {},
  },
});

const main = setup({
  guards: { sectionEnded: () => false, isShut: () => false, threadIsOver: () => false },
  actions: { post: () => {}, cleanUp: () => {} },
}).createMachine({
  initial: 'loading',
  states: {
    loading: {
      on: {
        endSection: { guard: 'sectionEnded', target: 'joining', actions: 'post' },
        fail: { guard: 'isShut', target: 'joining', actions: 'cleanUp' },
      },
    },
    joining: { on: { join: { guard: 'threadIsOver', target: 'done' } } },
    done: {},
  },
});

function multifd(isRepaired: boolean) {
  return defineSystem({
    name: 'multifd cancel',
    build: (layout, control) => {
      const flags = ['syncSent', 'sectionEnded', 'isShut', 'isPosted', 'threadIsOver'] as const;
      const [syncSent, sectionEnded, isShut, isPosted, threadIsOver] = flags.map((name) => {
        const flag = layout.scalar(name, { max: 1 });
        return {
          is: (words: Uint32Array) => flag.is(words, 1),
          raise: (words: Uint32Array) => flag.set(words, 1),
        };
      }) as [Flag, Flag, Flag, Flag, Flag];
      return {
        processes: [
          defineProcess({
            name: 'source',
            machine: source,
            guards: {},
            actions: {
              sync: syncSent.raise,
              endSection: sectionEnded.raise,
              shutDown: isShut.raise,
            },
          }),
          defineProcess({
            name: 'receiver',
            machine: receiver,
            guards: {
              syncArrived: syncSent.is,
              isShut: (words) => isShut.is(words) && !syncSent.is(words),
              isPosted: isPosted.is,
            },
            actions: { exit: threadIsOver.raise },
          }),
          defineProcess({
            name: 'main',
            machine: main,
            guards: {
              sectionEnded: sectionEnded.is,
              isShut: isShut.is,
              threadIsOver: threadIsOver.is,
            },
            actions: {
              post: isPosted.raise,
              cleanUp: (words) => {
                if (isRepaired) isPosted.raise(words);
              },
            },
          }),
        ],
        isTerminal: control.in('main', ['done']),
        properties: [],
      };
    },
  });
}

interface Flag {
  readonly is: (words: Uint32Array) => boolean;
  readonly raise: (words: Uint32Array) => void;
}

export const multifdCancel: PublicBug = {
  title: 'QEMU multifd: a cancelled migration joins a thread that waits',
  report: 'https://gitlab.com/qemu-project/qemu/-/commit/f193bc0c53',
  property: 'D',
  failureClass: 'stuck: source over, receiver waiting, main joining',
  system: multifd,
};
