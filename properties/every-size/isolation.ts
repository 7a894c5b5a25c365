import type { ObservedFamily } from './family.ts';

/** S8 of one frame. */
export const isolation: ObservedFamily = {
  id: 'S8',
  covering: 'A bit that is cleared is one frame: take it, and the page for which it is cleared.',
  define: ({ machine: { memory } }) => ({
    id: 'S8',
    title: 'Isolation',
    exercised: (words) => memory.vmRuns.is(words) && !memory.transfer.is(words),
    violation: (words) =>
      memory.trespassed.is(words)
        ? {
            failureClass: 'foreign bit cleared',
            detail: 'the bit of a frame was cleared that its reporter does not hold alone',
          }
        : undefined,
  }),
};
