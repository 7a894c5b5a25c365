import { defineProcess, defineSystem, never } from 'skipover';
import { setup } from 'xstate';
import type { PublicBug } from './public-bug.ts';

/**
 * A background snapshot write-protects all memory and saves each page before the first write to it. UFFDIO_WRITEPROTECT
 * passes over pages that are not populated yet: a write to such a page is not noticed, and later content is saved.
 */
const vcpu = setup({
  guards: { isProtected: () => false },
  actions: { saveFirst: () => {}, write: () => {} },
}).createMachine({
  initial: 'running',
  states: {
    running: {
      on: { write: [{ guard: 'isProtected', actions: 'saveFirst' }, { actions: 'write' }] },
    },
  },
});

const snapshot = setup({
  guards: { isUnsaved: () => false, everyPageSaved: () => false },
  actions: { protect: () => {}, save: () => {} },
}).createMachine({
  initial: 'idle',
  states: {
    idle: { on: { begin: { target: 'saving', actions: 'protect' } } },
    saving: {
      on: {
        save: { guard: 'isUnsaved', actions: 'save' },
        end: { guard: 'everyPageSaved', target: 'done' },
      },
    },
    done: {},
  },
});

const pages = 2;
const everyPage = [0, 1] as const;

function backgroundSnapshot(isRepaired: boolean) {
  return defineSystem({
    name: 'background snapshot',
    build: (layout, control) => {
      const isPopulated = layout.bits('isPopulated', pages);
      const isProtected = layout.bits('isProtected', pages);
      const hasBegun = layout.scalar('hasBegun', { max: 1 });
      const isLater = layout.bits('isLater', pages);
      /** Pages in the file, and those of them whose content is a later one. */
      const isSaved = layout.bits('isSaved', pages);
      const isSavedLate = layout.bits('isSavedLate', pages);
      const isDone = control.in('snapshot', ['done']);
      const save = (words: Uint32Array, page: number): void => {
        if (!isSaved.has(words, page) && isLater.has(words, page)) isSavedLate.add(words, page);
        isSaved.add(words, page);
        isProtected.delete(words, page);
      };
      return {
        processes: [
          defineProcess({
            name: 'vcpu',
            machine: vcpu,
            guards: { isProtected: (words, page) => isProtected.has(words, page) },
            actions: {
              saveFirst: save,
              write: (words, page) => {
                isPopulated.add(words, page);
                const isUnsaved = !isSaved.has(words, page);
                if (hasBegun.is(words, 1) && isUnsaved) isLater.add(words, page);
              },
            },
            choices: { write: pages },
          }),
          defineProcess({
            name: 'snapshot',
            machine: snapshot,
            guards: {
              isUnsaved: (words, page) => !isSaved.has(words, page),
              everyPageSaved: (words) => isSaved.isFull(words),
            },
            actions: {
              protect: (words) => {
                hasBegun.set(words, 1);
                for (const page of everyPage) {
                  // The repair touches every page first.
                  if (isRepaired) isPopulated.add(words, page);
                  if (isPopulated.has(words, page)) isProtected.add(words, page);
                }
              },
              save,
            },
            choices: { save: pages },
          }),
        ],
        initialize: (words) => isPopulated.add(words, 0),
        isTerminal: isDone,
        properties: [
          never(
            { id: 'S1', title: 'the file has every page as it was when the snapshot began' },
            (words) => !isSavedLate.isEmpty(words),
            { when: isDone, detail: () => 'a page was written before it was saved' },
          ),
        ],
      };
    },
  });
}

export const writeProtectUnpopulated: PublicBug = {
  title: 'QEMU background snapshot: unpopulated pages are not write-protected',
  report: 'https://gitlab.com/qemu-project/qemu/-/commit/eeccb99c9d',
  property: 'S1',
  system: backgroundSnapshot,
};
