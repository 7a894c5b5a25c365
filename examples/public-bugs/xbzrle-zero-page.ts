import { defineProcess, defineSystem } from 'skipover';
import { setup } from 'xstate';
import type { PublicBug } from './public-bug.ts';

/**
 * XBZRLE sends a page as the difference from what was sent before, kept in a cache. A zero page is sent by a mark and
 * passed the cache by: the next difference is then taken from content that the destination does not have any more.
 */
const vcpu = setup({ actions: { write: () => {} } }).createMachine({
  initial: 'running',
  states: { running: { on: { write: { actions: 'write' } } } },
});

const sender = setup({
  guards: {
    isClean: () => false,
    isZero: () => false,
    isCached: () => false,
    isPaused: () => false,
    isRunning: () => false,
  },
  actions: {
    sendZero: () => {},
    sendDifference: () => {},
    sendPage: () => {},
    sync: () => {},
    pause: () => {},
  },
}).createMachine({
  initial: 'sending',
  states: {
    sending: {
      on: {
        send: [
          { guard: 'isClean', target: 'sent' },
          { guard: 'isZero', target: 'sent', actions: 'sendZero' },
          { guard: 'isCached', target: 'sent', actions: 'sendDifference' },
          { target: 'sent', actions: 'sendPage' },
        ],
      },
    },
    sent: { on: { next: [{ guard: 'isPaused', target: 'done' }, { target: 'tracking' }] } },
    tracking: {
      on: {
        sync: { target: 'sending', actions: 'sync' },
        pause: { guard: 'isRunning', actions: 'pause' },
      },
    },
    done: {},
  },
});

/** Contents of a page: zeros, two others, and what a difference from the wrong base makes. */
const contents = { zero: 0, first: 1, garbage: 3 } as const;

function xbzrle(isRepaired: boolean) {
  return defineSystem({
    name: 'XBZRLE',
    build: (layout, control) => {
      const source = layout.field('source', 2);
      const destination = layout.field('destination', 2);
      const cache = layout.field('cache', 2);
      const isCached = layout.field('isCached', 1);
      const isLogged = layout.field('isLogged', 1);
      const isToSend = layout.field('isToSend', 1);
      const isPaused = layout.field('isPaused', 1);
      const runs = (words: Uint32Array): boolean => isPaused.get(words, 0) === 0;
      const isDone = control.in('sender', ['done']);
      const arrive = (words: Uint32Array, content: number): void => {
        destination.set(words, 0, content);
        isToSend.set(words, 0, 0);
      };
      return {
        processes: [
          defineProcess({
            name: 'vcpu',
            machine: vcpu,
            guards: {},
            actions: {
              write: (words, content) => {
                source.set(words, 0, content);
                isLogged.set(words, 0, 1);
              },
            },
            choices: { write: 3 },
            runsWhile: runs,
          }),
          defineProcess({
            name: 'sender',
            machine: sender,
            guards: {
              isClean: (words) => isToSend.get(words, 0) === 0,
              isZero: (words) => source.get(words, 0) === contents.zero,
              isCached: (words) => isCached.get(words, 0) === 1,
              isPaused: (words) => !runs(words),
              isRunning: runs,
            },
            actions: {
              sendZero: (words) => {
                arrive(words, contents.zero);
                if (isRepaired && isCached.get(words, 0) === 1) cache.set(words, 0, contents.zero);
              },
              sendDifference: (words) => {
                const isSameBase = destination.get(words, 0) === cache.get(words, 0);
                arrive(words, isSameBase ? source.get(words, 0) : contents.garbage);
                cache.set(words, 0, source.get(words, 0));
              },
              sendPage: (words) => {
                arrive(words, source.get(words, 0));
                cache.set(words, 0, source.get(words, 0));
                isCached.set(words, 0, 1);
              },
              sync: (words) => {
                if (isLogged.get(words, 0) === 1) isToSend.set(words, 0, 1);
                isLogged.set(words, 0, 0);
              },
              pause: (words) => isPaused.set(words, 0, 1),
            },
          }),
        ],
        initialize: (words) => {
          source.set(words, 0, contents.first);
          isToSend.set(words, 0, 1);
        },
        isTerminal: isDone,
        properties: [
          {
            id: 'S1',
            title: 'the destination has what the source has',
            exercised: isDone,
            violation: (words) => {
              if (!isDone(words) || destination.get(words, 0) === source.get(words, 0))
                return undefined;
              const isGarbage = destination.get(words, 0) === contents.garbage;
              const failureClass = isGarbage ? 'difference from another base' : 'lost page';
              return { failureClass, detail: 'the page at the destination is another' };
            },
          },
        ],
      };
    },
  });
}

export const xbzrleZeroPage: PublicBug = {
  title: 'QEMU XBZRLE: a zero page leaves the cache as it was',
  report: 'https://gitlab.com/qemu-project/qemu/-/commit/6d3cb1f970',
  property: 'S1',
  failureClass: 'difference from another base',
  system: xbzrle,
};
