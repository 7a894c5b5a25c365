import { owners } from '../../src/migration/memory.ts';
import { mappers } from '../../src/migration/abstract/memory.ts';
import { atSuspension } from '../family.ts';
import type { ObservedFamily, ObservedQuestion } from './family.ts';

/** S2 of one frame. */
export const honestBitmap: ObservedFamily = {
  id: 'S2',
  covering:
    'A dishonest bit is one frame. Where a page of the application maps it, take that page; else take the ' +
    'page for which the bit was last cleared.',
  define: (question) => {
    const { machine, controls } = question;
    const { memory } = machine;
    const isSuspended = controls.in('daemon', atSuspension.states);
    return {
      id: 'S2',
      title: 'Honest bitmap',
      at: atSuspension,
      exercised: (words) => isSuspended(words) && !memory.transfer.is(words),
      violation: (words) => {
        if (memory.transfer.is(words)) return undefined;
        const reason = reasonToSend(question, words);
        return reason === undefined
          ? undefined
          : {
              failureClass: `bit 0: ${reason}`,
              detail: `the transfer bit of the frame is 0 at suspension, but the frame is ${reason}`,
            };
      },
    };
  },
};

function reasonToSend(
  { machine: { memory, heap } }: ObservedQuestion,
  words: Uint32Array,
): string | undefined {
  const owner = memory.owner.get(words);
  if (owner === owners.free) return undefined;
  if (owner === owners.other) return 'held by another process';
  if (memory.shared.is(words)) return 'mapped by another process too';
  // Another page maps it: judged with that page.
  if (memory.mapper.get(words) !== mappers.observed || heap.hasExited(words)) return undefined;
  if (!heap.isInYoung(words)) return 'outside Young';
  return heap.isUsed(words) ? 'in use by live objects' : undefined;
}
