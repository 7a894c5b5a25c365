import type { Machine } from './machine.ts';
import { owners } from './memory.ts';

/** Where the spaces lie when a story begins, in heap pages; Eden and To are empty. */
export interface HeapPositions {
  readonly oldTop: number;
  readonly youngBegin: number;
  readonly edenEnd: number;
  readonly fromBottom: number;
  readonly fromTop: number;
  readonly fromEnd: number;
  readonly toBottom: number;
  readonly toEnd: number;
  readonly youngEnd: number;
}

/** Writes the spaces, and backs page i by frame i: Old as far as it is filled, all committed Young. */
export function initializeHeap(words: Uint32Array, machine: Machine, initial: HeapPositions): void {
  placeHeap(words, machine, { initial, frameOf: (page) => page });
}

/** As {@link initializeHeap}, the pages backed by frames anywhere. */
export function placeHeap(
  words: Uint32Array,
  machine: Machine,
  { initial, frameOf }: { initial: HeapPositions; frameOf: (page: number) => number },
): void {
  const { heap, memory } = machine;
  const { youngBegin, toBottom, oldTop, youngEnd } = initial;
  const positions = { ...initial, edenTop: youngBegin, toTop: toBottom };
  for (const [name, page] of Object.entries(positions)) {
    heap[name as keyof typeof positions].set(words, 0, page);
  }
  const map = (from: number, to: number): void => {
    for (let page = from; page < to; page++) {
      const frame = frameOf(page);
      memory.pageTable.set(words, page, frame + 1);
      memory.owner.set(words, frame, owners.application);
    }
  };
  map(0, oldTop);
  map(youngBegin, youngEnd);
}

/** Old, Eden, From and To one after the other, From empty too. */
export function contiguousHeap(pages: {
  readonly old: number;
  /** Pages of Old above those that are filled. Default: none. */
  readonly oldFree?: number;
  readonly eden: number;
  readonly survivor: number;
}): HeapPositions {
  const youngBegin = pages.old + (pages.oldFree ?? 0);
  const edenEnd = youngBegin + pages.eden;
  const fromEnd = edenEnd + pages.survivor;
  const toEnd = fromEnd + pages.survivor;
  return {
    oldTop: pages.old,
    youngBegin,
    edenEnd,
    fromBottom: edenEnd,
    fromTop: edenEnd,
    fromEnd,
    toBottom: fromEnd,
    toEnd,
    youngEnd: toEnd,
  };
}
