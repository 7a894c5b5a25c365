import type { Machine } from '../src/migration/machine.ts';
import { owners } from '../src/migration/memory.ts';

/** Which part of the guest needs a frame's content. */
export type Need = 'kernel' | 'shared' | 'old' | 'eden' | 'from' | 'to' | 'cache';

/** Prints a place of need as a phrase. */
export const needPhrases: Readonly<Record<Need, string>> = {
  kernel: 'held by the kernel or another process',
  shared: 'mapped by another process too',
  old: 'of the Old generation',
  eden: 'of Eden, with objects on it',
  from: 'of From, with survivors on it',
  to: 'of To, with objects just copied',
  cache: 'of the second application, with entries on it',
};

/** Whether a page holds what its application will read: an object, or a cache entry. */
export function isUsed({ heap, cacheApp }: Machine, words: Uint32Array, page: number): boolean {
  if (page < heap.heapPages) return !heap.hasExited(words) && heap.isOccupied(words, page);
  return cacheApp?.entries.get(words, page - heap.heapPages) === 1;
}

/** The space in which an occupied page lies. */
function spaceOf({ heap }: Machine, words: Uint32Array, page: number): Need {
  if (page >= heap.heapPages) return 'cache';
  if (page < heap.youngBegin.get(words, 0)) return 'old';
  if (page < heap.edenTop.get(words, 0)) return 'eden';
  const inFrom = page >= heap.fromBottom.get(words, 0) && page < heap.fromTop.get(words, 0);
  if (inFrom) return 'from';
  const inTo = page >= heap.toBottom.get(words, 0) && page < heap.toTop.get(words, 0);
  return inTo ? 'to' : 'eden';
}

/**
 * Visits every live frame: held by the kernel or another process, or backing a page that holds at least
 * one byte of an object or an entry. Truth of heap and page table; no message and no range is consulted.
 * Which objects are reachable is the environment's choice, so an occupied page counts as live. Nobody
 * needs the memory of an application that has been killed.
 */
export function forEachLiveFrame(
  machine: Machine,
  words: Uint32Array,
  visit: (frame: number, need: Need) => void,
): void {
  const { memory } = machine;
  for (let frame = 0; frame < memory.frames; frame++) {
    if (memory.owner.get(words, frame) === owners.other) visit(frame, 'kernel');
    else if (memory.shared?.get(words, frame) === 1) visit(frame, 'shared');
  }
  for (let page = 0; page < memory.pages; page++) {
    const entry = memory.pageTable.get(words, page);
    if (entry === 0 || !isUsed(machine, words, page)) continue;
    visit(entry - 1, spaceOf(machine, words, page));
  }
}
