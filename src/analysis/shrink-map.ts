import { lostFrames } from '../../properties/lost-page.ts';
import { StateTable } from '../checking/state-table.ts';
import type { Migration } from '../migration/migration-system.ts';
import type { Step } from '../system/system.ts';

/**
 * - `lost`: some run in which the area shrinks there ends with a frame lost that the shrink gave back
 * - `wasted`: none does, but in some run such a frame is sent although nobody holds it: traffic for nothing
 * - `safe`: neither happens in any run
 * - `stuck`: no run in which the area shrinks there reaches the destination
 * - `unknown`: a budget ended the search before it was complete, and nothing was lost so far
 */
export type ShrinkOutcome = 'safe' | 'wasted' | 'lost' | 'stuck' | 'unknown';

/** One place of the protocol and one range of pages that leave the area there. */
export interface ShrinkCell {
  /** Where daemon and kernel module stand when the area shrinks. */
  readonly place: string;
  /** First page that leaves, and how many do. */
  readonly page: number;
  readonly pages: number;
  readonly outcome: ShrinkOutcome;
  /** The shortest run that shows the outcome: into the loss, into the send, to the end,
   * or, where there is none, into the shrink. */
  readonly steps: readonly Step[];
  /** The frame that is lost or sent for nothing. */
  readonly frame?: number;
}

export interface ShrinkMap {
  readonly cells: readonly ShrinkCell[];
  /** Distinct states, the history of the shrink counted in. */
  readonly states: number;
  /** Why the search ended before it was complete. */
  readonly ended?: string;
}

export interface ShrinkMapOptions {
  /** Ends the search when this many states are passed. Default: none. */
  readonly maxStates?: number;
  /** Asked now and then; a reason ends the search. */
  readonly stop?: () => string | undefined;
}

const choiceBits = 16;
const statesPerQuestion = 1 << 13;

/**
 * Explores every run of a migration, breadth first, remembering of the first shrink where it happened
 * and which frames it gave back. A run counts for the cell of its first shrink only. The frames are
 * remembered in one word, so there are at most 32.
 */
export function shrinkMap(migration: Migration, options: ShrinkMapOptions = {}): ShrinkMap {
  return new ShrinkSearch(migration, options).run();
}

interface Tag {
  readonly place: string;
  readonly page: number;
  readonly pages: number;
  /** The first state at the end in which a frame given back is lost, and the first end; 0: none. */
  lost: number;
  ended: number;
  /** The first state behind the shrink. */
  first: number;
  lostFrame?: number;
  /** The first send for nothing: a step from a state. */
  wasted?: { readonly from: number; readonly step: number; readonly frame: number };
}

class ShrinkSearch {
  readonly #migration: Migration;
  readonly #options: ShrinkMapOptions;
  readonly #table: StateTable;
  /** Words of a state, then: number of its tag (0: nothing has shrunk), frames given back. */
  readonly #current: Uint32Array;
  readonly #next: Uint32Array;
  readonly #words: number;
  readonly #tags: Tag[] = [];
  /** 1 for transitions by which the daemon sends a frame. */
  readonly #sends: Uint8Array;

  constructor(migration: Migration, options: ShrinkMapOptions) {
    this.#migration = migration;
    this.#options = options;
    this.#words = migration.system.layout.wordsPerState;
    this.#table = new StateTable(this.#words + 2);
    this.#current = new Uint32Array(this.#words + 2);
    this.#next = new Uint32Array(this.#words + 2);
    this.#sends = Uint8Array.from(migration.system.transitions, ({ rule }) =>
      rule?.actions.includes('sendFrame') === true ? 1 : 0,
    );
  }

  run(): ShrinkMap {
    const { system } = this.#migration;
    const table = this.#table;
    this.#current.set(system.initial());
    table.add(this.#current, 0, 0);
    let ended: string | undefined;
    let expanded = 0;
    for (; expanded < table.size && ended === undefined; expanded++) {
      this.#expand(expanded);
      if (table.size > (this.#options.maxStates ?? Infinity)) ended = 'maxStates';
      if (expanded % statesPerQuestion === 0) ended ??= this.#options.stop?.();
    }
    const isComplete = expanded === table.size;
    return {
      cells: this.#tags.map((tag) => this.#cellOf(tag, isComplete)),
      states: table.size,
      ...(isComplete ? {} : { ended: ended ?? '' }),
    };
  }

  #expand(id: number): void {
    const { system } = this.#migration;
    const current = this.#current;
    const next = this.#next;
    this.#table.read(id, current);
    // Once the destination is about to run, nothing is sent or lost any more.
    if (this.#isActivating(current)) return;
    const visit = (transition: number, choice: number): void => {
      next.set(current);
      system.apply(next, transition, choice);
      if (next[this.#words] === 0) this.#noteShrink();
      const step = (transition << choiceBits) | choice;
      const added = this.#table.add(next, id, step);
      if (added >= 0) this.#judge(added);
      if (this.#sends[transition] === 1) this.#noteWaste(id, step);
    };
    for (const process of system.processes) process.forEachEnabled(current, visit);
  }

  /** Pages that lie in Young before the step and not after it. */
  #noteShrink(): void {
    const { memory, heap } = this.#migration.machine;
    let page = -1;
    let pages = 0;
    let frames = 0;
    for (let at = 0; at < heap.heapPages; at++) {
      if (!heap.isInYoung(this.#current, at) || heap.isInYoung(this.#next, at)) continue;
      if (page < 0) page = at;
      pages++;
      const frame = memory.pageTable.get(this.#current, at) - 1;
      if (frame >= 0) frames |= 1 << frame;
    }
    if (pages === 0) return;
    const place = this.#placeOf(this.#current);
    let number = this.#tags.findIndex(
      (tag) => tag.place === place && tag.page === page && tag.pages === pages,
    );
    if (number < 0) {
      this.#tags.push({ place, page, pages, lost: 0, ended: 0, first: 0 });
      number = this.#tags.length - 1;
    }
    this.#next[this.#words] = number + 1;
    this.#next[this.#words + 1] = frames;
  }

  #isActivating(words: Uint32Array): boolean {
    return this.#migration.system.stateOf(words, 'daemon').split('.')[0] === 'activating';
  }

  #placeOf(words: Uint32Array): string {
    const { system } = this.#migration;
    const at = (name: string): string => `${name} ${system.stateOf(words, name).split('.')[0]}`;
    return ['daemon', 'lkm'].map(at).join(', ');
  }

  /** Where the step sends a frame that was given back and that nobody holds. */
  #noteWaste(from: number, step: number): void {
    const { memory } = this.#migration.machine;
    const tag = this.#tags[this.#next[this.#words]! - 1];
    if (tag === undefined || tag.wasted !== undefined) return;
    const given = this.#next[this.#words + 1]!;
    for (let frame = 0; frame < memory.frames; frame++) {
      const isSent =
        memory.send.get(this.#current, frame) === 1 && memory.send.get(this.#next, frame) === 0;
      const isGiven = ((given >>> frame) & 1) === 1;
      if (isSent && isGiven && memory.isFree(this.#next, frame)) tag.wasted = { from, step, frame };
    }
  }

  #judge(id: number): void {
    const { machine } = this.#migration;
    const tag = this.#tags[this.#next[this.#words]! - 1];
    if (tag === undefined || tag.lost !== 0) return;
    tag.first ||= id;
    if (this.#isActivating(this.#next)) {
      tag.ended ||= id;
      const given = this.#next[this.#words + 1]!;
      const lost = lostFrames(machine, this.#next).find(
        ({ frame }) => ((given >>> frame) & 1) === 1,
      );
      if (lost !== undefined) {
        tag.lost = id;
        tag.lostFrame = lost.frame;
      }
    }
  }

  #cellOf({ place, page, pages, ...tag }: Tag, isComplete: boolean): ShrinkCell {
    const at = { place, page, pages };
    if (tag.lost !== 0) {
      return { ...at, outcome: 'lost', steps: this.#pathTo(tag.lost), frame: tag.lostFrame! };
    }
    const outcome = isComplete ? undefined : 'unknown';
    if (tag.wasted === undefined) {
      const end = tag.ended === 0 ? 'stuck' : 'safe';
      return { ...at, outcome: outcome ?? end, steps: this.#pathTo(tag.ended || tag.first) };
    }
    const { from, step, frame } = tag.wasted;
    const steps = [...this.#pathTo(from), stepOf(step)];
    return { ...at, outcome: outcome ?? 'wasted', steps, frame };
  }

  #pathTo(id: number): Step[] {
    const steps: Step[] = [];
    for (let at = id; at !== 0; at = this.#table.parent(at)) {
      steps.push(stepOf(this.#table.step(at)));
    }
    return steps.toReversed();
  }
}

function stepOf(word: number): Step {
  return { transition: word >>> choiceBits, choice: word & (2 ** choiceBits - 1) };
}
