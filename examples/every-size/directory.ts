import { bitsFor, defineSystem, type System } from 'skipover';
import { setup } from 'xstate';

/** What a cache may do with its copy. */
export const rights = { none: 0, read: 1, write: 2 } as const;

/**
 * A directory that hands out the right to read or to write one line of memory. Before it grants a right it revokes
 * those that are in its way, one cache after the other. Caches drop their copies whenever they like.
 */
export const directory = setup({
  types: {
    events: {} as { type: 'request' } | { type: 'revoke' } | { type: 'grant' } | { type: 'drop' },
  },
  guards: {
    cacheWantsMore: () => false,
    cacheIsInTheWay: () => false,
    nobodyIsInTheWay: () => false,
    cacheHoldsCopy: () => false,
  },
  actions: {
    rememberRequest: () => {},
    takeCopy: () => {},
    giveRight: () => {},
    dropCopy: () => {},
  },
}).createMachine({
  id: 'directory',
  initial: 'idle',
  states: {
    idle: {
      on: {
        request: { guard: 'cacheWantsMore', target: 'busy', actions: 'rememberRequest' },
        drop: { guard: 'cacheHoldsCopy', actions: 'dropCopy' },
      },
    },
    busy: {
      on: {
        revoke: { guard: 'cacheIsInTheWay', actions: 'takeCopy' },
        grant: { guard: 'nobodyIsInTheWay', target: 'idle', actions: 'giveRight' },
        drop: { guard: 'cacheHoldsCopy', actions: 'dropCopy' },
      },
    },
  },
});

/** Whether one right excludes another. */
export function standsInTheWay(held: number, wanted: number): boolean {
  return wanted === rights.write ? held !== rights.none : held === rights.write;
}

/** The directory with a number of caches. The choice is a cache, of `request` a cache and a right. */
export function directoryOf(caches: number): System {
  return defineSystem({
    name: `directory of ${caches} caches`,
    build: (layout) => {
      const held = layout.field('held', 2, caches);
      const requester = layout.field('requester', bitsFor(caches - 1));
      const wanted = layout.field('wanted', 2);
      const isInTheWay = (words: Uint32Array, cache: number): boolean =>
        cache !== requester.get(words, 0) &&
        standsInTheWay(held.get(words, cache), wanted.get(words, 0));
      const forget = (words: Uint32Array): void => {
        requester.set(words, 0, 0);
        wanted.set(words, 0, rights.none);
      };
      const all = [...Array(caches).keys()];
      return {
        processes: [
          {
            name: 'directory',
            machine: directory,
            choices: { request: 2 * caches, revoke: caches, drop: caches },
            guards: {
              cacheWantsMore: (words, choice) => held.get(words, choice >> 1) < 1 + (choice & 1),
              cacheIsInTheWay: isInTheWay,
              nobodyIsInTheWay: (words) => !all.some((cache) => isInTheWay(words, cache)),
              cacheHoldsCopy: (words, cache) => held.get(words, cache) !== rights.none,
            },
            actions: {
              rememberRequest: (words, choice) => {
                requester.set(words, 0, choice >> 1);
                wanted.set(words, 0, 1 + (choice & 1));
              },
              takeCopy: (words, cache) => held.set(words, cache, rights.none),
              giveRight: (words) => {
                held.set(words, requester.get(words, 0), wanted.get(words, 0));
                forget(words);
              },
              dropCopy: (words, cache) => held.set(words, cache, rights.none),
            },
          },
        ],
        initialize: () => {},
        isTerminal: () => true,
        properties: [],
      };
    },
  });
}
