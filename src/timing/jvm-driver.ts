import type { Environment, Geometry } from '../migration/environment.ts';
import { evacuations } from '../migration/bind-jvm.ts';
import type { Migration } from '../migration/migration-system.ts';
import type { Machine } from '../migration/machine.ts';
import type { CompiledProcess } from '../system/compile.ts';
import type { Driver } from './clock.ts';
import type { FreeFrames } from './free-frames.ts';
import type { Random } from './random.ts';
import type { JvmWorkload, LoggedCollection } from './workload.ts';

/** Which logged collection comes next: shared by the driver and the environment of the JVM chart. */
export class LogPosition {
  readonly #workload: JvmWorkload;
  #index = 0;

  constructor(workload: JvmWorkload) {
    this.#workload = workload;
  }

  get next(): LoggedCollection {
    return this.#workload.collections[this.#index % this.#workload.collections.length]!;
  }

  advance(): void {
    this.#index++;
  }
}

/** Resizes as the log has them. Where the log has wrapped around and the survivor spaces lie the other
 * way round, their roles are exchanged; where neither fits, the spaces stay as they are. */
export class LoggedEnvironment implements Environment {
  readonly resizeChoices = 1;
  readonly #heap: Machine['heap'];
  readonly #position: LogPosition;

  constructor(heap: Machine['heap'], position: LogPosition) {
    this.#heap = heap;
    this.#position = position;
  }

  geometry(words: Uint32Array): Geometry {
    const heap = this.#heap;
    const { after } = this.#position.next;
    const fromBottom = heap.fromBottom.get(words, 0);
    const fromTop = heap.fromTop.get(words, 0);
    const { edenEnd, youngEnd } = after;
    if (fromBottom === after.fromBottom && fromTop <= after.fromEnd) {
      const { fromEnd, toBottom, toEnd } = after;
      return { edenEnd, fromEnd, toBottom, toEnd, youngEnd };
    }
    if (fromBottom === after.toBottom && fromTop <= after.toEnd) {
      const [fromEnd, toBottom, toEnd] = [after.toEnd, after.fromBottom, after.fromEnd];
      return { edenEnd, fromEnd, toBottom, toEnd, youngEnd };
    }
    return {
      edenEnd: heap.edenEnd.get(words, 0),
      fromEnd: heap.fromEnd.get(words, 0),
      toBottom: heap.toBottom.get(words, 0),
      toEnd: heap.toEnd.get(words, 0),
      youngEnd: heap.youngEnd.get(words, 0),
    };
  }

  survivorsEndInsidePage(): boolean {
    return this.#position.next.survivorsEndInsidePage;
  }
}

export interface JvmDriverOptions {
  readonly migration: Migration;
  readonly workload: JvmWorkload;
  readonly position: LogPosition;
  readonly frames: FreeFrames;
  readonly random: Random;
}

/** Makes the JVM chart do what a log says, at the logged times. */
export class JvmDriver implements Driver {
  readonly process = 'jvm';
  choice = 0;
  readonly #options: JvmDriverOptions;
  readonly #machine: Machine;
  readonly #jvm: CompiledProcess;
  /** Allocation since the last collection: when it began and how many pages were filled. */
  #mutatorStart = 0;
  #allocated = 0;
  #nextWrite = 0;
  /** When the threads reach the safepoint of the collection that was asked for. */
  #safepointAt = Infinity;
  #visited = 0;
  #toVisit = 1;
  #stepSeconds = 0;

  constructor(options: JvmDriverOptions) {
    this.#options = options;
    this.#machine = options.migration.machine;
    this.#jvm = options.migration.system.process('jvm');
  }

  pick(words: Uint32Array, now: number): number {
    const state = this.#jvm.table.states[this.#jvm.control.get(words, 0)]!;
    if (state === 'running') return this.#pickRunning(words, now);
    if (state === 'collecting.visiting') return this.#pickEvacuation(words);
    this.choice = 0;
    return this.#jvm.firstEnabled(words);
  }

  after(words: Uint32Array, now: number, transition: number): number {
    const { rule } = this.#options.migration.system.transitions[transition]!;
    const actions = rule?.actions ?? [];
    if (actions.includes('beginCollection') || actions.includes('beginEnforcedCollection')) {
      this.#startCollection(words);
    }
    if (actions.includes('adoptGeometry')) this.#options.position.advance();
    if (actions.includes('endCollection')) {
      this.#mutatorStart = now;
      this.#allocated = 0;
      this.#nextWrite = now;
      return this.#nextDue(now);
    }
    const state = this.#jvm.table.states[this.#jvm.control.get(words, 0)]!;
    if (state === 'running') return this.#nextDue(now);
    return state.startsWith('collecting') ? now + this.#stepSeconds : now;
  }

  #nextDue(now: number): number {
    const { mutatorSeconds, allocatedPages } = this.#options.position.next;
    const page = mutatorSeconds / Math.max(1, allocatedPages);
    const nextPage = this.#mutatorStart + (this.#allocated + 1) * page;
    const nextGc = this.#mutatorStart + mutatorSeconds;
    const next = this.#allocated < allocatedPages ? nextPage : nextGc;
    return Math.max(now, Math.min(next, this.#nextWrite, this.#safepointAt));
  }

  #pickRunning(words: Uint32Array, now: number): number {
    const { heap } = this.#machine;
    const { next } = this.#options.position;
    if (heap.gcRequested.get(words, 0) === 1 && this.#safepointAt === Infinity) {
      this.#safepointAt = now + next.reachingSafepointSeconds;
    }
    if (now >= this.#safepointAt || now >= this.#mutatorStart + next.mutatorSeconds) {
      const collection = this.#event(words, 'collect');
      if (collection >= 0) return collection;
      // Nothing was allocated since the last one: the logged collection has nothing to collect.
      this.#mutatorStart = now;
      this.#allocated = 0;
      this.#options.position.advance();
    }
    if (now >= this.#nextWrite) return this.#writeOld(words, now);
    return this.#allocate(words);
  }

  #allocate(words: Uint32Array): number {
    const allocation = this.#event(words, 'allocate');
    if (allocation >= 0) {
      this.#allocated++;
      return allocation;
    }
    const fault = this.#faultIn(words);
    if (fault >= 0) return fault;
    // Eden is fuller than the log says (an early collection moved the schedule): pass the page over.
    this.#allocated++;
    return this.#writeOld(words, this.#nextWrite);
  }

  #writeOld(words: Uint32Array, now: number): number {
    const { workload, random } = this.#options;
    this.#nextWrite = now + 1 / workload.oldWritesPerSecond;
    const oldTop = this.#machine.heap.oldTop.get(words, 0);
    const hot = Math.min(workload.oldHotPages, oldTop);
    // The pages promoted last are the hot ones.
    return this.#event(words, 'write', oldTop - 1 - random.below(hot));
  }

  #startCollection(words: Uint32Array): void {
    const { heap } = this.#machine;
    const { survivorPages, promotedPages, pauseSeconds } = this.#options.position.next;
    const eden = heap.edenTop.get(words, 0) - heap.youngBegin.get(words, 0);
    const from = heap.fromTop.get(words, 0) - heap.fromBottom.get(words, 0);
    this.#visited = 0;
    this.#toVisit = Math.max(1, eden + from);
    this.#stepSeconds = pauseSeconds / (this.#toVisit + survivorPages + promotedPages);
    this.#safepointAt = Infinity;
  }

  /** Spreads the logged survivors and promotions evenly over the pages that the collector visits. */
  #pickEvacuation(words: Uint32Array): number {
    const { survivorPages, promotedPages } = this.#options.position.next;
    const due = (pages: number): boolean => {
      const before = Math.floor((this.#visited * pages) / this.#toVisit);
      return Math.floor(((this.#visited + 1) * pages) / this.#toVisit) > before;
    };
    const wanted = due(survivorPages)
      ? [evacuations.survivesToNewPage, evacuations.survivesToOpenPage]
      : due(promotedPages)
        ? [evacuations.promotesToNewPage, evacuations.promotesToOpenPage]
        : [];
    for (const choice of wanted) {
      const transition = this.#event(words, 'evacuate', choice);
      if (transition >= 0) {
        this.#visited++;
        return transition;
      }
      const fault = this.#faultIn(words);
      if (fault >= 0) return fault;
    }
    this.#visited++;
    return this.#event(words, 'evacuate', evacuations.garbage);
  }

  #faultIn(words: Uint32Array): number {
    const frame = this.#options.frames.next(words);
    return frame === undefined ? -1 : this.#event(words, 'faultIn', frame);
  }

  #event(words: Uint32Array, event: string, choice = 0): number {
    this.choice = choice;
    return this.#jvm.enabledOn(words, event, choice);
  }
}
