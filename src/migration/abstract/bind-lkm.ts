import type { Action, Guard } from '../../system/definition.ts';
import type { Design } from '../../../models/design.ts';
import type { HazardName } from '../../../models/hazards.ts';
import { cursors } from './heap.ts';
import type { AbstractMachine } from './machine.ts';
import { entries } from './memory.ts';
import { visits, type Visits } from './visit.ts';
import type { ProcessActions, ProcessGuards } from '../chart-names.ts';

export interface AbstractLkmBinding extends AbstractMachine {
  readonly design: Design;
  readonly hazards: ReadonlySet<HazardName>;
  /** The page that the module's loop is at. */
  readonly visit: Visits;
  /** A deadline may pass for the application now. */
  readonly mayBeLate: (words: Uint32Array) => boolean;
}

const never: Guard = () => false;

/** What the LKM chart's guards mean, seen from one page. */
export function lkmGuards(binding: AbstractLkmBinding): ProcessGuards<'lkm'> {
  const { lkm, design, visit } = binding;
  const resets = (when: 'Begin' | 'Resume' | 'Abort'): boolean =>
    design.bitmapReset === 'always' || design.bitmapReset.includes(when);
  const twoRounds = design.readiness === 'twoPhase';
  const isDone: Guard = (words, choice) => visit.isDone(words, choice);
  const isRegistered = (words: Uint32Array): boolean => lkm.registered.is(words);
  return {
    ...pageGuards(binding),
    resetsOnBegin: () => resets('Begin'),
    resetsOnResume: () => resets('Resume'),
    resetsAndReleasesOnAbort: () => resets('Abort') && design.releaseOnAbort === 'always',
    releasesOnAbort: () => design.releaseOnAbort === 'always',
    resetsOnAbort: () => resets('Abort'),
    beginsAnew: never,
    isOfAnotherEpoch: never,
    isFromNobodyRegistered: (words) => design.epoch === 'checked' && !isRegistered(words),
    preparesInTwoRounds: () => twoRounds,
    everyRegisteredApplicationIsPrepared: (words) => !isRegistered(words) || lkm.prepared.is(words),
    everyRegisteredApplicationIsReady: (words) => !isRegistered(words) || lkm.ready.is(words),
    deadlineHasPassed: (words) =>
      design.straggler === 'timeoutUnskip' &&
      isRegistered(words) &&
      !lkm.ready.is(words) &&
      binding.mayBeLate(words),
    everyPageAbandonedBeforeHold: (words, choice) =>
      twoRounds && !lkm.holdSent.is(words) && isDone(words, choice),
    everyPageAbandoned: isDone,
    walkIsDone: isDone,
    everyPageCompared: isDone,
    everyJoinedPageWalked: isDone,
    everyMustSendPageSet: isDone,
  };
}

/** What the walks ask of the page that they are at. */
function pageGuards(binding: AbstractLkmBinding) {
  const { memory, lkm, design, hazards, visit } = binding;
  const rewalks = design.frameLoss === 'rewalk';
  const asksOwner = design.skippable === 'privateAnonymous';
  const canBeSkipped: Guard = (words, choice) => {
    if (!visit.isPossible(words, choice)) return false;
    if (visit.isAtObserved(choice)) {
      if (!memory.isMapped(words)) return false;
      if (!asksOwner) return true;
      if (memory.entry.get(words) === entries.frame) return memory.isHeldAlone(words);
      // What the observed page maps elsewhere may be shared.
      return visit.of(choice) === visits.observed || !hazards.has('share');
    }
    return visit.of(choice) !== visits.mapper || !asksOwner || memory.isHeldAlone(words);
  };
  // Where that is not remembered, it may be so or not.
  const isNotInArea: Guard = (words, choice) =>
    lkm.area.exists ? !lkm.area.is(words) : visit.of(choice) === visits.observed;
  const joins: Guard = (words, choice) => {
    if (!canBeSkipped(words, choice)) return false;
    switch (visit.of(choice)) {
      case visits.observed:
      case visits.observedOtherwise:
        return (
          (rewalks || isNotInArea(words, choice)) &&
          !lkm.mustSend.is(words) &&
          memory.cached.get(words) === entries.none
        );
      case visits.mapper:
        return !memory.mapperIsCached.is(words);
      // The cache has an entry for it.
      case visits.lastNamer:
      case visits.oneOfNamers:
        return false;
      default:
        return true;
    }
  };
  const hasLeft: Guard = (words, choice) => {
    if (!visit.isPossible(words, choice) || !visit.isCached(words, choice)) return false;
    // Ranges of other pages are not known.
    if (!visit.isAtObserved(choice)) return true;
    const cached = memory.cached.get(words);
    if (rewalks && memory.entry.get(words) !== cached) return true;
    // Both name frames elsewhere: perhaps not the same one.
    if (rewalks && cached === entries.elsewhere && visit.of(choice) === visits.observedOtherwise) {
      return true;
    }
    if (lkm.reported.is(words)) return false;
    return design.departedPages === 'byCache' || lkm.area.is(words);
  };
  return {
    pageLiesOutsideArea: never,
    walksUnlocked: never,
    entryWasRead: never,
    pageJoinsUnlocked: never,
    pageCanBeSkipped: canBeSkipped,
    pageJoins: joins,
    pageLeftTheArea: hasLeft,
    pageIsCached: (words, choice) =>
      visit.isPossible(words, choice) && visit.isCached(words, choice),
  } satisfies Partial<ProcessGuards<'lkm'>>;
}

/** What the LKM chart's actions do to one frame and one page. */
export function lkmActions(binding: AbstractLkmBinding): ProcessActions<'lkm'> {
  const { memory, lkm, toLkm, design, visit } = binding;
  const start = (words: Uint32Array, comesToPage: boolean): void =>
    lkm.cursor.set(words, comesToPage ? cursors.ahead : cursors.passed);
  const startAtAll: Action = (words) => start(words, true);
  return {
    ...messageActions(binding),
    finishWalk: (words) => start(words, false),
    rememberPrepared: (words) => lkm.prepared.set(words, 1),
    chooseStraggler: startAtAll,
    chooseExited: startAtAll,
    chooseLetGo: startAtAll,
    resetBitmapAndCache: (words) => memory.reset(words),
    rememberArea: (words) => {
      const isInside = toLkm.read(words, 'inRange') === 1;
      lkm.area.put(words, isInside);
      lkm.registered.set(words, 1);
      start(words, isInside);
    },
    rememberReady: (words) => {
      const isCut = design.mustSendRounding === 'inward' && toLkm.read(words, 'isRaggedEnd') === 1;
      lkm.reported.set(words, toLkm.read(words, 'inRange'));
      lkm.mustSend.put(words, toLkm.read(words, 'inMustSend') === 1 && !isCut);
      lkm.registered.set(words, 1);
      start(words, true);
    },
    readEntry: () => {},
    cacheEntryAndClearBit: (words, choice) => {
      if (visit.isAtObserved(choice)) memory.markSkippable(words);
      else markAnother(binding, words, choice);
    },
    writeMethod: () => {},
    unskipCachedPage: (words, choice) => visit.markMustSend(words, choice),
    advance: (words, choice) => {
      // The page that a default row passes over may be one that the choice does not allow.
      if (visit.isPossible(words, choice)) visit.advance(words, choice);
    },
    startAtJoinedPages: (words) => start(words, lkm.reported.is(words)),
    startAtMustSendPages: (words) => start(words, lkm.mustSend.is(words)),
    adoptReportedArea: (words) => {
      lkm.area.set(words, lkm.reported.get(words));
      lkm.reported.set(words, 0);
      lkm.mustSend.set(words, 0);
      lkm.ready.set(words, 1);
      start(words, false);
    },
  };
}

/** Another page is cached with what it maps now: the frame, or one elsewhere. */
function markAnother(
  { memory, visit }: AbstractLkmBinding,
  words: Uint32Array,
  choice: number,
): void {
  memory.cleared.set(words, 1);
  switch (visit.of(choice)) {
    case visits.mapper:
      memory.mapperIsCached.set(words, 1);
      memory.clearBit(words);
      return;
    case visits.lastNamer:
      memory.namers.set(words, 0);
      return;
    default:
  }
}

/** What is sent, and who is registered. */
function messageActions(binding: AbstractLkmBinding) {
  const { memory, lkm, toAgent, lkmToDaemon, heap, design } = binding;
  const send = (words: Uint32Array, message: string): void => {
    if (heap.hasExited(words)) return;
    if (!toAgent.send(words, message)) binding.overflowed.set(words, 1);
  };
  const forgetApplications = (words: Uint32Array): void => {
    for (const each of [lkm.registered, lkm.prepared, lkm.ready, lkm.area, lkm.holdSent]) {
      each.set(words, 0);
    }
  };
  return {
    forgetApplications,
    acknowledgeBegin: (words) => {
      if (design.firstUpdate === 'handshake') lkmToDaemon.notify(words, 'begun');
    },
    multicastQuery: (words) => send(words, 'query'),
    multicastPrepare: (words) => send(words, 'prepare'),
    multicastHold: (words) => {
      lkm.holdSent.set(words, 1);
      send(words, 'hold');
    },
    multicastRelease: (words) => send(words, 'release'),
    abandonAttempt: (words) => {
      if (design.bitmapReset !== 'never') memory.reset(words);
      if (design.releaseOnAbort === 'always') send(words, 'release');
      forgetApplications(words);
    },
    deregister: (words) => {
      for (const each of [lkm.registered, lkm.prepared, lkm.ready, lkm.area, lkm.cursor]) {
        each.set(words, 0);
      }
      send(words, 'release');
    },
    notifyGuestReady: (words) => lkmToDaemon.notify(words, 'guestReady'),
  } satisfies Partial<ProcessActions<'lkm'>>;
}
