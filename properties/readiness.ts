import { owners } from '../src/migration/memory.ts';
import { needsAssistance, type PropertyFamily } from './family.ts';

/**
 * S4. The VM is suspended only while every application that is concerned is ready and holds. Concerned
 * is whoever the LKM has registered, or has a frame whose bit is 0, whatever the LKM believes. An
 * application whose answer came too late to be heard is not: nothing of it is skipped.
 */
export const readiness: PropertyFamily = {
  id: 'S4',
  title: 'Readiness: suspended only while every application concerned is ready and holds',
  unasked: needsAssistance,
  define: ({ machine, controls }) => {
    const { memory, lkm } = machine;
    const holds = controls.in('agent', ['holding']);
    const states = ['suspending.paused', 'suspending.pausedLate'];
    const isSuspended = controls.in('daemon', states);
    const isConcerned = (words: Uint32Array): boolean => {
      if (lkm.registered.get(words, 0) === 1) return true;
      for (let frame = 0; frame < memory.frames; frame++) {
        const isSkipped = memory.transfer.get(words, frame) === 0;
        if (isSkipped && memory.owner.get(words, frame) === owners.application) return true;
      }
      return false;
    };
    return {
      id: 'S4',
      title: 'Readiness',
      at: { process: 'daemon', states },
      exercised: (words) => isSuspended(words) && isConcerned(words),
      violation: (words) =>
        isConcerned(words) && !holds(words)
          ? {
              bugClass: 'suspended while not held',
              detail: 'the VM is suspended, but an application that is concerned does not hold',
            }
          : undefined,
    };
  },
};
