import { owners } from '../../src/migration/memory.ts';
import { regions } from '../../src/migration/abstract/heap.ts';
import { mappers } from '../../src/migration/abstract/memory.ts';
import type { Violation } from '../../src/system/definition.ts';
import type { ObservedFamily, ObservedQuestion } from './family.ts';

const needs: Readonly<Record<number, string>> = {
  [regions.old]: 'old',
  [regions.eden]: 'eden',
  [regions.from]: 'from',
  [regions.to]: 'to',
};

/** S1 of one frame: judged together with the page that maps it. */
export const lostPage: ObservedFamily = {
  id: 'S1',
  covering:
    'A lost page is one frame. Where a page of the application needs it, take that page; where another ' +
    'process does, or nobody, take any page.',
  define: (question) => {
    const { machine, controls, design } = question;
    const { memory, heap } = machine;
    const isActivating = controls.in('daemon', ['activating']);
    const isLast = controls.in('daemon', ['stopAndCopy']);
    const need = (words: Uint32Array): string | undefined => {
      if (memory.owner.get(words) === owners.other) return 'kernel';
      if (memory.shared.is(words)) return 'shared';
      if (memory.mapper.get(words) !== mappers.observed || !heap.isUsed(words)) return undefined;
      return needs[heap.region.get(words)] ?? 'eden';
    };
    return {
      id: 'S1',
      title: 'No lost page',
      at: { process: 'daemon', states: ['activating'] },
      exercised:
        design.assistance === 'none'
          ? (words) => isLast(words) && need(words) !== undefined && memory.send.is(words)
          : (words) => isActivating(words) && memory.stale.is(words),
      violation: (words) => lost(question, words, need(words)),
    };
  },
};

function lost(
  { machine: { memory } }: ObservedQuestion,
  words: Uint32Array,
  need: string | undefined,
): Violation | undefined {
  if (!memory.stale.is(words)) return undefined;
  const isSent = memory.transfer.is(words);
  if (need !== undefined) {
    return {
      failureClass: `${need} frame, ${isSent ? 'dirtiness lost' : 'bit still 0'}`,
      detail: isSent
        ? 'the frame is needed and stale at the destination; its bit is 1, and nothing remembers that it was dirty'
        : 'the frame is needed and stale at the destination; its bit is 0, so it was skipped',
    };
  }
  if (!isSent || !(memory.dirty.is(words) || memory.lastSend.is(words))) return undefined;
  return {
    failureClass: 'dirty frame unsent',
    detail: 'the frame is in the last dirty log, its transfer bit is 1, and it was not sent',
  };
}
