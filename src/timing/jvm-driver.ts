import type { Random } from '../foundation/random.ts';
import type { Environment, Geometry } from '../migration/environment.ts';
import { evacuations } from '../migration/bind-jvm.ts';
import type { Migration } from '../migration/migration-system.ts';
import type { Machine } from '../migration/machine.ts';
import type { CompiledProcess } from '../system/compile.ts';
import type { Driver } from './clock.ts';
import type { FreeFrames } from './free-frames.ts';
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
  /** The frame that the page to unmap next has, or -1. */
  #unmapped = -1;

  constructor(options: JvmDriverOptions) {
    this.#options = options;
    this.#machine = options.migration.machine;
    this.#jvm = options.migration.system.process('jvm');
  }

  pick(words: Uint32Array, now: number): number {
    const state = this.#jvm.table.states[this.#jvm.control.get(words, 0)]!;
    if (state === 'running') return this.#pickRunning(words, now);
    if (state === 'collecting.visiting') return this.#pickEvacuation(words);
    return this.#event(words, stateEvents[state] ?? 'resume');
  }

  after(words: Uint32Array, now: number, transition: number): number {
    const { event, rule } = this.#options.migration.system.transitions[transition]!;
    const actions = rule?.actions ?? [];
    if (event === 'collect' || event === 'collectEnforced') this.#startCollection(words);
    if (event === 'allocate') this.#allocated++;
    if (event === 'write') this.#nextWrite = now + 1 / this.#options.workload.oldWritesPerSecond;
    if (event === 'evacuate') this.#visited++;
    if (actions.includes('unmapPage')) this.#options.frames.freed(this.#unmapped);
    if (actions.includes('adoptGeometry')) this.#options.position.advance();
    if (actions.includes('endCollection')) this.#startMutator(now);
    const state = this.#jvm.table.states[this.#jvm.control.get(words, 0)]!;
    if (state === 'running') return this.#nextDue(words, now);
    // The pause is spread over visits and copies; a page fault takes no time of its own.
    const takesTime = state.startsWith('collecting') && event !== 'faultIn';
    return takesTime ? now + this.#stepSeconds : now;
  }

  #startMutator(now: number): void {
    this.#mutatorStart = now;
    this.#allocated = 0;
    this.#nextWrite = now;
  }

  #nextDue(words: Uint32Array, now: number): number {
    const { heap } = this.#machine;
    const { next } = this.#options.position;
    if (heap.gcRequested.get(words, 0) === 1 && this.#safepointAt === Infinity) {
      this.#safepointAt = now + next.reachingSafepointSeconds;
    }
    const nextWrite = heap.oldTop.get(words, 0) === 0 ? Infinity : this.#nextWrite;
    return Math.max(now, Math.min(this.#nextPageOrCollection(), nextWrite, this.#safepointAt));
  }

  /** Pages are allocated evenly; when the logged number is filled, the logged collection is due. */
  #nextPageOrCollection(): number {
    const { mutatorSeconds, allocatedPages } = this.#options.position.next;
    const pages = Math.max(1, allocatedPages);
    const filled = Math.min(this.#allocated + 1, pages);
    return this.#mutatorStart + (filled * mutatorSeconds) / pages;
  }

  #pickRunning(words: Uint32Array, now: number): number {
    if (now >= this.#safepointAt) return this.#event(words, 'collectEnforced');
    const { mutatorSeconds, allocatedPages } = this.#options.position.next;
    const isFilled = this.#allocated >= Math.max(1, allocatedPages);
    if (isFilled && now >= this.#mutatorStart + mutatorSeconds) {
      const collection = this.#event(words, 'collect');
      if (collection >= 0) return collection;
    }
    const write = now >= this.#nextWrite ? this.#writeOld(words) : -1;
    if (write >= 0) return write;
    const allocation = this.#event(words, 'allocate');
    if (allocation >= 0) return allocation;
    const fault = this.#faultIn(words);
    // Eden is full before the logged number: an enforced collection has moved the schedule.
    return fault >= 0 ? fault : this.#event(words, 'collect');
  }

  #writeOld(words: Uint32Array): number {
    const { workload, random } = this.#options;
    const oldTop = this.#machine.heap.oldTop.get(words, 0);
    if (oldTop === 0) return -1;
    // The pages promoted last are the hot ones.
    const hot = Math.min(workload.oldHotPages, oldTop);
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
    const { survivorPages, promotedPages, survivorsEndInsidePage } = this.#options.position.next;
    if (this.#machine.heap.cursor.get(words, 0) === this.#machine.heap.heapPages) {
      const ragged = survivorsEndInsidePage ? this.#event(words, 'evacuate', 1) : -1;
      return ragged >= 0 ? ragged : this.#event(words, 'evacuate');
    }
    const evacuate = (choice: number) => (): number => this.#event(words, 'evacuate', choice);
    const steps: (() => number)[] = [];
    if (this.#isDue(survivorPages)) {
      steps.push(
        evacuate(evacuations.survivesToNewPage),
        () => this.#faultIn(words),
        evacuate(evacuations.survivesToOpenPage),
      );
    } else if (this.#isDue(promotedPages, survivorPages)) {
      steps.push(
        evacuate(evacuations.promotesToNewPage),
        () => this.#faultIn(words),
        evacuate(evacuations.promotesToOpenPage),
      );
    }
    return firstPossible([...steps, evacuate(evacuations.garbage)]);
  }

  /** Whether one of `pages` falls on the page that is visited, `offset` more being spread before. */
  #isDue(pages: number, offset = 0): boolean {
    const share = (visited: number): number =>
      Math.floor((visited * pages + offset * 0.5) / this.#toVisit);
    return share(this.#visited + 1) > share(this.#visited);
  }

  #faultIn(words: Uint32Array): number {
    const frame = this.#options.frames.next(words);
    return frame === undefined ? -1 : this.#event(words, 'faultIn', frame);
  }

  #event(words: Uint32Array, event: string, choice = 0): number {
    this.choice = choice;
    if (event === 'unmap') {
      const { heap, memory } = this.#machine;
      const page = heap.cursor.get(words, 0);
      this.#unmapped = page < memory.heapPages ? memory.pageTable.get(words, page) - 1 : -1;
    }
    return this.#jvm.enabledOn(words, event, choice);
  }
}

/** What the JVM does by itself in the states in which the log has no say. */
const stateEvents: Readonly<Record<string, string>> = {
  'collecting.forwarding': 'forward',
  sizing: 'resize',
  'announcing.calling': 'announce',
  unmapping: 'unmap',
  'finishing.calling': 'finish',
};

/** The first step that is possible, or -1. */
function firstPossible(steps: readonly (() => number)[]): number {
  for (const step of steps) {
    const transition = step();
    if (transition >= 0) return transition;
  }
  return -1;
}
