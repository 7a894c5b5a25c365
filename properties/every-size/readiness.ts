import { mappers } from '../../src/migration/abstract/memory.ts';
import { atSuspension } from '../family.ts';
import type { ObservedFamily } from './family.ts';

/** S4, asked of the application, and of the frame together with the page that maps it. */
export const readiness: ObservedFamily = {
  id: 'S4',
  covering:
    'An application that is concerned is registered, which no frame decides; or has a frame whose bit is 0: ' +
    'take it, and the page that maps it.',
  define: ({ machine: { memory, heap, lkm }, controls }) => {
    const isSuspended = controls.in('daemon', atSuspension.states);
    const agentHolds = controls.in('agent', ['holding']);
    const isConcerned = (words: Uint32Array): boolean =>
      !heap.hasExited(words) &&
      (lkm.registered.is(words) ||
        (!memory.transfer.is(words) && memory.mapper.get(words) === mappers.observed));
    return {
      id: 'S4',
      title: 'Readiness',
      at: atSuspension,
      exercised: (words) => isSuspended(words) && isConcerned(words),
      violation: (words) =>
        isConcerned(words) && !agentHolds(words)
          ? {
              failureClass: 'suspended while not held',
              detail: 'the VM is suspended, but an application that is concerned does not hold',
            }
          : undefined,
    };
  },
};
