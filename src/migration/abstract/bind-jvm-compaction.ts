import type { Action, Guard } from '../../system/definition.ts';
import type { AbstractJvmBinding } from './jvm-binding.ts';
import { kinds } from './copies.ts';
import { cursors, regions } from './heap.ts';
import type { ProcessActions, ProcessGuards } from '../chart-names.ts';

/** A full collection: which way the page that is visited may go. */
export function compactionGuards(binding: AbstractJvmBinding) {
  const { memory, heap, copies } = binding;
  const isReachable = (words: Uint32Array, choice: number): boolean =>
    copies.isAtSource(words, choice) && (!copies.fromObserved(choice) || memory.isMapped(words));
  const movesTo =
    (kind: number, region: number): Guard =>
    (words, choice) =>
      copies.kind(choice) === kind &&
      isReachable(words, choice) &&
      copies.canWriteTarget(words, choice, region);
  /** The next page of Eden is the observed one: the collector is past it, and has put nothing there. */
  const slidesOntoObserved = (words: Uint32Array, choice: number): boolean =>
    heap.cursor.get(words) === cursors.passed &&
    !heap.isCompacted.is(words) &&
    (copies.canWriteTarget(words, choice, regions.eden) ||
      copies.canWriteTarget(words, choice, regions.empty));
  return {
    everyPageCompacted: (words, choice) =>
      copies.kind(choice) === kinds.end && copies.isBare(choice) && copies.isDone(words),
    pageHoldsGarbage: (words, choice) =>
      copies.kind(choice) === kinds.garbage &&
      copies.isBare(choice) &&
      copies.isAtSource(words, choice),
    staysInPlace: (words, choice) =>
      copies.kind(choice) === kinds.toOpenPage &&
      copies.isBare(choice) &&
      copies.isAtSource(words, choice),
    slidesDown: (words, choice) =>
      copies.kind(choice) === kinds.toNewPage &&
      isReachable(words, choice) &&
      (copies.toObserved(choice)
        ? slidesOntoObserved(words, choice)
        : copies.canWriteTarget(words, choice, regions.eden)),
    movesToOpenOldPage: movesTo(kinds.toOpenOldPage, regions.old),
    movesToNewOldPage: movesTo(kinds.toNewOldPage, regions.outside),
  } satisfies Partial<ProcessGuards<'jvm'>>;
}

/** A full collection, from its start to its end. */
export function compactionActions({ heap, copies }: AbstractJvmBinding) {
  const start = (words: Uint32Array): void => {
    heap.isCompacted.set(words, 0);
    heap.startAt(words, heap.isVisited(words) || heap.is(words, regions.to));
  };
  const visitNext: Action = (words, choice) => copies.visitNext(words, choice);
  const moveToOld: Action = (words, choice) => {
    copies.read(words, choice);
    if (copies.write(words, choice)) heap.region.set(words, regions.old);
    visitNext(words, choice);
  };
  return {
    beginFullCollection: start,
    beginEnforcedFullCollection: (words) => {
      heap.gcRequested.set(words, 0);
      heap.gcIsEnforced.set(words, 1);
      start(words);
    },
    passOverWhenFull: visitNext,
    keepPageInPlace: (words, choice) => {
      heap.isCompacted.set(words, 1);
      visitNext(words, choice);
    },
    slidePageDown: (words, choice) => {
      copies.read(words, choice);
      if (copies.write(words, choice)) heap.isCompacted.set(words, 1);
      visitNext(words, choice);
    },
    moveToOpenOldPage: moveToOld,
    moveToNewOldPage: moveToOld,
    finishFullCollection: (words) => {
      const region = heap.region.get(words);
      if (heap.isCompacted.is(words)) heap.region.set(words, regions.eden);
      else if (heap.isInYoung(words) && region !== regions.empty) {
        heap.region.set(words, regions.empty);
      }
      for (const each of [heap.isCompacted, heap.toIsFilled, heap.fromIsRagged, heap.cursor]) {
        each.set(words, 0);
      }
      heap.collectedSinceRequest.set(words, heap.gcIsEnforced.get(words));
    },
  } satisfies Partial<ProcessActions<'jvm'>>;
}
