import type { Machine } from '../src/migration/machine.ts';
import { owners } from '../src/migration/memory.ts';

/** Which part of the guest needs a frame's content. */
export type Need = 'kernel' | 'old' | 'eden' | 'from' | 'to';

/** Prints a place of need as a phrase. */
export const needPhrases: Readonly<Record<Need, string>> = {
  kernel: 'held by the kernel or another process',
  old: 'of the Old generation',
  eden: 'of Eden, with objects on it',
  from: 'of From, with survivors on it',
  to: 'of To, with objects just copied',
};

/** The space in which an occupied heap page lies. */
function spaceOf({ heap }: Machine, words: Uint32Array, page: number): Need {
  if (page < heap.youngBegin.get(words, 0)) return 'old';
  if (page < heap.edenTop.get(words, 0)) return 'eden';
  const inFrom = page >= heap.fromBottom.get(words, 0) && page < heap.fromTop.get(words, 0);
  return inFrom ? 'from' : 'to';
}

/**
 * Visits every live frame: held by the kernel or another process, or backing a heap page that holds at
 * least one byte of an object. Truth of heap and page table; no message and no range is consulted.
 * Which objects are reachable is the environment's choice, so an occupied page counts as live.
 */
export function forEachLiveFrame(
  machine: Machine,
  words: Uint32Array,
  visit: (frame: number, need: Need) => void,
): void {
  const { memory, heap } = machine;
  for (let frame = 0; frame < memory.frames; frame++) {
    if (memory.owner.get(words, frame) === owners.other) visit(frame, 'kernel');
  }
  for (let page = 0; page < memory.heapPages; page++) {
    const entry = memory.pageTable.get(words, page);
    if (entry === 0 || !heap.isOccupied(words, page)) continue;
    visit(entry - 1, spaceOf(machine, words, page));
  }
}
