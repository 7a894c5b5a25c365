import type { JvmBinding } from './jvm-binding.ts';
import type { ProcessActions, ProcessGuards } from './chart-names.ts';

/** The environment's choices for one page of a full collection. */
const compactions = {
  garbage: 0,
  staysInEden: 1,
  movesToOpenOld: 2,
  movesToNewOld: 3,
} as const;

/** A full collection: which way a page may go. */
export function compactionGuards({ memory, heap }: JvmBinding) {
  const at = (words: Uint32Array): number => heap.cursor.get(words, 0);
  const top = (words: Uint32Array): number => heap.compactTop?.get(words, 0) ?? 0;
  const pageIsLeft = (words: Uint32Array): boolean => at(words) < heap.heapPages;
  const isReachable = (words: Uint32Array): boolean =>
    pageIsLeft(words) && memory.isReadable(words, at(words));
  return {
    everyPageCompacted: (words, choice) => choice === 0 && !pageIsLeft(words),
    pageHoldsGarbage: (words, choice) => choice === compactions.garbage && pageIsLeft(words),
    staysInPlace: (words, choice) =>
      choice === compactions.staysInEden && pageIsLeft(words) && top(words) === at(words),
    slidesDown: (words, choice) =>
      choice === compactions.staysInEden &&
      isReachable(words) &&
      top(words) < heap.edenEnd.get(words, 0) &&
      memory.isWritable(words, top(words)),
    movesToOpenOldPage: (words, choice) =>
      choice === compactions.movesToOpenOld &&
      isReachable(words) &&
      heap.oldTop.get(words, 0) > 0 &&
      memory.isWritable(words, heap.oldTop.get(words, 0) - 1),
    movesToNewOldPage: (words, choice) =>
      choice === compactions.movesToNewOld &&
      isReachable(words) &&
      heap.oldTop.get(words, 0) < heap.youngBegin.get(words, 0) &&
      memory.isWritable(words, heap.oldTop.get(words, 0)),
  } satisfies Partial<ProcessGuards<'jvm'>>;
}

/** A full collection: live data slides inside Eden or into Old. */
export function compactionActions({ memory, heap, strikes }: JvmBinding) {
  const compactTop = heap.compactTop;
  const start = (words: Uint32Array): void => {
    const bottom = heap.youngBegin.get(words, 0);
    compactTop?.set(words, 0, bottom);
    heap.cursor.set(words, 0, heap.nextToCompact(words, bottom));
  };
  const visitNext = (words: Uint32Array): void => {
    heap.cursor.set(words, 0, heap.nextToCompact(words, heap.cursor.get(words, 0) + 1));
  };
  const read = (words: Uint32Array): void => memory.readPage(words, heap.cursor.get(words, 0));
  return {
    beginFullCollection: (words) => {
      strikes.strike(words, 'fullGc');
      start(words);
    },
    beginEnforcedFullCollection: (words) => {
      heap.gcRequested.set(words, 0, 0);
      heap.gcIsEnforced.set(words, 0, 1);
      start(words);
    },
    passOverWhenFull: visitNext,
    keepPageInPlace: (words) => {
      compactTop?.add(words, 0, 1);
      visitNext(words);
    },
    slidePageDown: (words) => {
      read(words);
      const top = compactTop?.get(words, 0) ?? 0;
      memory.writePage(words, top);
      compactTop?.set(words, 0, top + 1);
      visitNext(words);
    },
    moveToOpenOldPage: (words) => {
      read(words);
      memory.writePage(words, heap.oldTop.get(words, 0) - 1);
      visitNext(words);
    },
    moveToNewOldPage: (words) => {
      read(words);
      memory.writePage(words, heap.oldTop.get(words, 0));
      heap.oldTop.add(words, 0, 1);
      visitNext(words);
    },
    finishFullCollection: (words) => {
      heap.edenTop.set(words, 0, compactTop?.get(words, 0) ?? 0);
      compactTop?.set(words, 0, 0);
      heap.fromTop.set(words, 0, heap.fromBottom.get(words, 0));
      heap.toTop.set(words, 0, heap.toBottom.get(words, 0));
      heap.fromIsRagged.set(words, 0, 0);
      heap.collectedSinceRequest.set(words, 0, heap.gcIsEnforced.get(words, 0));
      heap.cursor.set(words, 0, 0);
    },
  } satisfies Partial<ProcessActions<'jvm'>>;
}
