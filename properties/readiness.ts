import { ownerOf } from '../src/migration/memory.ts';
import { standing } from '../src/migration/application-status.ts';
import { atSuspension, needsAssistance, type PropertyFamily } from './family.ts';

/**
 * S4. The VM is suspended only while every application that is concerned is ready and holds. Concerned
 * is whoever the LKM has registered, or has a frame whose bit is 0, whatever the LKM believes. An
 * application whose answer came too late to be heard is not: nothing of it is skipped. Nor is one that
 * is dead: its frames are judged by S1 and S2.
 */
export const readiness: PropertyFamily = {
  id: 'S4',
  title: 'Readiness: suspended only while every application concerned is ready and holds',
  unasked: needsAssistance,
  define: ({ machine, controls }) => {
    const { memory, lkm } = machine;
    const { holds, isGone } = standing(machine, controls);
    const all = [...Array(lkm.applications).keys()];
    const isSuspended = controls.in('daemon', atSuspension.states);
    const isConcerned = (words: Uint32Array, application: number): boolean => {
      if (isGone(words, application)) return false;
      if (lkm.registered.get(words, application) === 1) return true;
      for (let frame = 0; frame < memory.frames; frame++) {
        const isSkipped = memory.transfer.get(words, frame) === 0;
        if (isSkipped && memory.owner.get(words, frame) === ownerOf(application)) return true;
      }
      return false;
    };
    return {
      id: 'S4',
      title: 'Readiness',
      at: atSuspension,
      exercised: (words) => isSuspended(words) && all.some((app) => isConcerned(words, app)),
      violation: (words) =>
        all.some((app) => isConcerned(words, app) && !holds(words, app))
          ? {
              failureClass: 'suspended while not held',
              detail: 'the VM is suspended, but an application that is concerned does not hold',
            }
          : undefined,
    };
  },
};
