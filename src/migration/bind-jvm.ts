import type { Action } from '../system/definition.ts';
import type { JvmBinding } from './jvm-binding.ts';
import { compactionActions, compactionGuards } from './bind-jvm-compaction.ts';
import { exitActions, exitGuards } from './bind-jvm-exit.ts';
import { callbacks, type Heap } from './heap.ts';
import type { ProcessActions, ProcessGuards } from './chart-names.ts';

/** What the JVM chart's guards mean. */
export function jvmGuards(binding: JvmBinding): ProcessGuards<'jvm'> {
  const { memory, heap, environment, design, hazards, strikes } = binding;
  const uncommitsLate = hazards.has('concurrentUncommit');
  const edenIsFull = (words: Uint32Array): boolean =>
    heap.edenTop.get(words, 0) === heap.edenEnd.get(words, 0);
  const requested = (words: Uint32Array): boolean => heap.gcRequested.get(words, 0) === 1;
  const shrinks = (words: Uint32Array, choice: number): boolean => {
    const geometry = environment.geometry(words, choice);
    return geometry !== undefined && geometry.youngEnd < heap.youngEnd.get(words, 0);
  };
  const edenHasRoom = (words: Uint32Array): boolean =>
    !edenIsFull(words) && memory.isWritable(words, heap.edenTop.get(words, 0));
  return {
    ...evacuationGuards(binding),
    ...compactionGuards(binding),
    ...exitGuards(binding),
    edenHasRoom,
    failedAllocationIsServed: (words) =>
      strikes.mayStrike(words, 'edenRefilled') && edenHasRoom(words),
    frameIsFreeForEden: (words, frame) =>
      !edenIsFull(words) &&
      !memory.isMapped(words, heap.edenTop.get(words, 0)) &&
      memory.canBeHandedOut(words, frame),
    pageIsOccupied: (words, page) => heap.isOccupied(words, page) && memory.isWritable(words, page),
    enforcedCollectionTurnsFull: (words, choice) =>
      requested(words) &&
      ((choice === 1 && hazards.has('gcTurnsFull')) || (choice === 0 && heap.toIsFilled(words))),
    collectionIsEnforced: (words, choice) => choice === 0 && requested(words),
    fullCollectionComes: (words) =>
      strikes.mayStrike(words, 'fullGc') &&
      (heap.edenTop.get(words, 0) > heap.youngBegin.get(words, 0) ||
        heap.fromTop.get(words, 0) > heap.fromBottom.get(words, 0)),
    // An allocation may fail before Eden is full: 75 of 336 recorded collections came so, for an
    // object larger than what was left.
    allocationFails: (words) =>
      heap.edenTop.get(words, 0) > heap.youngBegin.get(words, 0) &&
      heap.collectionsLeft.isLeft(words) &&
      !heap.toIsFilled(words),
    enforcedCollectionMayBeIgnored: (words) => hazards.has('ignoredGc') && requested(words),
    // Live data stays in Eden only where Old is full (psMarkSweep.cpp: absorb_live_data_from_eden).
    boundaryMayMove: (words) =>
      hazards.has('livePageLeavesYoung') &&
      heap.boundaryMovesLeft.isLeft(words) &&
      heap.oldTop.get(words, 0) === heap.youngBegin.get(words, 0) &&
      heap.edenTop.get(words, 0) > heap.youngBegin.get(words, 0),
    shrinksAndAnnounces: (words, choice) =>
      design.shrinkNotice === 'beforeFree' && shrinks(words, choice),
    shrinks,
    resizes: (words, choice) => environment.geometry(words, choice) !== undefined,
    agentAssists: binding.agentAssists,
    callbackReturned: (words) => heap.callback.get(words, 0) === callbacks.returned,
    hookPrecedesUnmap: (words) =>
      design.frameLoss === 'mmuNotifier' &&
      memory.cache.get(words, heap.cursor.get(words, 0)) !== 0,
    // A service thread gives them back later (`uncommit` of the kernel's chart).
    everyLeftPageUnmapped: (words) =>
      uncommitsLate || heap.cursor.get(words, 0) >= heap.leftTo.get(words, 0),
  };
}

/** The environment's choices for one page of survivors. */
export const evacuations = {
  garbage: 0,
  survivesToNewPage: 1,
  survivesToOpenPage: 2,
  promotesToOpenPage: 3,
  promotesToNewPage: 4,
} as const;

function evacuationGuards({ memory, heap, hazards }: JvmBinding) {
  const pageIsLeft = (words: Uint32Array): boolean => heap.cursor.get(words, 0) < heap.heapPages;
  /** The page that is visited can be read, and its forwarding pointer written. */
  const isReachable = (words: Uint32Array): boolean =>
    pageIsLeft(words) && memory.isWritable(words, heap.cursor.get(words, 0));
  const survived = (words: Uint32Array): boolean =>
    heap.toTop.get(words, 0) > heap.toBottom.get(words, 0);
  const toHasRoom = (words: Uint32Array): boolean =>
    heap.toTop.get(words, 0) < heap.toEnd.get(words, 0);
  const oldHasRoom = (words: Uint32Array): boolean =>
    heap.oldTop.get(words, 0) < heap.youngBegin.get(words, 0);
  return {
    everyPageVisited: (words, choice) =>
      (choice === 0 || (choice === 1 && hazards.has('unalignedSurvivors') && survived(words))) &&
      !pageIsLeft(words),
    pageIsGarbage: (words, choice) => choice === evacuations.garbage && pageIsLeft(words),
    survivesToNewPage: (words, choice) =>
      choice === evacuations.survivesToNewPage &&
      isReachable(words) &&
      toHasRoom(words) &&
      memory.isWritable(words, heap.toTop.get(words, 0)),
    survivesToOpenPage: (words, choice) =>
      choice === evacuations.survivesToOpenPage &&
      isReachable(words) &&
      survived(words) &&
      memory.isWritable(words, heap.toTop.get(words, 0) - 1),
    promotesToOpenPage: (words, choice) =>
      choice === evacuations.promotesToOpenPage &&
      isReachable(words) &&
      heap.oldTop.get(words, 0) > 0 &&
      memory.isWritable(words, heap.oldTop.get(words, 0) - 1),
    promotesToNewPage: (words, choice) =>
      choice === evacuations.promotesToNewPage &&
      isReachable(words) &&
      oldHasRoom(words) &&
      memory.isWritable(words, heap.oldTop.get(words, 0)),
    pageIsReachable: isReachable,
    promotionMayFail: (words) =>
      hazards.has('promotionFailure') && heap.gcIsEnforced.get(words, 0) === 1 && pageIsLeft(words),
    frameIsFreeForTo: (words, frame) =>
      pageIsLeft(words) &&
      toHasRoom(words) &&
      !memory.isMapped(words, heap.toTop.get(words, 0)) &&
      memory.canBeHandedOut(words, frame),
    frameIsFreeForOld: (words, frame) =>
      pageIsLeft(words) &&
      oldHasRoom(words) &&
      !memory.isMapped(words, heap.oldTop.get(words, 0)) &&
      memory.canBeHandedOut(words, frame),
  } satisfies Partial<ProcessGuards<'jvm'>>;
}

/** What the JVM chart's actions do. */
export function jvmActions(binding: JvmBinding): ProcessActions<'jvm'> {
  const { memory, heap, strikes } = binding;
  const start = (words: Uint32Array): void => {
    heap.cursor.set(words, 0, heap.nextToVisit(words, heap.youngBegin.get(words, 0)));
  };
  return {
    ...evacuationActions(binding),
    ...compactionActions(binding),
    ...exitActions(binding),
    leaveEverythingInPlace: (words) => {
      heap.cursor.set(words, 0, 0);
      heap.collectedSinceRequest.set(words, 0, 0);
    },
    allocatePage: (words) => fillPage(binding, words, heap.edenTop),
    serveFailedAllocation: (words) => {
      strikes.strike(words, 'edenRefilled');
      fillPage(binding, words, heap.edenTop);
    },
    mapEdenPage: (words, frame) => memory.map(words, heap.edenTop.get(words, 0), frame),
    mapToPage: (words, frame) => memory.map(words, heap.toTop.get(words, 0), frame),
    mapOldPage: (words, frame) => memory.map(words, heap.oldTop.get(words, 0), frame),
    writePage: (words, page) => {
      memory.readPage(words, page);
      memory.writePage(words, page);
    },
    beginEnforcedCollection: (words) => {
      heap.gcRequested.set(words, 0, 0);
      heap.gcIsEnforced.set(words, 0, 1);
      start(words);
    },
    beginCollection: (words) => {
      heap.collectionsLeft.spend(words);
      start(words);
    },
    passIgnoredCollection: (words) => {
      heap.gcRequested.set(words, 0, 0);
      heap.gcIsEnforced.set(words, 0, 1);
    },
    absorbLivePage: (words) => {
      const page = heap.youngBegin.get(words, 0);
      heap.boundaryMovesLeft.spend(words);
      heap.leftFrom.set(words, 0, page);
      heap.leftTo.set(words, 0, page + 1);
      heap.youngBegin.set(words, 0, page + 1);
      heap.oldTop.set(words, 0, page + 1);
    },
    swapSpaces: swapSpaces(binding),
    adoptGeometry: adoptGeometry(binding),
    raiseLeaving: (words) => heap.callback.set(words, 0, callbacks.leaving),
    raiseFinished: (words) => heap.callback.set(words, 0, callbacks.finished),
    lowerCallback: (words) => heap.callback.set(words, 0, callbacks.none),
    unskipLeavingPage: (words) => memory.markMustSend(words, heap.cursor.get(words, 0)),
    unmapPage: (words) => {
      memory.unmap(words, heap.cursor.get(words, 0));
      heap.cursor.add(words, 0, 1);
    },
    endCollection: (words) => {
      heap.callback.set(words, 0, callbacks.none);
      heap.gcIsEnforced.set(words, 0, 0);
      heap.collectedSinceRequest.set(words, 0, 0);
      heap.leftFrom.set(words, 0, 0);
      heap.leftTo.set(words, 0, 0);
      heap.cursor.set(words, 0, 0);
    },
  };
}

/** Fills the page at a top, which must be mapped, and moves the top on. */
function fillPage({ memory }: JvmBinding, words: Uint32Array, top: Heap['toTop']): void {
  memory.writePage(words, top.get(words, 0));
  top.add(words, 0, 1);
}

/** What a minor collection does with the page that it visits. */
function evacuationActions(binding: JvmBinding) {
  const { memory, heap } = binding;
  const visitNext = (words: Uint32Array): void => {
    heap.cursor.set(words, 0, heap.nextToVisit(words, heap.cursor.get(words, 0) + 1));
  };
  const readSource = (words: Uint32Array): void => {
    memory.readPage(words, heap.cursor.get(words, 0));
  };
  return {
    passOverGarbage: visitNext,
    copyToNewPage: (words) => {
      readSource(words);
      fillPage(binding, words, heap.toTop);
    },
    copyToOpenPage: (words) => {
      readSource(words);
      memory.writePage(words, heap.toTop.get(words, 0) - 1);
    },
    promoteToOpenPage: (words) => {
      readSource(words);
      memory.writePage(words, heap.oldTop.get(words, 0) - 1);
    },
    promoteToNewPage: (words) => {
      readSource(words);
      fillPage(binding, words, heap.oldTop);
    },
    writeForwardingPointer: (words) => {
      memory.writePage(words, heap.cursor.get(words, 0));
      visitNext(words);
    },
  } satisfies Partial<ProcessActions<'jvm'>>;
}

/** The end of a successful minor collection: what was copied is From now, and the rest is empty.
 * Choice 1: the survivors end inside a page. */
function swapSpaces({ heap }: JvmBinding): Action {
  return (words, choice) => {
    const bottom = heap.fromBottom.get(words, 0);
    const end = heap.fromEnd.get(words, 0);
    heap.fromBottom.set(words, 0, heap.toBottom.get(words, 0));
    heap.fromTop.set(words, 0, heap.toTop.get(words, 0));
    heap.fromEnd.set(words, 0, heap.toEnd.get(words, 0));
    heap.toBottom.set(words, 0, bottom);
    heap.toTop.set(words, 0, bottom);
    heap.toEnd.set(words, 0, end);
    heap.edenTop.set(words, 0, heap.youngBegin.get(words, 0));
    heap.fromIsRagged.set(words, 0, choice);
    heap.collectedSinceRequest.set(words, 0, heap.gcIsEnforced.get(words, 0));
    heap.cursor.set(words, 0, 0);
  };
}

function adoptGeometry({ heap, environment, design, hazards }: JvmBinding): Action {
  // The callback reports what has been freed: nothing yet.
  const reportsNothing = hazards.has('concurrentUncommit') && design.shrinkNotice === 'afterFree';
  return (words, choice) => {
    const geometry = environment.geometry(words, choice);
    if (geometry === undefined) return;
    const youngEnd = heap.youngEnd.get(words, 0);
    heap.edenEnd.set(words, 0, geometry.edenEnd);
    heap.fromEnd.set(words, 0, geometry.fromEnd);
    heap.toBottom.set(words, 0, geometry.toBottom);
    heap.toTop.set(words, 0, geometry.toBottom);
    heap.toEnd.set(words, 0, geometry.toEnd);
    heap.youngEnd.set(words, 0, geometry.youngEnd);
    if (geometry.youngEnd < youngEnd && !reportsNothing) {
      heap.leftFrom.set(words, 0, geometry.youngEnd);
      heap.leftTo.set(words, 0, youngEnd);
      heap.cursor.set(words, 0, geometry.youngEnd);
    }
    if (geometry.youngEnd !== youngEnd) heap.resizesLeft.spend(words);
  };
}
