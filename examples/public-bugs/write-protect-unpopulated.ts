import { defineProcess, defineSystem } from 'skipover';
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
/** What is in the file for a page. */
const saved = { nothing: 0, asItWas: 1, later: 2 } as const;

function backgroundSnapshot(isRepaired: boolean) {
  return defineSystem({
    name: 'background snapshot',
    build: (layout, control) => {
      const isPopulated = layout.field('isPopulated', 1, pages);
      const isProtected = layout.field('isProtected', 1, pages);
      const hasBegun = layout.field('hasBegun', 1);
      const isLater = layout.field('isLater', 1, pages);
      const file = layout.field('file', 2, pages);
      const isDone = control.in('snapshot', ['done']);
      const save = (words: Uint32Array, page: number): void => {
        const content = isLater.get(words, page) === 1 ? saved.later : saved.asItWas;
        if (file.get(words, page) === saved.nothing) file.set(words, page, content);
        isProtected.set(words, page, 0);
      };
      return {
        processes: [
          defineProcess({
            name: 'vcpu',
            machine: vcpu,
            guards: { isProtected: (words, page) => isProtected.get(words, page) === 1 },
            actions: {
              saveFirst: save,
              write: (words, page) => {
                isPopulated.set(words, page, 1);
                const isUnsaved = file.get(words, page) === saved.nothing;
                if (hasBegun.get(words, 0) === 1 && isUnsaved) isLater.set(words, page, 1);
              },
            },
            choices: { write: pages },
          }),
          defineProcess({
            name: 'snapshot',
            machine: snapshot,
            guards: {
              isUnsaved: (words, page) => file.get(words, page) === saved.nothing,
              everyPageSaved: (words) =>
                everyPage.every((page) => file.get(words, page) !== saved.nothing),
            },
            actions: {
              protect: (words) => {
                hasBegun.set(words, 0, 1);
                for (const page of everyPage) {
                  // The repair touches every page first.
                  if (isRepaired) isPopulated.set(words, page, 1);
                  isProtected.set(words, page, isPopulated.get(words, page));
                }
              },
              save,
            },
            choices: { save: pages },
          }),
        ],
        initialize: (words) => isPopulated.set(words, 0, 1),
        isTerminal: isDone,
        properties: [
          {
            id: 'S1',
            title: 'the file has every page as it was when the snapshot began',
            exercised: isDone,
            violation: (words) =>
              isDone(words) && everyPage.some((page) => file.get(words, page) === saved.later)
                ? {
                    failureClass: 'later content',
                    detail: 'a page was written before it was saved',
                  }
                : undefined,
          },
        ],
      };
    },
  });
}

export const writeProtectUnpopulated: PublicBug = {
  title: 'QEMU background snapshot: unpopulated pages are not write-protected',
  report: 'https://gitlab.com/qemu-project/qemu/-/commit/eeccb99c9d',
  property: 'S1',
  failureClass: 'later content',
  system: backgroundSnapshot,
};
