import { evacuations } from '../migration/bind-jvm.ts';
import {
  actionsOf,
  type EventOf,
  type ProcessAction,
  type StateOf,
} from '../migration/chart-names.ts';
import type { Migration } from '../migration/migration-system.ts';
import type { Machine } from '../migration/machine.ts';
import type { CompiledProcess } from '../system/compile.ts';
import type { JvmDriving } from './application-progress.ts';
import type { Stretch } from './clock.ts';
import type { FreeFrames } from './free-frames.ts';
import type { LogPosition } from './logged-environment.ts';
import { stateEvents } from './jvm-state-events.ts';
import { OwnEvent } from './own-event.ts';
import type { Random } from '../foundation/random.ts';
import type { JvmWorkload } from './workload.ts';
import { WriteStream } from './write-stream.ts';

export interface JvmDriverOptions {
  readonly migration: Migration;
  readonly workload: JvmWorkload;
  readonly position: LogPosition;
  readonly frames: FreeFrames;
  readonly random: Random;
}

/** Makes the JVM chart do what a log says, at the logged times. */
export class JvmDriver implements JvmDriving {
  readonly process = 'jvm';
  choice = 0;
  dueAhead = 0;
  /** When the Java threads were stopped, [from, to), in seconds; the last may be open (Infinity). */
  readonly stops: { readonly from: number; to: number }[] = [];
  /** Heap pages allocated in each second. */
  readonly allocatedPages: number[] = [];
  readonly #options: JvmDriverOptions;
  readonly #heap: Machine['heap'];
  readonly #memory: Machine['memory'];
  readonly #jvm: CompiledProcess;
  readonly #writes: WriteStream;
  readonly #allocate: OwnEvent;
  readonly #faultInPage: OwnEvent;
  readonly #write: OwnEvent;
  readonly #collect: OwnEvent;
  readonly #collectEnforced: OwnEvent;
  readonly #evacuate: OwnEvent;
  /** By control state: the event of which the log has nothing to say. */
  readonly #byState: readonly (OwnEvent | undefined)[];
  readonly #running: number;
  readonly #visiting: number;
  /** By transition: what it reports to the driver. */
  readonly #notes: readonly Note[];
  readonly #takesTime: Uint8Array;
  /** Allocation since the last collection: when it began and how many pages were filled. */
  #mutatorStart: number;
  #allocated: number;
  /** When the threads reach the safepoint of the collection that was asked for. */
  #safepointAt = Infinity;
  /** Old pages that the full collection that is due has written so far. */
  #rewritten = 0;
  #isRewriting = false;
  /** Pages that the collection under way still has to copy, owed by the pages that it has visited. */
  #owedSurvivors = 0;
  #owedPromotions = 0;
  #toVisit = 1;
  #stepSeconds = 0;
  /** The frame that the page to unmap next has, or -1. */
  #unmapped = -1;

  constructor(options: JvmDriverOptions) {
    const { system, machine } = options.migration;
    this.#options = options;
    this.#heap = machine.heap;
    this.#memory = machine.memory;
    this.#jvm = system.process('jvm');
    this.#writes = new WriteStream(options.workload.oldWrites, options.random);
    const event = (name: EventOf<'jvm'>): OwnEvent => new OwnEvent(system, 'jvm', name);
    this.#allocate = event('allocate');
    this.#faultInPage = event('faultIn');
    this.#write = event('write');
    this.#collect = event('collect');
    this.#collectEnforced = event('collectEnforced');
    this.#evacuate = event('evacuate');
    const { states } = this.#jvm.table;
    this.#byState = states.map((state) => event(stateEvents[state as StateOf<'jvm'>] ?? 'resume'));
    this.#running = states.indexOf('running' satisfies StateOf<'jvm'>);
    this.#visiting = states.indexOf('collecting.visiting' satisfies StateOf<'jvm'>);
    this.#notes = system.transitions.map((each) =>
      each.process === 'jvm' ? noteOf(each.event as EventOf<'jvm'>, actionsOf(each)) : 'none',
    );
    this.#takesTime = Uint8Array.from(system.transitions, ({ process, event: name, target }) =>
      process === 'jvm' && states[target]!.startsWith('collecting') && name !== 'faultIn' ? 1 : 0,
    );
    const { elapsedSeconds, allocatedPages } = options.workload.start;
    this.#mutatorStart = -elapsedSeconds;
    this.#allocated = allocatedPages;
  }

  pick(words: Uint32Array, now: number): number {
    const state = this.#jvm.control.get(words, 0);
    if (state === this.#running) return this.#pickRunning(words, now);
    if (state === this.#visiting) return this.#pickEvacuation(words);
    this.#unmapped = this.#frameAtCursor(words);
    return this.#take(this.#byState[state]!, words, 0);
  }

  after(words: Uint32Array, now: number, transition: number): number {
    const note = this.#notes[transition]!;
    if (note === 'allocated') {
      this.#countAllocation(now);
    } else if (note === 'wrote') {
      if (!this.#isRewriting) this.#writes.advance(now);
      this.#isRewriting = false;
    } else if (note !== 'none') this.#heed(words, now, note);
    if (this.#jvm.control.get(words, 0) === this.#running) {
      this.#heedRequest(words, now);
      return this.#nextDue(now);
    }
    // The pause is spread over visits and copies; a page fault takes no time of its own.
    return this.#takesTime[transition] === 1 ? now + this.#stepSeconds : now;
  }

  ahead(words: Uint32Array, stretch: Stretch): number {
    const { now, horizon, transition, repeat } = stretch;
    const isAllocation = this.#notes[transition] === 'allocated';
    // Another process is due, or a write to Old: mostly so soon that looking ahead does not pay.
    if (!isAllocation && now + this.#stepSeconds >= horizon) return 0;
    if (!isAllocation) {
      const most = repeat!.possible(words, this.choice, stretch.most);
      return this.#passGarbageAhead({ now, horizon, most });
    }
    const { mutatorSeconds, allocatedPages } = this.#options.position.next;
    const fit = ((Math.min(horizon, now + 1) - now) * allocatedPages) / mutatorSeconds;
    if (fit < 1) return 0;
    const most = repeat!.possible(words, this.choice, Math.min(stretch.most, Math.ceil(fit)));
    return this.#allocateAhead(words, { now, horizon, most });
  }

  /** As `after` and `pick` have it, page after page: nobody else moves, so no collection is asked for. */
  #allocateAhead(
    words: Uint32Array,
    { now, horizon, most }: { now: number; horizon: number; most: number },
  ): number {
    this.#heedRequest(words, now);
    const writesNext = this.#writes.next;
    const safepointAt = this.#safepointAt;
    let due = now;
    let count = 0;
    while (count < most) {
      this.#countAllocation(due);
      count++;
      due = this.#nextDue(due);
      if (due >= horizon || due >= writesNext || due >= safepointAt) break;
      if (this.#isFilled()) break;
    }
    this.dueAhead = due;
    return count;
  }

  /** The step picked is paid for; each further one owes its share of survivors first. */
  #passGarbageAhead({
    now,
    horizon,
    most,
  }: {
    now: number;
    horizon: number;
    most: number;
  }): number {
    let due = now;
    let count = 0;
    while (count < most) {
      count++;
      due += this.#stepSeconds;
      if (count === most || due >= horizon) break;
      if (this.#owedSurvivors >= almostOne || this.#owedPromotions >= 1) break;
      this.#owe();
    }
    this.dueAhead = due;
    return count;
  }

  #countAllocation(now: number): void {
    this.#allocated++;
    const second = Math.max(0, Math.floor(now));
    this.allocatedPages[second] = (this.allocatedPages[second] ?? 0) + 1;
  }

  #heed(words: Uint32Array, now: number, note: Note): void {
    if (note === 'collecting') this.#startCollection(words, now);
    if (note === 'unmapped') this.#options.frames.freed(this.#unmapped);
    if (note === 'resized' || note === 'resizedAndEnded') this.#options.position.advance();
    if (note === 'ended' || note === 'resizedAndEnded') this.#startMutator(now);
  }

  #startMutator(now: number): void {
    const stop = this.stops.at(-1);
    if (stop !== undefined) stop.to = now;
    this.#mutatorStart = now;
    this.#allocated = 0;
    this.#writes.restart(now);
  }

  #heedRequest(words: Uint32Array, now: number): void {
    if (this.#safepointAt === Infinity && this.#heap.gcRequested.get(words, 0) === 1) {
      this.#safepointAt = now + this.#options.position.next.reachingSafepointSeconds;
    }
  }

  #nextDue(now: number): number {
    // A collection that was asked for comes before the next baseline one: the VM operation is in the
    // queue, and a thread that finds Eden full waits for it.
    const stalls = this.#safepointAt !== Infinity && this.#isFilled();
    const nextPage = stalls ? Infinity : this.#nextPageOrCollection();
    const next = Math.min(nextPage, this.#writes.next, this.#safepointAt);
    return next > now ? next : now;
  }

  /** Pages are allocated evenly; when the logged number is filled, the logged collection is due. */
  #nextPageOrCollection(): number {
    const { mutatorSeconds, allocatedPages } = this.#options.position.next;
    const pages = allocatedPages < 1 ? 1 : allocatedPages;
    const filled = this.#allocated < pages ? this.#allocated + 1 : pages;
    return this.#mutatorStart + (filled * mutatorSeconds) / pages;
  }

  #isFilled(): boolean {
    return this.#allocated > 0 && this.#allocated >= this.#options.position.next.allocatedPages;
  }

  #pickRunning(words: Uint32Array, now: number): number {
    if (now >= this.#safepointAt) return this.#take(this.#collectEnforced, words, 0);
    if (now >= this.#writes.next) {
      const write = this.#writeOld(words);
      if (write >= 0) return write;
      this.#writes.advance(now);
    }
    // Nobody can do anything but wait for the safepoint: it is as good as reached.
    if (this.#safepointAt !== Infinity && this.#isFilled()) {
      return this.#take(this.#collectEnforced, words, 0);
    }
    const { mutatorSeconds } = this.#options.position.next;
    if (this.#isFilled() && now >= this.#mutatorStart + mutatorSeconds) {
      const rewrite = this.#rewriteOld(words);
      if (rewrite >= 0) return rewrite;
      const collection = this.#take(this.#collect, words, 0);
      if (collection >= 0) return collection;
    }
    const allocation = this.#take(this.#allocate, words, 0);
    if (allocation >= 0) return allocation;
    const fault = this.#faultIn(words);
    // Eden is full before the logged number: an enforced collection has moved the schedule.
    return fault >= 0 ? fault : this.#take(this.#collect, words, 0);
  }

  #writeOld(words: Uint32Array): number {
    const oldTop = this.#heap.oldTop.get(words, 0);
    if (oldTop === 0) return -1;
    // The pages promoted last are the hot ones.
    return this.#take(this.#write, words, oldTop - 1 - this.#writes.below(oldTop));
  }

  /** A full collection compacts Old first, all at once: the pause that follows is as long as logged. */
  #rewriteOld(words: Uint32Array): number {
    const oldTop = this.#heap.oldTop.get(words, 0);
    const { rewrittenOldPages } = this.#options.position.next;
    if (this.#rewritten >= Math.min(rewrittenOldPages, oldTop)) return -1;
    this.#rewritten++;
    this.#isRewriting = true;
    return this.#take(this.#write, words, oldTop - this.#rewritten);
  }

  #startCollection(words: Uint32Array, now: number): void {
    const heap = this.#heap;
    const { survivorPages, promotedPages, pauseSeconds } = this.#options.position.next;
    const eden = heap.edenTop.get(words, 0) - heap.youngBegin.get(words, 0);
    const from = heap.fromTop.get(words, 0) - heap.fromBottom.get(words, 0);
    this.#toVisit = Math.max(1, eden + from);
    this.#owedSurvivors = 0;
    this.#owedPromotions = 0.5;
    this.#stepSeconds = pauseSeconds / (this.#toVisit + survivorPages + promotedPages);
    this.#safepointAt = Infinity;
    this.#rewritten = 0;
    this.stops.push({ from: now, to: Infinity });
    this.#owe();
  }

  /** Spreads the logged survivors and promotions evenly over the pages that the collector visits. */
  #owe(): void {
    const { survivorPages, promotedPages } = this.#options.position.next;
    this.#owedSurvivors += survivorPages / this.#toVisit;
    this.#owedPromotions += promotedPages / this.#toVisit;
  }

  #pickEvacuation(words: Uint32Array): number {
    if (this.#heap.cursor.get(words, 0) === this.#heap.heapPages) {
      const { survivorsEndInsidePage } = this.#options.position.next;
      const ragged = survivorsEndInsidePage ? this.#take(this.#evacuate, words, 1) : -1;
      return ragged >= 0 ? ragged : this.#take(this.#evacuate, words, 0);
    }
    const isSurvivor = this.#owedSurvivors >= almostOne;
    if (!isSurvivor && this.#owedPromotions < 1) return this.#passGarbage(words);
    const [newPage, openPage] = isSurvivor
      ? [evacuations.survivesToNewPage, evacuations.survivesToOpenPage]
      : [evacuations.promotesToNewPage, evacuations.promotesToOpenPage];
    let step = this.#take(this.#evacuate, words, newPage);
    if (step < 0) {
      const fault = this.#faultIn(words);
      if (fault >= 0) return fault;
      step = this.#take(this.#evacuate, words, openPage);
    }
    if (step < 0) return this.#passGarbage(words);
    if (isSurvivor) this.#owedSurvivors--;
    else this.#owedPromotions--;
    this.#owe();
    return step;
  }

  #passGarbage(words: Uint32Array): number {
    this.#owe();
    return this.#take(this.#evacuate, words, evacuations.garbage);
  }

  #faultIn(words: Uint32Array): number {
    const frame = this.#options.frames.next(words);
    return frame === undefined ? -1 : this.#take(this.#faultInPage, words, frame);
  }

  #frameAtCursor(words: Uint32Array): number {
    const page = this.#heap.cursor.get(words, 0);
    return page < this.#memory.heapPages ? this.#memory.pageTable.get(words, page) - 1 : -1;
  }

  #take(event: OwnEvent, words: Uint32Array, choice: number): number {
    this.choice = choice;
    return event.enabled(words, choice);
  }
}

/** Sums of shares fall short of 1 by rounding. */
const almostOne = 1 - 1e-9;

type Note =
  | 'none'
  | 'allocated'
  | 'wrote'
  | 'collecting'
  | 'unmapped'
  | 'resized'
  | 'ended'
  | 'resizedAndEnded';

function noteOf(event: EventOf<'jvm'>, actions: readonly ProcessAction[]): Note {
  if (event === 'allocate') return 'allocated';
  if (event === 'write') return 'wrote';
  if (event === 'collect' || event === 'collectEnforced') return 'collecting';
  if (actions.includes('jvm unmapPage')) return 'unmapped';
  const ends = actions.includes('jvm endCollection');
  if (actions.includes('jvm adoptGeometry')) return ends ? 'resizedAndEnded' : 'resized';
  return ends ? 'ended' : 'none';
}
