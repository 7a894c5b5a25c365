import type { Action, Guard } from '../../system/definition.ts';
import type { ChoicePart } from '../../proving/choice-parts.ts';
import type { Design } from '../../../models/design.ts';
import type { HazardName } from '../../../models/hazards.ts';
import type { AbstractMachine } from './machine.ts';
import type { ProcessActions, ProcessGuards } from '../chart-names.ts';

/** The frame that a scan is at: none is left, the observed one, or it once more, PEEKed as dirty again.
 * Other frames change nothing. */
export const scans = { end: 0, frame: 1, dirtyAgain: 2 } as const;

/** What a CLEAN that fails half way does to the frame: it is not reached; or its bit of the log is lost. Then it is
 * known again, perhaps, that the frame is stale, or deferred too. */
export const losses = { none: 0, arrived: 1, stale: 2, deferred: 3 } as const;

export interface AbstractDaemonBinding extends AbstractMachine {
  readonly design: Design;
  readonly hazards: ReadonlySet<HazardName>;
  /** {@link scans}. */
  readonly scan: ChoicePart;
  /** A stop test fires. Iterations, frames and traffic are not counted. */
  readonly stops: ChoicePart;
  /** {@link losses}. */
  readonly loss: ChoicePart;
  /** The daemon is where a CLEAN comes next only if it announces afterwards. */
  readonly isChoosing: (words: Uint32Array) => boolean;
  /** The design checks again before it suspends, and the application has released itself. */
  readonly gateIsClosed: (words: Uint32Array) => boolean;
}

const never: Guard = () => false;

/** What the daemon chart's guards mean, seen from one frame. */
export function daemonGuards(binding: AbstractDaemonBinding): ProcessGuards<'daemon'> {
  const { memory, daemon, lkmToDaemon, design, hazards, scan, stops } = binding;
  const announced = (words: Uint32Array): boolean => daemon.announcedLast.is(words);
  const logIsOn = (words: Uint32Array): boolean =>
    design.logStart === 'unacknowledged' || !daemon.logPending.is(words);
  const unassisted = design.assistance === 'none';
  const handshakes = design.firstUpdate === 'handshake';
  const isAtFrame = (words: Uint32Array, choice: number): boolean =>
    scan.of(choice) !== scans.end && memory.send.is(words);
  return {
    attemptIsLeft: (words) => !daemon.attemptUsed.is(words),
    isUnassisted: (words) => unassisted && logIsOn(words),
    awaitsBegun: (words) => handshakes && logIsOn(words),
    announcesConcurrently: (words) => !unassisted && !handshakes && logIsOn(words),
    isOfAnotherEpoch: never,
    mayAbort: () => hazards.has('abort'),
    gateIsClosed: binding.gateIsClosed,
    mayBeRefused: () => hazards.has('suspendRefused'),
    suspendsLate: () => hazards.has('lateSuspend'),
    vmIsSuspended: (words) => !memory.vmRuns.is(words),
    requestIsGone: (words) => !daemon.suspendPending.is(words),
    cancelsTransactionally: (words) =>
      design.suspendCancel === 'transactional' && daemon.suspendPending.is(words),
    requestIsPending: (words) => daemon.suspendPending.is(words),
    cleansBeforeSuspension: () => design.lastClean === 'beforeSuspend',
    everyFrameScanned: (words, choice) => scan.of(choice) === scans.end && !memory.send.is(words),
    // PEEK writes only what `dirtyAgain` chooses, so that no step of its own is needed.
    batchIsScanned: never,
    transferBitIsClear: (words, choice) => isAtFrame(words, choice) && !memory.transfer.is(words),
    // Nothing is consumed within an iteration, so what PEEK saw dirty is dirty still.
    frameIsDirtyAgain: (words, choice) =>
      isAtFrame(words, choice) && scan.of(choice) === scans.dirtyAgain && memory.dirty.is(words),
    frameIsToBeCompressed: never,
    lastLiveIterationIsDone: (words, choice) =>
      announced(words) &&
      (design.whilePreparing !== 'keepIterating' ||
        lkmToDaemon.head(words) >= 0 ||
        stops.of(choice) === 1),
    switchesOver: never,
    iterationsAreUsedUp: (words, choice) => !announced(words) && stops.of(choice) === 1,
    // One stop test stands for all: what they count is not known.
    fewFramesAreLeft: never,
    trafficIsUsedUp: never,
    announcesFirst: () => design.whilePreparing !== 'oneMoreIteration',
    waitsIdle: () => design.whilePreparing === 'idle',
    framesFollow: never,
    everyFrameHasArrived: never,
    ...cleanFailureGuards(binding),
  };
}

/** Where no stop test is counted, a CLEAN may come next in every decision. */
function cleanFailureGuards(binding: AbstractDaemonBinding) {
  const { memory, hazards, design, loss, isChoosing } = binding;
  const cleansBeforeItAnnounces =
    design.assistance !== 'none' && design.whilePreparing === 'oneMoreIteration';
  const forgetsLog = design.failedClean === 'retry';
  const isPossible = (words: Uint32Array, choice: number): boolean => {
    const kind = loss.of(choice);
    if (kind === losses.none) return true;
    // Where the log is closed or filled afterwards, it is of no interest what was lost.
    if (!forgetsLog || !memory.dirty.is(words)) return false;
    return kind === losses.arrived || memory.mergesOwed;
  };
  const cleanMayFail: Guard = (words, choice) =>
    hazards.has('cleanFails') &&
    (cleansBeforeItAnnounces || !isChoosing(words)) &&
    isPossible(words, choice);
  return {
    cleanFailureEndsAttempt: (words, choice) =>
      design.failedClean === 'giveUp' && cleanMayFail(words, choice),
    cleanMayFail,
  } satisfies Partial<ProcessGuards<'daemon'>>;
}

/** What the daemon chart's actions do to one frame. */
export function daemonActions(binding: AbstractDaemonBinding): ProcessActions<'daemon'> {
  const { memory, daemon, daemonToLkm, daemonToDestination, design, hazards } = binding;
  const nothing: Action = () => {};
  return {
    ...scanActions(binding),
    ...cleanActions(binding),
    startAttempt: (words) => {
      daemon.attemptUsed.set(words, 1);
      // Log and list are one step: what is taken afterwards is zeroed, which the log sees.
      const isLeftOut = design.freeFrames === 'skippedAtStart' && memory.isFree(words);
      memory.send.put(words, !isLeftOut);
      memory.stale.set(words, 1);
      memory.dirty.set(words, 0);
      if (hazards.has('readBeforeLogging')) daemon.logPending.set(words, 1);
      else memory.logsDirty.set(words, 1);
    },
    notifyBegin: (words) => daemonToLkm.notify(words, 'begin'),
    notifyEnterLast: (words) => {
      daemon.announcedLast.set(words, 1);
      daemonToLkm.notify(words, 'enterLast');
    },
    notifyRecheck: (words) => daemonToLkm.notify(words, 'recheck'),
    notifyResumed: (words) => daemonToLkm.notify(words, 'vmResumed'),
    notifyAborted: (words) => daemonToLkm.notify(words, 'aborted'),
    rememberAbort: nothing,
    rememberRefusal: (words) => daemon.wasRefused.set(words, 1),
    requestSuspension: (words) => daemon.suspendPending.set(words, 1),
    cancelSuspension: (words) => daemon.suspendPending.set(words, 0),
    goOnAtSource: (words) => {
      memory.vmRuns.set(words, 1);
      memory.runsAtSource.set(words, 1);
      closeAttempt(binding, words);
    },
    askDestination: (words) => daemonToDestination.notify(words, 'activate'),
    handOver: (words) => {
      memory.runsAtDestination.set(words, 0);
      memory.runsAtSource.set(words, 1);
    },
    peekBatch: nothing,
    forgetFrames: nothing,
    pauseVm: (words) => memory.pauseVm(words),
    loseClearedBits: (words, choice) => {
      const kind = binding.loss.of(choice);
      if (design.failedClean === 'resendAll') memory.log(words);
      if (kind === losses.none) return;
      memory.dirty.set(words, 0);
      if (!memory.mergesOwed) return;
      memory.stale.put(words, kind !== losses.arrived || memory.send.is(words));
      memory.deferred.put(words, kind === losses.deferred && !memory.send.is(words));
    },
  };
}

/** Neither books nor log of the attempt decide anything any more. */
export function closeAttempt(
  { memory, daemon }: Pick<AbstractMachine, 'memory' | 'daemon'>,
  words: Uint32Array,
): void {
  memory.closeBooks(words);
  memory.closeLog(words);
  daemon.announcedLast.set(words, 0);
  daemon.logPending.set(words, 0);
}

/** The frame that is handled leaves the send set in any case. */
function scanActions({ memory, scan }: AbstractDaemonBinding) {
  const handled =
    (effect: (words: Uint32Array) => void): Action =>
    (words, choice) => {
      if (scan.of(choice) === scans.end || !memory.send.is(words)) return;
      effect(words);
      memory.send.set(words, 0);
    };
  return {
    sendFrame: handled((words) => {
      memory.stale.put(words, memory.mergesOwed && memory.dirty.is(words));
      memory.lastSend.set(words, 0);
      memory.deferred.set(words, 0);
    }),
    compressFrame: () => {},
    skipFrame: handled((words) =>
      memory.deferred.put(words, !(memory.mergesOwed && memory.dirty.is(words))),
    ),
    passOverFrame: handled(() => {}),
  } satisfies Partial<ProcessActions<'daemon'>>;
}

function cleanActions({ memory }: AbstractDaemonBinding) {
  const { send, dirty, deferred, transfer, lastSend, postponed, dirtyBefore, deviceDirty } = memory;
  const clean = (words: Uint32Array): void => {
    send.put(words, dirty.is(words) || deviceDirty.is(words));
    if (memory.mergesOwed && send.is(words)) memory.stale.set(words, 1);
    dirty.set(words, 0);
    deviceDirty.set(words, 0);
  };
  /** Handled again, the frame is sent or deferred again. */
  const forgetDeferred = (words: Uint32Array): void => {
    if (memory.mergesOwed && send.is(words)) deferred.set(words, 0);
  };
  const cleanForLastIteration = (words: Uint32Array): void => {
    clean(words);
    if (deferred.is(words) || postponed.is(words)) send.set(words, 1);
    forgetDeferred(words);
    postponed.set(words, 0);
    dirtyBefore.set(words, 0);
    lastSend.set(words, send.get(words));
  };
  /** What was dirty at the CLEAN before too leaves the send set until the last iteration. */
  const putOff = (words: Uint32Array): void => {
    if (send.is(words) && dirtyBefore.is(words)) postponed.set(words, 1);
    dirtyBefore.set(words, send.get(words));
    if (postponed.is(words)) send.set(words, 0);
  };
  return {
    cleanForNextIteration: (words) => {
      clean(words);
      if (deferred.is(words) && transfer.is(words)) send.set(words, 1);
      forgetDeferred(words);
      if (postponed.exists) putOff(words);
    },
    cleanForLastIteration,
    cleanForSwitchover: cleanForLastIteration,
  } satisfies Partial<ProcessActions<'daemon'>>;
}
