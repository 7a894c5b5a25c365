import type { Violation } from '../src/system/definition.ts';
import type { Machine } from '../src/migration/machine.ts';
import { owners } from '../src/migration/memory.ts';
import { atSuspension, needsAssistance, type PropertyFamily } from './family.ts';
import { isUsed } from './truth.ts';

/**
 * S2. At the instant of suspension a transfer bit is 0 only for a free frame, or for a frame that backs
 * a page inside the Young generation and outside its must-send range. Blind to lost dirtiness.
 */
export const honestBitmap: PropertyFamily = {
  id: 'S2',
  title: 'Honest bitmap: at suspension, bit 0 only where nothing is needed',
  unasked: needsAssistance,
  define: ({ machine, controls }) => {
    const { transfer, frames } = machine.memory;
    const isSuspended = controls.in('daemon', atSuspension.states);
    return {
      id: 'S2',
      title: 'Honest bitmap',
      at: atSuspension,
      exercised: (words) => {
        if (!isSuspended(words)) return false;
        for (let frame = 0; frame < frames; frame++) {
          if (transfer.get(words, frame) === 0) return true;
        }
        return false;
      },
      violation: (words) => dishonestBit(machine, words),
    };
  },
};

function dishonestBit(machine: Machine, words: Uint32Array): Violation | undefined {
  const { memory } = machine;
  const pages = pagesByFrame(machine, words);
  for (let frame = 0; frame < memory.frames; frame++) {
    if (memory.transfer.get(words, frame) === 1) continue;
    const owner = memory.owner.get(words, frame);
    if (owner === owners.free) continue;
    const reason =
      owner === owners.other
        ? 'held by another process'
        : memory.shared?.get(words, frame) === 1
          ? 'mapped by another process too'
          : misplaced(machine, words, pages[frame]! - 1);
    if (reason === undefined) continue;
    return {
      about: { field: 'transfer', index: frame },
      failureClass: `bit 0: ${reason}`,
      detail: `the transfer bit of frame ${frame} is 0 at suspension, but the frame is ${reason}`,
    };
  }
  return undefined;
}

/** The page table turned round: frame -> page + 1, 0 where no page is backed. Linear in the memory. */
function pagesByFrame({ memory }: Machine, words: Uint32Array): Int32Array {
  const pages = new Int32Array(memory.frames);
  for (let page = 0; page < memory.pages; page++) {
    const entry = memory.pageTable.get(words, page);
    if (entry !== 0) pages[entry - 1] = page + 1;
  }
  return pages;
}

/** Why the page that a frame backs must be sent, or `undefined` where it may be skipped. */
function misplaced(machine: Machine, words: Uint32Array, page: number): string | undefined {
  const { heap, cacheApp } = machine;
  if (page < 0) return 'not mapped by anyone';
  if (page >= heap.heapPages) {
    if (cacheApp?.isInArea(page - heap.heapPages) !== true) return 'outside the cache';
    return isUsed(machine, words, page) ? 'in use by cache entries' : undefined;
  }
  // Nobody reads what a killed process has not given back yet.
  if (heap.hasExited(words)) return undefined;
  if (!heap.isInYoung(words, page)) return 'outside Young';
  return isUsed(machine, words, page) ? 'in use by live objects' : undefined;
}
