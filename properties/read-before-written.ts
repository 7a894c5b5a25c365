import { nextSetBit } from '../src/layout/bitmap.ts';
import { framesFollow } from '../src/migration/switchover.ts';
import { needsAssistance, type PropertyFamily } from './family.ts';

/**
 * S3. After the VM has resumed, no process reads what never arrived before it has written it. A read is
 * a collector's look at a page that it copies, a mutator's or another process's write into a page that
 * it uses; the allocation of a fresh page and the zeroing of a frame are writes alone. Where frames follow the
 * VM, nobody reads one that is still to come, or of which an old copy has been put over a newer one.
 */
export const readBeforeWritten: PropertyFamily = {
  id: 'S3',
  title: 'Nothing read before written: what was skipped is not read at the destination',
  unasked: (setting) => (framesFollow(setting.design) ? undefined : needsAssistance(setting)),
  define: ({ machine, design }) => {
    const { poison, poisonWasRead, vmRuns } = machine.memory;
    return {
      id: 'S3',
      title: 'Nothing read before written',
      exercised: (words) =>
        vmRuns.get(words, 0) === 1 && nextSetBit(words, poison, 0) < poison.length,
      violation: (words) =>
        poisonWasRead.get(words, 0) === 1
          ? {
              failureClass: 'poison read',
              detail: framesFollow(design)
                ? 'a process has read a frame that had not arrived, or an old copy put over it'
                : 'a process has read a frame that never arrived at the destination',
            }
          : undefined,
    };
  },
};
