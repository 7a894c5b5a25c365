import { defineProcess, defineSystem, never } from 'skipover';
import { setup } from 'xstate';
import type { PublicBug } from './public-bug.ts';

/**
 * The soft-dirty bit of a page lies in its page table entry. An application unmaps a page and maps another at the same
 * address: the new one is zero, no bit is set, and an incremental dump leaves the old content in the image.
 */
const application = setup({
  guards: { isMapped: () => false },
  actions: { write: () => {}, unmap: () => {}, map: () => {} },
}).createMachine({
  initial: 'running',
  states: {
    running: {
      on: {
        write: { guard: 'isMapped', actions: 'write' },
        unmap: { guard: 'isMapped', target: 'between', actions: 'unmap' },
      },
    },
    between: { on: { map: { target: 'running', actions: 'map' } } },
  },
});

const dumper = setup({
  actions: { dumpAll: () => {}, freeze: () => {}, dumpDirty: () => {} },
}).createMachine({
  initial: 'idle',
  states: {
    idle: { on: { preDump: { target: 'preDumped', actions: 'dumpAll' } } },
    preDumped: { on: { freeze: { target: 'frozen', actions: 'freeze' } } },
    frozen: { on: { dump: { target: 'done', actions: 'dumpDirty' } } },
    done: {},
  },
});

function softDirty(isRepaired: boolean) {
  return defineSystem({
    name: 'soft-dirty',
    build: (layout, control) => {
      const isMapped = layout.scalar('isMapped', { max: 1 });
      const isSoftDirty = layout.scalar('isSoftDirty', { max: 1 });
      /** The repair: a flag of the mapping, which counts for all of its pages. */
      const isNewMapping = layout.scalar('isNewMapping', { max: 1 });
      const isStale = layout.scalar('isStale', { max: 1 });
      const isFrozen = layout.scalar('isFrozen', { max: 1 });
      const isDone = control.in('dumper', ['done']);
      return {
        processes: [
          defineProcess({
            name: 'application',
            machine: application,
            guards: { isMapped: (words) => isMapped.is(words, 1) },
            actions: {
              write: (words) => {
                isSoftDirty.set(words, 1);
                isStale.set(words, 1);
              },
              unmap: (words) => {
                isMapped.set(words, 0);
                isSoftDirty.set(words, 0);
                isNewMapping.set(words, 0);
              },
              map: (words) => {
                isMapped.set(words, 1);
                isStale.set(words, 1);
                if (isRepaired) isNewMapping.set(words, 1);
              },
            },
            runsWhile: (words) => isFrozen.is(words, 0),
          }),
          defineProcess({
            name: 'dumper',
            machine: dumper,
            guards: {},
            actions: {
              dumpAll: (words) => {
                isStale.set(words, 0);
                isSoftDirty.set(words, 0);
                isNewMapping.set(words, 0);
              },
              freeze: (words) => isFrozen.set(words, 1),
              dumpDirty: (words) => {
                const isDirty = isSoftDirty.is(words, 1) || isNewMapping.is(words, 1);
                if (isDirty) isStale.set(words, 0);
              },
            },
          }),
        ],
        initialize: (words) => isMapped.set(words, 1),
        isTerminal: isDone,
        properties: [
          never(
            { id: 'S1', title: 'the image has every mapped page as it is' },
            (words) => isMapped.is(words, 1) && isStale.is(words, 1),
            { when: isDone, detail: () => 'the new mapping has no dirty bit' },
          ),
        ],
      };
    },
  });
}

export const criuNewMapping: PublicBug = {
  title: 'CRIU, soft-dirty: a new mapping at an old address counts as clean',
  report: 'https://git.kernel.org/linus/d9104d1ca966',
  property: 'S1',
  system: softDirty,
};
