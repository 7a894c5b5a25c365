import { always, defineProcess, defineSystem } from 'skipover';
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
const contents = ['zeros', 'first', 'second', 'garbage'] as const;
type Content = (typeof contents)[number];

function xbzrle(isRepaired: boolean) {
  return defineSystem({
    name: 'XBZRLE',
    build: (layout, control) => {
      const source = layout.enum('source', contents);
      const destination = layout.enum('destination', contents);
      const cache = layout.enum('cache', contents);
      const isCached = layout.scalar('isCached', { max: 1 });
      const isLogged = layout.scalar('isLogged', { max: 1 });
      const isToSend = layout.scalar('isToSend', { max: 1 });
      const isPaused = layout.scalar('isPaused', { max: 1 });
      const runs = (words: Uint32Array): boolean => isPaused.is(words, 0);
      const isDone = control.in('sender', ['done']);
      const arrive = (words: Uint32Array, content: Content): void => {
        destination.set(words, content);
        isToSend.set(words, 0);
      };
      return {
        processes: [
          defineProcess({
            name: 'vcpu',
            machine: vcpu,
            guards: {},
            actions: {
              write: (words, content) => {
                source.set(words, contents[content]!);
                isLogged.set(words, 1);
              },
            },
            choices: { write: 3 },
            runsWhile: runs,
          }),
          defineProcess({
            name: 'sender',
            machine: sender,
            guards: {
              isClean: (words) => isToSend.is(words, 0),
              isZero: (words) => source.is(words, 'zeros'),
              isCached: (words) => isCached.is(words, 1),
              isPaused: (words) => !runs(words),
              isRunning: runs,
            },
            actions: {
              sendZero: (words) => {
                arrive(words, 'zeros');
                if (isRepaired && isCached.is(words, 1)) cache.set(words, 'zeros');
              },
              sendDifference: (words) => {
                const isSameBase = destination.is(words, cache.get(words));
                arrive(words, isSameBase ? source.get(words) : 'garbage');
                cache.set(words, source.get(words));
              },
              sendPage: (words) => {
                arrive(words, source.get(words));
                cache.set(words, source.get(words));
                isCached.set(words, 1);
              },
              sync: (words) => {
                if (isLogged.is(words, 1)) isToSend.set(words, 1);
                isLogged.set(words, 0);
              },
              pause: (words) => isPaused.set(words, 1),
            },
          }),
        ],
        initialize: (words) => {
          source.set(words, 'first');
          isToSend.set(words, 1);
        },
        isTerminal: isDone,
        properties: [
          always(
            { id: 'S1', title: 'the destination has what the source has' },
            (words) => destination.is(words, source.get(words)),
            { when: isDone, detail: (words) => `it has ${destination.get(words)}` },
          ),
        ],
      };
    },
  });
}

export const xbzrleZeroPage: PublicBug = {
  title: 'QEMU XBZRLE: a zero page leaves the cache as it was',
  report: 'https://gitlab.com/qemu-project/qemu/-/commit/6d3cb1f970',
  property: 'S1',
  system: xbzrle,
};
