import type { Action, Guard } from '../../system/definition.ts';
import type { AbstractJvmBinding } from './jvm-binding.ts';
import { targets } from './copy-target.ts';
import { kinds } from './copies.ts';
import { cursors, regions } from './heap.ts';
import type { ProcessActions, ProcessGuards } from '../chart-names.ts';

/** A minor collection: what may become of the page that is visited. */
export function collectionGuards(binding: AbstractJvmBinding) {
  const { memory, heap, hazards, copies, handing, target, fillsTo } = binding;
  const copiesTo =
    (kind: number, region: number): Guard =>
    (words, choice) =>
      copies.kind(choice) === kind &&
      copies.isAtSource(words, choice) &&
      (!copies.fromObserved(choice) || memory.isWritable(words)) &&
      copies.canWriteTarget(words, choice, region);
  const gets =
    (region: number): Guard =>
    (words, choice) =>
      handing.isPossible(words, choice) &&
      (!handing.concernsObserved(choice) || (heap.is(words, region) && !memory.isMapped(words)));
  return {
    everyPageVisited: (words, choice) =>
      copies.isBare(choice) &&
      copies.isDone(words) &&
      (copies.kind(choice) === kinds.end ||
        (copies.kind(choice) === kinds.endInsidePage && hazards.has('unalignedSurvivors'))),
    pageIsGarbage: (words, choice) =>
      copies.kind(choice) === kinds.garbage &&
      copies.isBare(choice) &&
      copies.isAtSource(words, choice),
    survivesToNewPage: copiesTo(kinds.toNewPage, regions.empty),
    survivesToOpenPage: copiesTo(kinds.toOpenPage, regions.to),
    promotesToOpenPage: copiesTo(kinds.toOpenOldPage, regions.old),
    promotesToNewPage: copiesTo(kinds.toNewOldPage, regions.outside),
    pageIsReachable: (words, choice) =>
      target.of(choice) === targets.observed
        ? heap.cursor.get(words) === cursors.there && memory.isWritable(words)
        : heap.cursor.get(words) !== cursors.there &&
          (target.of(choice) === targets.bystander || memory.isMappedByAnother(words)),
    promotionMayFail: (words, choice) =>
      hazards.has('promotionFailure') &&
      heap.gcIsEnforced.is(words) &&
      (fillsTo.of(choice) === 1 || !heap.is(words, regions.to)),
    frameIsFreeForTo: gets(regions.empty),
    frameIsFreeForOld: gets(regions.outside),
  } satisfies Partial<ProcessGuards<'jvm'>>;
}

/** A minor collection, from its start to its end. */
export function collectionActions({ memory, heap, copies, target, fillsTo }: AbstractJvmBinding) {
  const start = (words: Uint32Array): void => heap.startAt(words, heap.isVisited(words));
  /** A forwarding pointer is written next, on the page that is visited. */
  const copyInto =
    (region: number): Action =>
    (words, choice) => {
      if (copies.fromObserved(choice)) heap.cursor.set(words, cursors.there);
      copies.read(words, choice);
      if (copies.write(words, choice)) heap.region.set(words, region);
    };
  return {
    beginCollection: start,
    beginEnforcedCollection: (words) => {
      heap.gcRequested.set(words, 0);
      heap.gcIsEnforced.set(words, 1);
      start(words);
    },
    passIgnoredCollection: (words) => {
      heap.gcRequested.set(words, 0);
      heap.gcIsEnforced.set(words, 1);
    },
    passOverGarbage: (words, choice) => copies.visitNext(words, choice),
    copyToNewPage: copyInto(regions.to),
    copyToOpenPage: copyInto(regions.to),
    promoteToOpenPage: copyInto(regions.old),
    promoteToNewPage: copyInto(regions.old),
    writeForwardingPointer: (words, choice) => {
      if (target.of(choice) === targets.observed) {
        memory.writePage(words);
        heap.cursor.set(words, cursors.passed);
      } else if (target.of(choice) === targets.mapper) memory.write(words);
    },
    leaveEverythingInPlace: (words, choice) => {
      heap.toIsFilled.set(words, fillsTo.of(choice));
      heap.cursor.set(words, cursors.passed);
      heap.collectedSinceRequest.set(words, 0);
    },
    // Eden and From are empty now, and what was copied is From.
    swapSpaces: (words, choice) => {
      const region = heap.region.get(words);
      if (region === regions.to) heap.region.set(words, regions.from);
      else if (region === regions.eden || region === regions.from) {
        heap.region.set(words, regions.empty);
      }
      heap.fromIsRagged.put(words, copies.kind(choice) === kinds.endInsidePage);
      heap.collectedSinceRequest.set(words, heap.gcIsEnforced.get(words));
      heap.cursor.set(words, cursors.passed);
    },
  } satisfies Partial<ProcessActions<'jvm'>>;
}
