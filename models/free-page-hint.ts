import { setup } from 'xstate';
import { actionStubs, guardStubs, type EventNamed } from './stubs.ts';

/**
 * Free-page hints (virtio-balloon, `hw/virtio/virtio-balloon.c`), the living relative of the transfer
 * bitmap: the guest names pages that are free, and they are not sent. The guest may use a page again at
 * once; a write overrides the hint.
 */
export const hintingGuest = setup({
  types: { events: {} as EventNamed<'write' | 'take' | 'free' | 'hint'> },
  guards: guardStubs('pageIsUsed', 'pageIsFree', 'pageMayBeFreed', 'pageMayBeHinted'),
  actions: actionStubs('writePage', 'takePage', 'freePage', 'hintPage'),
}).createMachine({
  id: 'hintingGuest',
  initial: 'running',
  states: {
    running: {
      on: {
        write: {
          guard: 'pageIsUsed',
          actions: 'writePage',
          description: 'virtio-balloon: pages in use are written',
        },
        take: {
          guard: 'pageIsFree',
          actions: 'takePage',
          description: 'virtio-balloon: a hinted page may be used again at any moment',
        },
        free: {
          guard: 'pageMayBeFreed',
          actions: 'freePage',
          description: 'virtio-balloon: pages are given back',
        },
        hint: {
          guard: 'pageMayBeHinted',
          actions: 'hintPage',
          description: 'virtio-balloon: a free page is put into the queue, with the command id',
        },
      },
    },
  },
});

/** The device's side: a thread of its own that clears bits of the migration bitmap. */
export const hintDevice = setup({
  types: { events: {} as EventNamed<'hinted'> },
  guards: guardStubs('isStale'),
  actions: actionStubs('dropHint', 'clearHintedPage'),
}).createMachine({
  id: 'hintDevice',
  initial: 'serving',
  states: {
    serving: {
      on: {
        hinted: [
          {
            guard: 'isStale',
            actions: 'dropHint',
            description: 'virtio 5.5.6.7: pages with another command id are ignored',
          },
          {
            actions: 'clearHintedPage',
            description: 'QEMU: qemu_guest_free_page_hint: the page is not sent',
          },
        ],
      },
    },
  },
});
