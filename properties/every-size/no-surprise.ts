import type { ObservedFamily } from './family.ts';

/** S7, which is of no frame and no page: control states and messages are exact. */
export const noSurprise: ObservedFamily = {
  id: 'S7',
  covering: 'Control states and messages in flight are part of every abstract state.',
  define: ({ controls }) => ({
    id: 'S7',
    title: 'No surprise',
    exercised: controls.in('lkm', ['started', 'final-update']),
    violation: (words) =>
      controls.unhandledMessage.get(words, 0) === 1
        ? { failureClass: 'message without a row', detail: 'a message came that no row foresees' }
        : undefined,
  }),
};
