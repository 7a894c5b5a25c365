import type { Machine } from './machine.ts';
import { owners } from './memory.ts';

/** Where the spaces lie at the start, in heap pages. */
export interface InitialHeap {
  readonly oldTop: number;
  readonly youngBegin: number;
  readonly edenPages: number;
  readonly survivorPages: number;
  /** Pages that have a frame: frame i backs heap page i. */
  readonly isMapped: (page: number) => boolean;
}

/** Lays out Old, Eden, From and To one after the other, frame i behind page i where it is mapped. */
export function initializeHeap(words: Uint32Array, machine: Machine, initial: InitialHeap): void {
  const { heap, memory } = machine;
  const { youngBegin, edenPages, survivorPages } = initial;
  const edenEnd = youngBegin + edenPages;
  const fromEnd = edenEnd + survivorPages;
  const toEnd = fromEnd + survivorPages;
  heap.oldTop.set(words, 0, initial.oldTop);
  heap.youngBegin.set(words, 0, youngBegin);
  heap.edenTop.set(words, 0, youngBegin);
  heap.edenEnd.set(words, 0, edenEnd);
  heap.fromBottom.set(words, 0, edenEnd);
  heap.fromTop.set(words, 0, edenEnd);
  heap.fromEnd.set(words, 0, fromEnd);
  heap.toBottom.set(words, 0, fromEnd);
  heap.toTop.set(words, 0, fromEnd);
  heap.toEnd.set(words, 0, toEnd);
  heap.youngEnd.set(words, 0, toEnd);
  for (let page = 0; page < toEnd; page++) {
    if (!initial.isMapped(page)) continue;
    memory.pageTable.set(words, page, page + 1);
    memory.owner.set(words, page, owners.application);
  }
}
