import {
  actionsOf,
  type EventOf,
  type ProcessAction,
  type StateOf,
} from '../migration/chart-names.ts';
import { evacuations } from '../migration/bind-jvm.ts';
import type { Machine } from '../migration/machine.ts';
import type { CompiledProcess } from '../system/compile.ts';
import { invariant } from '../foundation/invariant.ts';
import type { JvmDriving } from './application-progress.ts';
import type { FreeFrames } from './free-frames.ts';
import type { JvmDriverOptions } from './jvm-driver.ts';
import { stateEvents } from './jvm-state-events.ts';
import { OwnEvent } from './own-event.ts';
import { PageSet } from './page-set.ts';
import { StuckError } from './stuck-error.ts';
import type { TraceStep } from './workload.ts';

/** About ten seconds of looking. The recorded traces pass over up to 2 million. */
const passedOverMax = 2 ** 28;

/**
 * Makes the JVM chart write the pages that a real one wrote. A write beyond Eden's top allocates up to it;
 * what a collection wrote of Eden and From decides from which pages survivors come. Pages that the chart
 * does not hold for occupied are left out and counted.
 */
export class TraceDriver implements JvmDriving {
  readonly process = 'jvm';
  choice = 0;
  readonly stops: { readonly from: number; to: number }[] = [];
  readonly allocatedPages: number[] = [];
  /** Recorded writes that found no occupied page. */
  leftOut = 0;
  readonly #options: JvmDriverOptions;
  readonly #heap: Machine['heap'];
  readonly #memory: Machine['memory'];
  readonly #frames: FreeFrames;
  readonly #jvm: CompiledProcess;
  readonly #events: ReadonlyMap<string, OwnEvent>;
  readonly #byState: readonly (OwnEvent | undefined)[];
  readonly #running: number;
  readonly #visiting: number;
  readonly #trace: readonly TraceStep[];
  readonly #isEmpty: boolean;
  /** The step of the trace, the page in it, and when the trace began this time around. */
  #step = 0;
  #page = 0;
  #origin = 0;
  #safepointAt = Infinity;
  /** Pages on which the collection under way leaves forwarding pointers, and how many were visited. */
  #forwarded = new PageSet(0);
  #visitedForwarded = 0;
  #survived = 0;
  #promoted = 0;
  /** By transition. */
  readonly #actions: readonly (readonly ProcessAction[])[];
  #stepSeconds = 0;
  #unmapped = -1;
  /** Writes and samples of the trace that led to no step. */
  #passedOver = 0;

  constructor(options: JvmDriverOptions) {
    const { system, machine } = options.migration;
    invariant(options.workload.trace !== undefined, 'the workload has a page trace');
    this.#trace = options.workload.trace;
    this.#isEmpty = this.#trace.every(({ pages }) => pages.length === 0);
    this.#options = options;
    this.#heap = machine.heap;
    this.#memory = machine.memory;
    this.#frames = options.frames;
    this.#jvm = system.process('jvm');
    this.#actions = system.transitions.map(actionsOf);
    const { states, events } = this.#jvm.table;
    this.#events = new Map(events.map((name) => [name, new OwnEvent(system, 'jvm', name)]));
    this.#byState = states.map((state) =>
      this.#events.get(stateEvents[state as StateOf<'jvm'>] ?? 'resume'),
    );
    this.#running = states.indexOf('running' satisfies StateOf<'jvm'>);
    this.#visiting = states.indexOf('collecting.visiting' satisfies StateOf<'jvm'>);
  }

  pick(words: Uint32Array, now: number): number {
    const state = this.#jvm.control.get(words, 0);
    if (state === this.#running) return this.#pickRunning(words, now);
    if (state === this.#visiting) return this.#pickEvacuation(words);
    const page = this.#heap.cursor.get(words, 0);
    this.#unmapped =
      page < this.#memory.heapPages ? this.#memory.pageTable.get(words, page) - 1 : -1;
    return this.#take(this.#byState[state]!, words, 0);
  }

  after(words: Uint32Array, now: number, transition: number): number {
    const event = this.#options.migration.system.transitions[transition]!.event as EventOf<'jvm'>;
    const actions = this.#actions[transition]!;
    if (event === 'allocate') {
      const second = Math.max(0, Math.floor(now));
      this.allocatedPages[second] = (this.allocatedPages[second] ?? 0) + 1;
    }
    if (event === 'collect' || event === 'collectEnforced') this.#startCollection(words, now);
    if (actions.includes('jvm unmapPage')) this.#frames.freed(this.#unmapped);
    if (actions.includes('jvm adoptGeometry')) this.#options.position.advance();
    if (actions.includes('jvm endCollection')) this.#endCollection(now);
    const state = this.#jvm.control.get(words, 0);
    if (state === this.#running) return this.#nextDue(words, now);
    const isCopying = this.#jvm.table.states[state]!.startsWith('collecting');
    return isCopying && event !== 'faultIn' ? now + this.#stepSeconds : now;
  }

  #nextDue(words: Uint32Array, now: number): number {
    if (this.#safepointAt === Infinity && this.#heap.gcRequested.get(words, 0) === 1) {
      this.#safepointAt = now + this.#options.position.next.reachingSafepointSeconds;
    }
    return Math.max(now, Math.min(this.#dueInTrace(), this.#safepointAt));
  }

  /** When the page at hand was written, or the collection at hand began. */
  #dueInTrace(): number {
    const { fromSeconds, toSeconds, pages, collects } = this.#trace[this.#step]!;
    const share = collects ? 0 : (this.#page + 1) / Math.max(1, pages.length);
    return this.#origin + fromSeconds + share * (toSeconds - fromSeconds);
  }

  #pickRunning(words: Uint32Array, now: number): number {
    if (now >= this.#safepointAt) return this.#event('collectEnforced', words);
    // Of a suspended VM no event is enabled: the loop below would look for one in vain.
    if (this.#isEmpty || this.#memory.vmRuns.get(words, 0) === 0) return -1;
    for (let tried = 0; tried <= this.#trace.length;) {
      const { pages, collects } = this.#trace[this.#step]!;
      if (!collects && this.#page >= pages.length) {
        this.#nextStep();
        tried++;
        this.#requireProgress();
        continue;
      }
      const step = collects
        ? this.#pickCollection(words)
        : this.#pickWrite(words, pages[this.#page]!);
      if (step >= 0) return step;
      this.#requireProgress();
      if (collects) {
        this.#nextStep();
        tried++;
      }
    }
    return -1;
  }

  /** A trace may name millions of pages that the chart never holds for occupied: looking for one has an end. */
  #requireProgress(): void {
    if (++this.#passedOver <= passedOverMax) return;
    throw new StuckError(
      `${this.#options.workload.name}: ${passedOverMax} recorded writes and samples led to no step`,
    );
  }

  #nextStep(): void {
    this.#page = 0;
    this.#step++;
    if (this.#step < this.#trace.length) return;
    this.#step = 0;
    this.#origin += this.#trace.at(-1)!.toSeconds;
  }

  /** A step that writes the page, or -1 if there is none; the page is done then. */
  #pickWrite(words: Uint32Array, page: number): number {
    const heap = this.#heap;
    const isAhead = page >= heap.edenTop.get(words, 0) && page < heap.edenEnd.get(words, 0);
    if (isAhead && page >= heap.youngBegin.get(words, 0)) {
      if (page === heap.edenTop.get(words, 0) && this.#memory.isMapped(words, page)) this.#page++;
      const allocation = this.#event('allocate', words);
      const step = allocation >= 0 ? allocation : this.#faultIn(words);
      if (step >= 0) return step;
      this.#page++;
      this.leftOut++;
      return -1;
    }
    this.#page++;
    const write = this.#take(this.#events.get('write')!, words, page);
    if (write < 0) this.leftOut++;
    return write;
  }

  /** What the collector wrote of Old comes first; then the collection. */
  #pickCollection(words: Uint32Array): number {
    const { pages } = this.#trace[this.#step]!;
    const oldTop = this.#heap.oldTop.get(words, 0);
    if (this.#page < pages.length && pages[this.#page]! < oldTop) {
      const write = this.#take(this.#events.get('write')!, words, pages[this.#page]!);
      this.#page++;
      if (write >= 0) return write;
    }
    return this.#event('collect', words);
  }

  #startCollection(words: Uint32Array, now: number): void {
    const heap = this.#heap;
    const { pauseSeconds, survivorPages, promotedPages } = this.#options.position.next;
    const next = this.#nextCollection();
    const youngBegin = heap.youngBegin.get(words, 0);
    const isVisited = (page: number): boolean =>
      page >= youngBegin &&
      (page < heap.edenTop.get(words, 0) ||
        (page >= heap.fromBottom.get(words, 0) && page < heap.fromTop.get(words, 0)));
    this.#forwarded = new PageSet(heap.heapPages);
    for (const page of next?.pages ?? []) if (isVisited(page)) this.#forwarded.add(page);
    this.#visitedForwarded = 0;
    this.#survived = 0;
    this.#promoted = 0;
    this.#safepointAt = Infinity;
    const visited =
      heap.edenTop.get(words, 0) -
      youngBegin +
      heap.fromTop.get(words, 0) -
      heap.fromBottom.get(words, 0);
    const copied = Math.max(this.#forwarded.size, survivorPages + promotedPages);
    this.#stepSeconds = pauseSeconds / Math.max(1, visited + copied);
    this.stops.push({ from: now, to: Infinity });
  }

  #nextCollection(): TraceStep | undefined {
    for (let step = this.#step; step < this.#trace.length; step++) {
      if (this.#trace[step]!.collects) return this.#trace[step];
    }
    return undefined;
  }

  #endCollection(now: number): void {
    const stop = this.stops.at(-1);
    if (stop !== undefined) stop.to = now;
    // The trace goes on after the collection that has just been made.
    while (!this.#trace[this.#step]!.collects) {
      this.#step = (this.#step + 1) % this.#trace.length;
      if (this.#step === 0 && !this.#trace.some(({ collects }) => collects)) break;
    }
    const { toSeconds, collects } = this.#trace[this.#step]!;
    if (!collects) return;
    this.#origin = now - toSeconds;
    this.#nextStep();
  }

  /** Survivors come from the pages that the collector wrote, as many to each as it takes. */
  #pickEvacuation(words: Uint32Array): number {
    const heap = this.#heap;
    const { survivorPages, promotedPages, survivorsEndInsidePage } = this.#options.position.next;
    const evacuate = this.#events.get('evacuate')!;
    const page = heap.cursor.get(words, 0);
    if (page === heap.heapPages) {
      const ragged = survivorsEndInsidePage ? this.#take(evacuate, words, 1) : -1;
      return ragged >= 0 ? ragged : this.#take(evacuate, words, 0);
    }
    const owed = survivorPages - this.#survived + promotedPages - this.#promoted;
    const isSource = this.#forwarded.has(page) || this.#pagesLeft(words, page) <= owed;
    if (!isSource) return this.#take(evacuate, words, evacuations.garbage);
    const share = (this.#visitedForwarded + 1) / Math.max(1, this.#forwarded.size);
    const survives = this.#survived < survivorPages && share * survivorPages > this.#survived;
    const promotes = this.#promoted < promotedPages && share * promotedPages > this.#promoted;
    if (survives || promotes) {
      const choice = survives ? evacuations.survivesToNewPage : evacuations.promotesToNewPage;
      const step = this.#take(evacuate, words, choice);
      if (step >= 0) {
        if (survives) this.#survived++;
        else this.#promoted++;
        this.#visitedForwarded++;
        return step;
      }
      const fault = this.#faultIn(words);
      if (fault >= 0) return fault;
    }
    this.#visitedForwarded++;
    const open = this.#take(evacuate, words, evacuations.survivesToOpenPage);
    if (open >= 0) return open;
    const promoted = this.#take(evacuate, words, evacuations.promotesToOpenPage);
    return promoted >= 0 ? promoted : this.#take(evacuate, words, evacuations.garbage);
  }

  /** How many pages the collector still has to visit, the one at hand included. */
  #pagesLeft(words: Uint32Array, page: number): number {
    const heap = this.#heap;
    const edenTop = heap.edenTop.get(words, 0);
    const fromTop = heap.fromTop.get(words, 0);
    const from = fromTop - heap.fromBottom.get(words, 0);
    return page < edenTop ? edenTop - page + from : fromTop - page;
  }

  #faultIn(words: Uint32Array): number {
    const frame = this.#frames.next(words);
    return frame === undefined ? -1 : this.#take(this.#events.get('faultIn')!, words, frame);
  }

  #event(name: string, words: Uint32Array): number {
    return this.#take(this.#events.get(name)!, words, 0);
  }

  #take(event: OwnEvent, words: Uint32Array, choice: number): number {
    this.choice = choice;
    return event.enabled(words, choice);
  }
}
