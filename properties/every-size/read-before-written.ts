import type { ObservedFamily } from './family.ts';

/** S3 of one frame and one page. S1 is its lemma: what is needed has arrived when the VM resumes. */
export const readBeforeWritten: ObservedFamily = {
  id: 'S3',
  covering:
    'Whoever reads poison reads one frame: take it, and the page through which it is read; where another ' +
    'process reads it, any page. That needed frames elsewhere have arrived is S1, judged earlier in the same run.',
  define: ({ machine: { memory } }) => ({
    id: 'S3',
    title: 'Nothing read before written',
    exercised: (words) => memory.vmRuns.is(words) && memory.poison.is(words),
    violation: (words) =>
      memory.poisonWasRead.is(words)
        ? {
            failureClass: 'poison read',
            detail: 'a process has read a frame that never arrived at the destination',
          }
        : undefined,
  }),
};
