import type { LogEntry } from '../../conformance/log-entry.ts';
import { projectedView, type StateView } from '../../conformance/observation.ts';
import { LogJudge, type JudgeResult } from '../../conformance/log-judge.ts';
import { countBits } from '../../layout/bitmap.ts';
import { qemuSystem } from '../../migration/qemu/system.ts';
import type { System } from '../../system/system.ts';
import type { TraceEvent } from './trace-event.ts';
import type { QemuTrace } from './trace-events.ts';

/** QEMU's loop for the block of a recording, and what a log shows of its states. */
export interface TraceModel {
  readonly system: System;
  readonly view: StateView;
}

export function modelOfTrace({ pages, events }: QemuTrace): TraceModel {
  const passes = events.filter(({ kind }) => kind === 'sync').length;
  const none = { hintsInFlight: 1, takes: 0, frees: 0, hints: 0 };
  const { system, memory } = qemuSystem(
    { frames: pages, bursts: passes, ...none },
    { hints: 'off', window: 'drained' },
  );
  const view = projectedView(
    (words) => ({
      cursor: memory.cursor.get(words, 0),
      hasSynced: memory.hasSynced.get(words, 0),
      toSend: countBits(words, memory.bitmap),
    }),
    system.initial(),
  );
  return { system, view };
}

/**
 * Whether QEMU's loop, as the model has it, explains a recorded migration: every page in the order of the
 * bitmap, every sync, the stop of the VM, and that nothing is left unsent at the end.
 *
 * A log has no writes of the guest. A page that is sent again must have been written before the sync
 * of that pass; that much is taken from the log, and nothing else.
 */
export function judgeTrace(trace: QemuTrace, model: TraceModel = modelOfTrace(trace)): JudgeResult {
  const judge = new LogJudge(model.system, { view: model.view });
  for (const { entry, line } of new TraceSteps(trace).entries()) {
    judge.push(entry, line);
    if (judge.isDecided) break;
  }
  return judge.end();
}

interface NumberedEntry {
  readonly entry: LogEntry;
  readonly line: number;
}

/** Turns events into the steps of the model that they stand for. */
class TraceSteps {
  readonly #trace: QemuTrace;
  /** Zero pages of the first pass that have not gone yet. */
  readonly #zeroPages: number[];
  /** Pages that are to be sent, as far as the log has reported. */
  readonly #pending: Set<number>;
  #syncs = 0;
  #isStopped = false;
  /** The decision to send on after a sync: no event reports it, the next page or sync shows it. */
  #isToSendOn = false;
  /** What the last sync found: pages that were still to be sent, and pages written since the sync before. */
  #remaining = 0;
  #written = 0;
  #counted = 0;

  constructor(trace: QemuTrace) {
    this.#trace = trace;
    this.#zeroPages = [...trace.zeroPages];
    this.#pending = new Set(Array.from({ length: trace.pages }, (_, page) => page));
  }

  *entries(): Generator<NumberedEntry> {
    const { events } = this.#trace;
    for (const [index, event] of events.entries()) {
      for (const entry of this.#stepsOf(event, index)) yield { entry, line: event.line };
    }
  }

  *#stepsOf(event: TraceEvent, index: number): Generator<LogEntry> {
    if (event.kind === 'page') {
      yield* this.#sendOn();
      yield* this.#zeroPagesBefore(event.page);
      yield this.#send(event.page);
    } else if (event.kind === 'sync') {
      yield* this.#sync(index);
    } else if (event.kind === 'lowPending') {
      this.#isToSendOn = false;
      yield { ...step('qemu', 'decide'), state: { toSend: event.pages } };
    } else if (event.kind === 'vmStop') {
      // What the last pass sends again was written while the VM still ran.
      const last = this.#trace.events.findIndex((each, at) => at > index && each.kind === 'sync');
      yield* this.#writesOf(last);
      this.#isStopped = true;
      yield step('qemu', 'stopVm');
    } else if (event.kind === 'synced') {
      yield* this.#count(event.dirty);
    } else if (event.kind === 'completed') {
      yield step('qemu', 'send');
      yield step('qemu', 'activate');
    }
  }

  *#sync(index: number): Generator<LogEntry> {
    this.#syncs++;
    // The first sync is part of switching the log on.
    if (this.#syncs === 1) {
      yield step('qemu', 'migrate');
      this.#isToSendOn = true;
      return;
    }
    if (this.#isStopped) {
      yield step('qemu', 'sync');
      return;
    }
    yield* this.#sendOn();
    yield* this.#zeroPagesBefore(this.#trace.pages);
    yield* this.#writesOf(index);
    // The bandwidth that QEMU has measured is not logged: it lies between what is left before and after.
    const next = this.#trace.events[index + 2];
    const isLast = next?.kind === 'lowPending';
    const choice = isLast ? this.#trace.pages + 1 : this.#remaining + 1;
    yield { step: { process: 'qemu', event: 'endBurst', choice } };
    yield { ...step('qemu', 'decide'), state: { hasSynced: 1 } };
    this.#isToSendOn = true;
  }

  *#sendOn(): Generator<LogEntry> {
    if (!this.#isToSendOn) return;
    this.#isToSendOn = false;
    yield step('qemu', 'decide');
  }

  /** QEMU counts the dirty pages of a sync, or of several where they come within a second. */
  *#count(dirty: number): Generator<LogEntry> {
    const isOfSeveral = this.#counted > 0 && dirty === this.#counted + this.#written;
    this.#counted = dirty;
    if (this.#syncs > 1 && !isOfSeveral) yield { state: { toSend: this.#remaining + dirty } };
  }

  /**
   * The pages that this sync found written: those of its pass which had been sent before; and, as far as QEMU
   * counted more, those that come first in later passes: the burst ended before it reached them.
   */
  *#writesOf(sync: number): Generator<LogEntry> {
    this.#remaining = this.#pending.size;
    this.#written = 0;
    const later = this.#trace.events.slice(sync + 1);
    const counted = later.find(({ kind }) => kind === 'synced');
    const dirty = counted?.kind === 'synced' ? counted.dirty : 0;
    const seen = new Set(this.#pending);
    let isThisPass = true;
    for (const event of later) {
      if (event.kind === 'sync' || event.kind === 'vmStop') isThisPass = false;
      if (event.kind !== 'page' || seen.has(event.page)) continue;
      seen.add(event.page);
      if (!isThisPass && this.#written >= dirty) continue;
      this.#pending.add(event.page);
      this.#written++;
      yield { step: { process: 'guest', event: 'write', choice: event.page } };
    }
  }

  *#zeroPagesBefore(page: number): Generator<LogEntry> {
    while (this.#zeroPages.length > 0 && this.#zeroPages[0]! < page) {
      yield this.#send(this.#zeroPages.shift()!);
    }
  }

  #send(page: number): LogEntry {
    this.#pending.delete(page);
    const cursor = page + 1 < this.#trace.pages ? page + 1 : 0;
    return { ...step('qemu', 'send'), state: { cursor } };
  }
}

function step(process: string, event: string): LogEntry {
  return { step: { process, event } };
}
