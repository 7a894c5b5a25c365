import { invariant } from '../foundation/invariant.ts';
import { bitsAt, copyBits, fillBits, nextSetBit, setBitsAt } from '../layout/bitmap.ts';
import { bitsFor, type Field } from '../layout/field.ts';
import type { LayoutBuilder } from '../layout/layout.ts';
import type { EventPort } from '../system/channel.ts';
import type { Action, Guard } from '../system/definition.ts';
import type { Design } from '../../models/design.ts';
import type { HazardName } from '../../models/hazards.ts';
import { cleanActions } from './bind-daemon-cleans.ts';
import type { HypervisorMemory } from './bind-hypervisor.ts';
import type { PagingMemory } from './bind-paging.ts';
import type { Epochs } from './epochs.ts';
import type { Memory } from './memory.ts';
import type { Strikes } from './hazard-budgets.ts';
import { framesFollow } from './switchover.ts';
import type { ProcessActions, ProcessGuards } from './chart-names.ts';

export interface DaemonNumbers {
  readonly maxIterations: number;
  readonly fewFrames: number;
  readonly trafficFactor: number;
  readonly batchFrames: number;
  /** Migrations that may be started, one after the other. */
  readonly migrations: number;
}

/** Iterations after which the daemon stops whatever is left. The one that runs while the guest prepares,
 * and the last, must still be left. */
export function iterationsBeforeStopping({ maxIterations }: DaemonNumbers, design: Design): number {
  const iteratesWhileWaiting = design.assistance !== 'none' && design.whilePreparing !== 'idle';
  return maxIterations - (iteratesWhileWaiting ? 2 : 1);
}

/** Whether the bounds let each stop test end some run: only there it is watched. */
export function asksConvergence(frames: number, numbers: DaemonNumbers): boolean {
  return sentMaxOf(frames, numbers) > 0 && numbers.maxIterations >= 5;
}

/** Where no run can reach the limit the count of frames sent decides nothing, and would only split states. */
function sentMaxOf(frames: number, { trafficFactor, maxIterations }: DaemonNumbers): number {
  const limit = Math.floor(trafficFactor * frames);
  return limit < frames * maxIterations ? limit + 1 : 0;
}

/** The daemon's own variables. */
export class DaemonMemory {
  readonly iteration: Field;
  /** First frame of the send set that is not handled; `frames` when all are. */
  readonly cursor: Field;
  readonly batchStart: Field;
  readonly batchEnd: Field;
  /** Sent or found dirty again in this iteration, counted up to `fewFrames`. */
  readonly handled: Field;
  readonly handledMax: number;
  /** Sent in all iterations, counted up to one more than the limit. */
  readonly sent: Field;
  readonly sentMax: number;
  readonly announcedLast: Field;
  readonly attemptsLeft: Field;
  /** An attempt was given up, its log goes on, and the destination keeps what it has. Only where the
   * design reuses the log. */
  readonly logIsKept: Field | undefined = undefined;
  /** Ghost: a frame was skipped by its transfer bit in this iteration. Only where convergence is asked. */
  readonly skipped: Field | undefined = undefined;

  constructor(
    layout: LayoutBuilder,
    { frames, numbers, design }: { frames: number; numbers: DaemonNumbers; design: Design },
  ) {
    invariant(numbers.maxIterations >= 3, 'at least 3 iterations: one, one more, and the last');
    this.iteration = layout.field('iteration', bitsFor(numbers.maxIterations));
    this.cursor = layout.field('scanCursor', bitsFor(frames));
    this.batchStart = layout.field('batchStart', bitsFor(frames));
    this.batchEnd = layout.field('batchEnd', bitsFor(frames));
    this.handledMax = numbers.fewFrames;
    this.handled = layout.field('handledInIteration', bitsFor(numbers.fewFrames));
    this.sentMax = sentMaxOf(frames, numbers);
    this.sent = layout.field('sentInAll', bitsFor(this.sentMax));
    this.announcedLast = layout.field('announcedLast', 1);
    this.attemptsLeft = layout.field('attemptsLeft', bitsFor(numbers.migrations));
    if (design.dirtyLogOnRetry === 'reused' && numbers.migrations > 1) {
      this.logIsKept = layout.field('logIsKept', 1);
    }
    if (asksConvergence(frames, numbers)) this.skipped = layout.field('skippedInIteration', 1);
  }

  /** An attempt is over: its counters decide nothing any more. */
  closeBooks(words: Uint32Array): void {
    for (const field of [this.cursor, this.batchStart, this.batchEnd, this.handled]) {
      field.set(words, 0, 0);
    }
    this.skipped?.set(words, 0, 0);
    this.iteration.set(words, 0, 0);
    this.sent.set(words, 0, 0);
    this.announcedLast.set(words, 0, 0);
  }
}

export interface DaemonBinding {
  readonly memory: Memory;
  readonly daemon: DaemonMemory;
  readonly toLkm: EventPort;
  readonly fromLkm: EventPort;
  readonly toDestination: EventPort;
  readonly hypervisor: HypervisorMemory;
  /** Only where frames follow the VM. */
  readonly paging: PagingMemory | undefined;
  readonly epochs: Epochs;
  readonly strikes: Strikes;
  readonly hazards: ReadonlySet<HazardName>;
  readonly design: Design;
  readonly numbers: DaemonNumbers;
  /** The design checks again before it suspends, and an application has released its pages. */
  readonly gateIsClosed: (words: Uint32Array) => boolean;
  /** The daemon is where a CLEAN comes next only if no stop test fires; or only if it announces afterwards. */
  readonly isDeciding: (words: Uint32Array) => boolean;
  readonly isChoosing: (words: Uint32Array) => boolean;
}

/** What the daemon chart's guards mean. */
export function daemonGuards(binding: DaemonBinding): ProcessGuards<'daemon'> {
  const { memory, daemon, fromLkm, design } = binding;
  const logIsOn = (words: Uint32Array): boolean =>
    design.logStart === 'unacknowledged' || !binding.hypervisor.logIsPending(words);
  const unassisted = design.assistance === 'none';
  const handshakes = design.firstUpdate === 'handshake';
  const bitOf = (words: Uint32Array, frame: number): number =>
    memory.transferSeen !== undefined && memory.vmRuns.get(words, 0) === 1
      ? memory.transferSeen.get(words, frame)
      : memory.transfer.get(words, frame);
  const stops = stopGuards(binding);
  return {
    ...suspensionGuards(binding),
    attemptIsLeft: (words) => daemon.attemptsLeft.get(words, 0) > 0,
    // Unassisted, the same row of other states asks nothing but that.
    isUnassisted: (words) => unassisted && logIsOn(words),
    awaitsBegun: (words) => handshakes && logIsOn(words),
    announcesConcurrently: (words) => !unassisted && !handshakes && logIsOn(words),
    isOfAnotherEpoch: (words) =>
      design.epoch === 'checked' &&
      binding.epochs.most > 0 &&
      fromLkm.number(words) !== binding.epochs.ofDaemon(words),
    mayAbort: (words) => binding.strikes.mayStrike(words, 'abort'),
    everyFrameScanned: (words) => daemon.cursor.get(words, 0) === memory.frames,
    batchIsScanned: (words) => daemon.cursor.get(words, 0) >= daemon.batchEnd.get(words, 0),
    transferBitIsClear: (words) => bitOf(words, daemon.cursor.get(words, 0)) === 0,
    frameIsDirtyAgain: (words) => {
      const offset = daemon.cursor.get(words, 0) - daemon.batchStart.get(words, 0);
      return memory.peeked.get(words, offset) === 1;
    },
    frameIsToBeCompressed: (words) => memory.isCompressed(words, daemon.cursor.get(words, 0)),
    ...stops,
    ...cleanFailureGuards(binding, Object.values(stops)),
    announcesFirst: () => design.whilePreparing !== 'oneMoreIteration',
    // A VM that moves at once sends nothing while it still runs here.
    waitsIdle: () => design.whilePreparing === 'idle' || design.switchover === 'atOnce',
    framesFollow: () => framesFollow(design),
    everyFrameHasArrived: (words) => binding.paging?.isComplete.get(words, 0) === 1,
  };
}

/** What ends the iterations: the rows of the decision before its last, which CLEANs. */
function stopGuards({ daemon, fromLkm, design, numbers }: DaemonBinding) {
  const announced: Guard = (words) => daemon.announcedLast.get(words, 0) === 1;
  const iterationsMax = iterationsBeforeStopping(numbers, design);
  return {
    lastLiveIterationIsDone: (words, choice) => {
      if (!announced(words, choice)) return false;
      if (design.whilePreparing !== 'keepIterating') return true;
      const used = daemon.iteration.get(words, 0) >= numbers.maxIterations - 1;
      return fromLkm.head(words) >= 0 || used;
    },
    iterationsAreUsedUp: (words, choice) =>
      !announced(words, choice) && daemon.iteration.get(words, 0) >= iterationsMax,
    fewFramesAreLeft: (words, choice) =>
      !announced(words, choice) && daemon.handled.get(words, 0) < numbers.fewFrames,
    trafficIsUsedUp: (words, choice) =>
      !announced(words, choice) &&
      daemon.sentMax > 0 &&
      daemon.sent.get(words, 0) === daemon.sentMax,
    switchesOver: (words, choice) => framesFollow(design) && !announced(words, choice),
  } satisfies Partial<ProcessGuards<'daemon'>>;
}

/** A CLEAN fails after the frame that is chosen, which was dirty, wherever one comes next. */
function cleanFailureGuards(binding: DaemonBinding, stops: readonly Guard[]) {
  const { memory, strikes, design } = binding;
  const cleansBeforeItAnnounces =
    design.assistance !== 'none' && design.whilePreparing === 'oneMoreIteration';
  const cleanMayFail: Guard = (words, frame) =>
    strikes.mayStrike(words, 'cleanFails') &&
    memory.dirty.get(words, frame) === 1 &&
    !(binding.isDeciding(words) && stops.some((fires) => fires(words, 0))) &&
    (cleansBeforeItAnnounces || !binding.isChoosing(words));
  return {
    cleanFailureEndsAttempt: (words, frame) =>
      design.failedClean === 'giveUp' && cleanMayFail(words, frame),
    cleanMayFail,
  } satisfies Partial<ProcessGuards<'daemon'>>;
}

/** What decides whether and how the VM is suspended. */
function suspensionGuards(binding: DaemonBinding) {
  const { memory, hypervisor, strikes, hazards, design } = binding;
  const isPending = (words: Uint32Array): boolean => hypervisor.suspensionIsPending(words);
  const isPaused = (words: Uint32Array): boolean => memory.vmRuns.get(words, 0) === 0;
  return {
    gateIsClosed: binding.gateIsClosed,
    mayBeRefused: (words) => strikes.mayStrike(words, 'suspendRefused'),
    suspendsLate: () => hazards.has('lateSuspend'),
    cleansBeforeSuspension: () => design.lastClean === 'beforeSuspend',
    vmIsSuspended: isPaused,
    requestIsGone: (words) => !isPending(words),
    cancelsTransactionally: (words) => design.suspendCancel === 'transactional' && isPending(words),
    requestIsPending: isPending,
  } satisfies Partial<ProcessGuards<'daemon'>>;
}

/** What the daemon chart's actions do. */
export function daemonActions(binding: DaemonBinding): ProcessActions<'daemon'> {
  const { memory, daemon, toLkm, toDestination, hypervisor, epochs, strikes } = binding;
  const { design } = binding;
  const startIteration = (words: Uint32Array): void => {
    if (memory.transferSeen !== undefined) copyBits(words, memory.transfer, memory.transferSeen);
    daemon.iteration.add(words, 0, 1);
    // Iteration 1 of a VM that moves at once is over before it has begun.
    const sendsNothing = design.switchover === 'atOnce' && daemon.iteration.get(words, 0) === 1;
    daemon.cursor.set(words, 0, sendsNothing ? memory.frames : nextSetBit(words, memory.send, 0));
    daemon.batchStart.set(words, 0, 0);
    daemon.batchEnd.set(words, 0, 0);
    daemon.handled.set(words, 0, 0);
    daemon.skipped?.set(words, 0, 0);
  };
  return {
    ...scanActions(binding),
    ...cleanActions(binding, startIteration),
    startAttempt: startAttempt(binding, startIteration),
    notifyBegin: (words) => toLkm.notify(words, 'begin', epochs.ofDaemon(words)),
    notifyEnterLast: (words) => {
      daemon.announcedLast.set(words, 0, 1);
      toLkm.notify(words, 'enterLast', epochs.ofDaemon(words));
    },
    notifyRecheck: (words) => toLkm.notify(words, 'recheck', epochs.ofDaemon(words)),
    notifyResumed: (words) => toLkm.notify(words, 'vmResumed', epochs.ofDaemon(words)),
    notifyAborted: (words) => toLkm.notify(words, 'aborted', epochs.ofDaemon(words)),
    rememberAbort: (words) => strikes.strike(words, 'abort'),
    rememberRefusal: (words) => strikes.strike(words, 'suspendRefused'),
    requestSuspension: (words) => hypervisor.suspendPending?.set(words, 0, 1),
    cancelSuspension: (words) => hypervisor.suspendPending?.set(words, 0, 0),
    goOnAtSource: goOnAtSource(binding),
    askDestination: (words) => toDestination.notify(words, 'activate'),
    // The host that runs the VM now is the source of what comes.
    handOver: (words) => {
      memory.runsAtDestination.set(words, 0, 0);
      memory.runsAtSource.set(words, 0, 1);
    },
    peekBatch: peekBatch(binding),
    forgetFrames: (words) => {
      memory.closeBooks(words, design);
      fillBits(words, memory.stale, 0);
      binding.paging?.isComplete.set(words, 0, 0);
    },
    pauseVm: (words) => memory.pauseVm(words),
    loseClearedBits: (words, frame) => {
      strikes.strike(words, 'cleanFails');
      if (design.failedClean === 'resendAll') fillBits(words, memory.dirty, 1);
      else for (let each = 0; each <= frame; each++) memory.dirty.set(words, each, 0);
    },
  };
}

/** The attempt is given up. A VM that was suspended goes on; what the daemon knew is forgotten, but for
 * the log and the destination's copy where the design means to go on from there. */
function goOnAtSource({ memory, daemon, hypervisor, design }: DaemonBinding): Action {
  return (words) => {
    memory.vmRuns.set(words, 0, 1);
    memory.runsAtSource.set(words, 0, 1);
    memory.closeBooks(words, design);
    daemon.closeBooks(words);
    hypervisor.logPending?.set(words, 0, 0);
    if (daemon.logIsKept !== undefined) {
      daemon.logIsKept.set(words, 0, 1);
      return;
    }
    memory.logsDirty.set(words, 0, 0);
    fillBits(words, memory.dirty, 0);
    fillBits(words, memory.stale, 0);
  };
}

/** What happens to the frame under the cursor, which leaves the send set in any case. */
function scanActions({ memory, daemon, design }: DaemonBinding) {
  const moveOn = (words: Uint32Array, frame: number): void => {
    memory.send.set(words, frame, 0);
    const next = nextSetBit(words, memory.send, frame + 1);
    daemon.cursor.set(words, 0, next);
    if (next < daemon.batchEnd.get(words, 0)) return;
    // Where the batch lay decides nothing any more; equal states shall be equal words.
    daemon.batchStart.set(words, 0, 0);
    daemon.batchEnd.set(words, 0, 0);
  };
  const countHandled = (words: Uint32Array): void => {
    const handled = daemon.handled.get(words, 0);
    if (handled < daemon.handledMax) daemon.handled.set(words, 0, handled + 1);
  };
  const leaveBatch = (words: Uint32Array, frame: number): void => {
    if (daemon.batchEnd.get(words, 0) === 0) return;
    memory.peeked.set(words, frame - daemon.batchStart.get(words, 0), 0);
  };
  return {
    sendFrame: (words) => {
      const frame = daemon.cursor.get(words, 0);
      const isFirst = daemon.iteration.get(words, 0) === 1;
      const arrives = memory.content?.send(words, { from: frame, mask: 1, isFirst }) !== 0;
      if (arrives) memory.stale.set(words, frame, 0);
      memory.lastSend.set(words, frame, 0);
      if (design.skippedFrames === 'defer') memory.deferred.set(words, frame, 0);
      const sent = daemon.sent.get(words, 0);
      if (sent < daemon.sentMax) daemon.sent.set(words, 0, sent + 1);
      countHandled(words);
      leaveBatch(words, frame);
      moveOn(words, frame);
    },
    // What stands on a frame is not modelled, so this changes nothing but what the sending costs.
    compressFrame: () => {},
    skipFrame: (words) => {
      const frame = daemon.cursor.get(words, 0);
      if (design.skipsInStopTest === 'counted') countHandled(words);
      daemon.skipped?.set(words, 0, 1);
      if (design.skippedFrames === 'defer') memory.deferred.set(words, frame, 1);
      leaveBatch(words, frame);
      moveOn(words, frame);
    },
    passOverFrame: (words) => {
      const frame = daemon.cursor.get(words, 0);
      countHandled(words);
      leaveBatch(words, frame);
      moveOn(words, frame);
    },
  } satisfies Partial<ProcessActions<'daemon'>>;
}

function startAttempt(
  { memory, daemon, hypervisor, epochs, hazards, design }: DaemonBinding,
  startIteration: (words: Uint32Array) => void,
): Action {
  return (words) => {
    daemon.attemptsLeft.add(words, 0, -1);
    epochs.daemon?.add(words, 0, 1);
    const goesOn = daemon.logIsKept?.get(words, 0) === 1;
    daemon.logIsKept?.set(words, 0, 0);
    if (goesOn) {
      copyBits(words, memory.dirty, memory.send);
    } else {
      fillBits(words, memory.send, 1);
      fillBits(words, memory.stale, 1);
    }
    // Log and list are one step: what is taken afterwards is zeroed, which the log sees.
    if (design.freeFrames === 'skippedAtStart') {
      for (let frame = 0; frame < memory.frames; frame++) {
        if (memory.isFree(words, frame)) memory.send.set(words, frame, 0);
      }
    }
    fillBits(words, memory.dirty, 0);
    if (hazards.has('readBeforeLogging') && !goesOn) hypervisor.logPending?.set(words, 0, 1);
    else memory.logsDirty.set(words, 0, 1);
    startIteration(words);
    const { leftover, cleared, clearedEarlier } = memory;
    if (leftover === undefined || cleared === undefined) return;
    clearedEarlier?.set(words, 0, cleared.get(words, 0));
    for (let frame = 0; frame < memory.frames; frame++) {
      leftover.set(words, frame, memory.transfer.get(words, frame) === 0 ? 1 : 0);
    }
  };
}

/** PEEK, for the frames of the batch that are in the send set; no other bit of it is ever read. */
function peekBatch({ memory, daemon, numbers, design }: DaemonBinding): Action {
  return (words) => {
    const start = daemon.cursor.get(words, 0);
    const end = Math.min(start + numbers.batchFrames, memory.frames);
    daemon.batchStart.set(words, 0, start);
    daemon.batchEnd.set(words, 0, end);
    for (let from = start; from < end; from += 32) {
      const within = end - from < 32 ? 2 ** (end - from) - 1 : -1;
      const mask = bitsAt(words, memory.dirty, from) & bitsAt(words, memory.send, from) & within;
      if (mask !== 0) setBitsAt(words, memory.peeked, { from: from - start, mask, value: 1 });
    }
    if (design.transferBitRead !== 'perBatch') return;
    let frame = start;
    while (frame < end) {
      memory.transferSeen?.set(words, frame, memory.transfer.get(words, frame));
      frame = nextSetBit(words, memory.send, frame + 1);
    }
  };
}
