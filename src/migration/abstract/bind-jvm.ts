import type { Action, Guard } from '../../system/definition.ts';
import { callbacks } from '../heap.ts';
import { collectionActions, collectionGuards } from './bind-jvm-collection.ts';
import { compactionActions, compactionGuards } from './bind-jvm-compaction.ts';
import { exitActions, exitGuards } from './bind-jvm-exit.ts';
import { regions } from './heap.ts';
import type { AbstractJvmBinding } from './jvm-binding.ts';
import { targets } from './copy-target.ts';
import type { ProcessActions, ProcessGuards } from '../chart-names.ts';

/** How Young is resized, and whether the observed page leaves it or comes into it. */
export const resizes = { keeps: 0, shrinks: 1, shrinksWithPage: 2, growsOverPage: 3 } as const;

/** Whether the observed page is the one that leaves as the boundary moves. */
export const boundaryMoves = { elsewhere: 0, takesPage: 1 } as const;

/** What the JVM chart's guards mean, seen from one frame and one page. */
export function jvmGuards(binding: AbstractJvmBinding): ProcessGuards<'jvm'> {
  const { memory, heap, design, hazards, target, handing, visit } = binding;
  const uncommitsLate = hazards.has('concurrentUncommit');
  const requested = (words: Uint32Array): boolean => heap.gcRequested.is(words);
  const edenHasRoom: Guard = (words, choice) =>
    target.of(choice) === targets.observed
      ? heap.is(words, regions.empty) && memory.isWritable(words)
      : target.of(choice) === targets.mapper && memory.isMappedByAnother(words);
  return {
    ...collectionGuards(binding),
    ...compactionGuards(binding),
    ...exitGuards(binding),
    ...resizeGuards(binding),
    edenHasRoom,
    failedAllocationIsServed: (words, choice) =>
      hazards.has('edenRefilled') && edenHasRoom(words, choice),
    frameIsFreeForEden: (words, choice) =>
      handing.isPossible(words, choice) &&
      (!handing.concernsObserved(choice) ||
        (heap.is(words, regions.empty) && !memory.isMapped(words))),
    pageIsOccupied: (words, choice) =>
      target.of(choice) === targets.observed
        ? heap.isUsed(words) && memory.isWritable(words)
        : target.of(choice) === targets.mapper && memory.isMappedByAnother(words),
    enforcedCollectionTurnsFull: (words, choice) =>
      requested(words) &&
      (binding.turnsFull.of(choice) === 1 ? hazards.has('gcTurnsFull') : heap.toIsFilled.is(words)),
    collectionIsEnforced: (words, choice) => binding.turnsFull.of(choice) === 0 && requested(words),
    fullCollectionComes: () => hazards.has('fullGc'),
    allocationFails: (words) => !heap.toIsFilled.is(words),
    enforcedCollectionMayBeIgnored: (words) => hazards.has('ignoredGc') && requested(words),
    agentAssists: binding.agentAssists,
    callbackReturned: (words) => heap.callback.get(words) === callbacks.returned,
    hookPrecedesUnmap: (words, choice) =>
      design.frameLoss === 'mmuNotifier' &&
      visit.isPossible(words, choice) &&
      visit.isCached(words, choice),
    // A service thread gives them back later (`uncommit` of the kernel's chart).
    everyLeftPageUnmapped: (words, choice) => uncommitsLate || visit.isDone(words, choice),
  };
}

/** How Young is resized, and where its boundary moves. */
function resizeGuards({ heap, design, hazards, resize, boundary }: AbstractJvmBinding) {
  const shrinks: Guard = (words, choice) =>
    resize.of(choice) === resizes.shrinks ||
    (resize.of(choice) === resizes.shrinksWithPage && heap.is(words, regions.empty));
  return {
    boundaryMayMove: (words, choice) =>
      hazards.has('livePageLeavesYoung') &&
      (boundary.of(choice) === boundaryMoves.elsewhere || heap.is(words, regions.eden)),
    shrinksAndAnnounces: (words, choice) =>
      design.shrinkNotice === 'beforeFree' && shrinks(words, choice),
    shrinks,
    resizes: (words, choice) =>
      resize.of(choice) === resizes.keeps ||
      (resize.of(choice) === resizes.growsOverPage && heap.isOutside(words)),
  } satisfies Partial<ProcessGuards<'jvm'>>;
}

/** What the JVM chart's actions do to one frame and one page. */
export function jvmActions(binding: AbstractJvmBinding): ProcessActions<'jvm'> {
  const { memory, heap, target, handing, visit } = binding;
  const allocate: Action = (words, choice) => {
    if (target.of(choice) === targets.mapper) {
      memory.write(words);
      return;
    }
    memory.writePage(words);
    heap.region.set(words, regions.eden);
  };
  const map: Action = (words, choice) => handing.map(words, choice);
  return {
    ...collectionActions(binding),
    ...compactionActions(binding),
    ...exitActions(binding),
    allocatePage: allocate,
    serveFailedAllocation: allocate,
    mapEdenPage: map,
    mapToPage: map,
    mapOldPage: map,
    writePage: (words, choice) => {
      if (target.of(choice) === targets.mapper) {
        memory.write(words);
        return;
      }
      memory.readPage(words);
      memory.writePage(words);
    },
    absorbLivePage: absorbLivePage(binding),
    adoptGeometry: adoptGeometry(binding),
    raiseLeaving: (words) => heap.callback.set(words, callbacks.leaving),
    raiseFinished: (words) => heap.callback.set(words, callbacks.finished),
    lowerCallback: (words) => heap.callback.set(words, callbacks.none),
    unskipLeavingPage: (words, choice) => visit.markMustSend(words, choice),
    unmapPage: (words, choice) => {
      if (!visit.isPossible(words, choice)) return;
      visit.unmap(words, choice);
      visit.advance(words, choice);
    },
    endCollection: (words) => {
      for (const each of [
        heap.callback,
        heap.gcIsEnforced,
        heap.collectedSinceRequest,
        heap.anyLeft,
        heap.pageLeft,
        heap.cursor,
      ]) {
        each.set(words, 0);
      }
    },
  };
}

/** The first page of Eden becomes the last of Old, which is full, unwritten. */
function absorbLivePage({ heap, boundary }: AbstractJvmBinding): Action {
  return (words, choice) => {
    const isPage = boundary.of(choice) === boundaryMoves.takesPage;
    heap.anyLeft.set(words, 1);
    heap.pageLeft.put(words, isPage);
    if (isPage) heap.region.set(words, regions.old);
  };
}

/** What is filled stays where it is; the spaces may lie anywhere afterwards. */
function adoptGeometry({ memory, heap, design, hazards, resize }: AbstractJvmBinding): Action {
  const uncommitsLate = hazards.has('concurrentUncommit');
  // The callback reports what has been freed: nothing yet.
  const reportsNothing = uncommitsLate && design.shrinkNotice === 'afterFree';
  return (words, choice) => {
    const kind = resize.of(choice);
    heap.toIsFilled.set(words, 0);
    if (kind === resizes.growsOverPage) heap.region.set(words, regions.empty);
    if (kind !== resizes.shrinks && kind !== resizes.shrinksWithPage) return;
    const leaves = kind === resizes.shrinksWithPage;
    const isKept = uncommitsLate && memory.isMapped(words);
    if (leaves) heap.region.set(words, isKept ? regions.left : regions.outside);
    if (reportsNothing) return;
    heap.anyLeft.set(words, 1);
    if (leaves) heap.pageLeft.set(words, 1);
    heap.startAt(words, leaves && !uncommitsLate);
  };
}
