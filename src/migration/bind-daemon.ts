import { invariant } from '../foundation/invariant.ts';
import { copyBits, fillBits, nextSetBit, orBits } from '../layout/bitmap.ts';
import { bitsFor, type Field } from '../layout/field.ts';
import type { LayoutBuilder } from '../layout/layout.ts';
import type { EventPort } from '../system/channel.ts';
import type { Action, Guard } from '../system/definition.ts';
import type { Design } from '../../models/design.ts';
import type { Memory } from './memory.ts';

export interface DaemonNumbers {
  readonly maxIterations: number;
  readonly fewFrames: number;
  readonly trafficFactor: number;
  readonly batchFrames: number;
  /** Migrations that may be started, one after the other. */
  readonly migrations: number;
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

  constructor(layout: LayoutBuilder, frames: number, numbers: DaemonNumbers) {
    invariant(numbers.maxIterations >= 3, 'at least 3 iterations: one, one more, and the last');
    this.iteration = layout.field('iteration', bitsFor(numbers.maxIterations));
    this.cursor = layout.field('scanCursor', bitsFor(frames));
    this.batchStart = layout.field('batchStart', bitsFor(frames));
    this.batchEnd = layout.field('batchEnd', bitsFor(frames));
    this.handledMax = numbers.fewFrames;
    this.handled = layout.field('handledInIteration', bitsFor(numbers.fewFrames));
    const limit = Math.floor(numbers.trafficFactor * frames);
    // Where no run can reach the limit the count decides nothing, and it would only split states.
    this.sentMax = limit < frames * numbers.maxIterations ? limit + 1 : 0;
    this.sent = layout.field('sentInAll', bitsFor(this.sentMax));
    this.announcedLast = layout.field('announcedLast', 1);
    this.attemptsLeft = layout.field('attemptsLeft', bitsFor(numbers.migrations));
  }
}

export interface DaemonBinding {
  readonly memory: Memory;
  readonly daemon: DaemonMemory;
  readonly toLkm: EventPort;
  readonly fromLkm: EventPort;
  readonly design: Design;
  readonly numbers: DaemonNumbers;
  /** Nothing of an earlier migration is under way or in flight (a bound, see `processes.ts`). */
  readonly guestHasSettled: (words: Uint32Array) => boolean;
}

/** What the daemon chart's guards mean. */
export function daemonGuards(binding: DaemonBinding): Record<string, Guard> {
  const { memory, daemon, fromLkm, design, numbers } = binding;
  const announced: Guard = (words) => daemon.announcedLast.get(words, 0) === 1;
  // The iteration that runs while the guest prepares counts too, so it must still be left.
  const iteratesWhileWaiting = design.assistance !== 'none' && design.awaiting !== 'idle';
  const iterationsBeforeAnnouncing = numbers.maxIterations - (iteratesWhileWaiting ? 2 : 1);
  return {
    attemptIsLeft: (words) =>
      daemon.attemptsLeft.get(words, 0) > 0 && binding.guestHasSettled(words),
    isUnassisted: () => design.assistance === 'none',
    awaitsBegun: () => design.firstUpdate === 'handshake',
    everyFrameScanned: (words) => daemon.cursor.get(words, 0) === memory.frames,
    batchIsScanned: (words) => daemon.cursor.get(words, 0) >= daemon.batchEnd.get(words, 0),
    transferBitIsClear: (words) => memory.transfer.get(words, daemon.cursor.get(words, 0)) === 0,
    frameIsDirtyAgain: (words) => {
      const offset = daemon.cursor.get(words, 0) - daemon.batchStart.get(words, 0);
      return memory.peeked.get(words, offset) === 1;
    },
    lastLiveIterationIsDone: (words, choice) => {
      if (!announced(words, choice)) return false;
      if (design.awaiting !== 'keepIterating') return true;
      const used = daemon.iteration.get(words, 0) >= numbers.maxIterations - 1;
      return fromLkm.head(words) >= 0 || used;
    },
    iterationsAreUsedUp: (words, choice) =>
      !announced(words, choice) && daemon.iteration.get(words, 0) >= iterationsBeforeAnnouncing,
    fewFramesAreLeft: (words, choice) =>
      !announced(words, choice) && daemon.handled.get(words, 0) < numbers.fewFrames,
    trafficIsUsedUp: (words, choice) =>
      !announced(words, choice) &&
      daemon.sentMax > 0 &&
      daemon.sent.get(words, 0) === daemon.sentMax,
    announcesFirst: () => design.awaiting !== 'oneMoreIteration',
    waitsIdle: () => design.awaiting === 'idle',
    cleansBeforeSuspension: () => design.lastClean === 'beforeSuspend',
  };
}

/** What the daemon chart's actions do. */
export function daemonActions(binding: DaemonBinding): Record<string, Action> {
  const { memory, daemon, toLkm } = binding;
  const startIteration = (words: Uint32Array): void => {
    daemon.iteration.add(words, 0, 1);
    daemon.cursor.set(words, 0, nextSetBit(words, memory.send, 0));
    daemon.batchStart.set(words, 0, 0);
    daemon.batchEnd.set(words, 0, 0);
    daemon.handled.set(words, 0, 0);
  };
  const clean = (words: Uint32Array): void => {
    copyBits(words, memory.dirty, memory.send);
    fillBits(words, memory.dirty, 0);
  };
  // A deferred frame whose bit is 1 by now is due at once: left to the end it would cost downtime.
  const sendDueDeferred = (words: Uint32Array): void => {
    const { deferred, transfer, send } = memory;
    let frame = nextSetBit(words, deferred, 0);
    for (; frame < memory.frames; frame = nextSetBit(words, deferred, frame + 1)) {
      if (transfer.get(words, frame) === 1) send.set(words, frame, 1);
    }
  };
  return {
    ...scanActions(binding),
    startAttempt: startAttempt(binding, startIteration),
    notifyBegin: (words) => toLkm.notify(words, 'begin'),
    notifyEnterLast: (words) => {
      daemon.announcedLast.set(words, 0, 1);
      toLkm.notify(words, 'enterLast');
    },
    notifyResumed: (words) => toLkm.notify(words, 'vmResumed'),
    peekBatch: peekBatch(binding),
    cleanForNextIteration: (words) => {
      clean(words);
      if (binding.design.skippedFrames === 'defer') sendDueDeferred(words);
      startIteration(words);
    },
    cleanForLastIteration: (words) => {
      clean(words);
      // Deferred frames whose bit is still 0 fall through the scan, which reads the bits as they are.
      if (binding.design.skippedFrames === 'defer') orBits(words, memory.deferred, memory.send);
      copyBits(words, memory.send, memory.lastSend);
      startIteration(words);
    },
    pauseVm: (words) => memory.vmRuns.set(words, 0, 0),
    runAtDestination: runAtDestination(binding),
  };
}

/** What happens to the frame under the cursor, which leaves the send set in any case. */
function scanActions({ memory, daemon, design }: DaemonBinding): Record<string, Action> {
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
      memory.stale.set(words, frame, 0);
      memory.lastSend.set(words, frame, 0);
      if (design.skippedFrames === 'defer') memory.deferred.set(words, frame, 0);
      const sent = daemon.sent.get(words, 0);
      if (sent < daemon.sentMax) daemon.sent.set(words, 0, sent + 1);
      countHandled(words);
      leaveBatch(words, frame);
      moveOn(words, frame);
    },
    skipFrame: (words) => {
      const frame = daemon.cursor.get(words, 0);
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
  };
}

function startAttempt(
  { memory, daemon }: DaemonBinding,
  startIteration: (words: Uint32Array) => void,
): Action {
  return (words) => {
    daemon.attemptsLeft.add(words, 0, -1);
    fillBits(words, memory.dirty, 0);
    fillBits(words, memory.send, 1);
    fillBits(words, memory.stale, 1);
    memory.logsDirty.set(words, 0, 1);
    daemon.iteration.set(words, 0, 0);
    daemon.sent.set(words, 0, 0);
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
function peekBatch({ memory, daemon, numbers }: DaemonBinding): Action {
  return (words) => {
    const start = daemon.cursor.get(words, 0);
    const end = Math.min(start + numbers.batchFrames, memory.frames);
    daemon.batchStart.set(words, 0, start);
    daemon.batchEnd.set(words, 0, end);
    let frame = start;
    while (frame < end) {
      const dirty = memory.dirty.get(words, frame);
      if (dirty === 1) memory.peeked.set(words, frame - start, 1);
      frame = nextSetBit(words, memory.send, frame + 1);
    }
  };
}

/** The VM goes on at the destination: there, nothing is logged and no migration's books are open. */
function runAtDestination({ memory, daemon, design }: DaemonBinding): Action {
  return (words) => {
    memory.vmRuns.set(words, 0, 1);
    memory.logsDirty.set(words, 0, 0);
    fillBits(words, memory.dirty, 0);
    fillBits(words, memory.stale, 0);
    fillBits(words, memory.lastSend, 0);
    if (design.skippedFrames === 'defer') fillBits(words, memory.deferred, 0);
    for (const field of [daemon.cursor, daemon.batchStart, daemon.batchEnd, daemon.handled]) {
      field.set(words, 0, 0);
    }
    daemon.iteration.set(words, 0, 0);
    daemon.sent.set(words, 0, 0);
    daemon.announcedLast.set(words, 0, 0);
  };
}
