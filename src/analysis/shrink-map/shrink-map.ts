import { lostFrames } from '../../../properties/lost-page.ts';
import { BreadthFirst } from '../../checking/search/breadth-first.ts';
import { actionsOf } from '../../migration/chart-names.ts';
import type { Migration } from '../../migration/migration-system.ts';
import type { Step } from '../../system/system.ts';

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
   * or, if there is none, into the shrink. */
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
  wasted?: { readonly from: number; readonly step: Step; readonly frame: number };
}

class ShrinkSearch {
  readonly #migration: Migration;
  readonly #options: ShrinkMapOptions;
  /** Words of a state, then: number of its tag (0: nothing has shrunk), frames given back. */
  readonly #search: BreadthFirst;
  readonly #words: number;
  readonly #tags: Tag[] = [];
  /** 1 for transitions by which the daemon sends a frame. */
  readonly #sends: Uint8Array;

  constructor(migration: Migration, options: ShrinkMapOptions) {
    this.#migration = migration;
    this.#options = options;
    this.#words = migration.system.layout.wordsPerState;
    // Once the destination is about to run, nothing is sent or lost any more.
    const mayLeave = (words: Uint32Array): boolean => !this.#isActivating(words);
    this.#search = new BreadthFirst(migration.system, { extraWords: 2, mayLeave });
    this.#sends = Uint8Array.from(migration.system.transitions, (each) =>
      actionsOf(each).includes('daemon sendFrame') ? 1 : 0,
    );
  }

  run(): ShrinkMap {
    const search = this.#search;
    let ended: string | undefined;
    while (search.isLeft && ended === undefined) {
      const id = search.expanded;
      this.#expand();
      if (search.size > (this.#options.maxStates ?? Infinity)) ended = 'maxStates';
      if (id % statesPerQuestion === 0) ended ??= this.#options.stop?.();
    }
    const isComplete = !search.isLeft;
    return {
      cells: this.#tags.map((tag) => this.#cellOf(tag, isComplete)),
      states: search.size,
      ...(isComplete ? {} : { ended: ended ?? '' }),
    };
  }

  #expand(): void {
    const search = this.#search;
    const id = search.expanded;
    search.expand((transition, choice) => {
      if (search.next[this.#words] === 0) this.#noteShrink();
      const added = search.add(transition, choice);
      if (added >= 0) this.#judge(added);
      if (this.#sends[transition] === 1) this.#noteWaste(id, { transition, choice });
    });
  }

  /** Pages that lie in Young before the step and not after it. */
  #noteShrink(): void {
    const { memory, heap } = this.#migration.machine;
    let page = -1;
    let pages = 0;
    let frames = 0;
    for (let at = 0; at < heap.heapPages; at++) {
      if (!heap.isInYoung(this.#search.current, at) || heap.isInYoung(this.#search.next, at))
        continue;
      if (page < 0) page = at;
      pages++;
      const frame = memory.pageTable.get(this.#search.current, at) - 1;
      if (frame >= 0) frames |= 1 << frame;
    }
    if (pages === 0) return;
    const place = this.#placeOf(this.#search.current);
    let number = this.#tags.findIndex(
      (tag) => tag.place === place && tag.page === page && tag.pages === pages,
    );
    if (number < 0) {
      this.#tags.push({ place, page, pages, lost: 0, ended: 0, first: 0 });
      number = this.#tags.length - 1;
    }
    this.#search.next[this.#words] = number + 1;
    this.#search.next[this.#words + 1] = frames;
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
  #noteWaste(from: number, step: Step): void {
    const { memory } = this.#migration.machine;
    const tag = this.#tags[this.#search.next[this.#words]! - 1];
    if (tag === undefined || tag.wasted !== undefined) return;
    const given = this.#search.next[this.#words + 1]!;
    for (let frame = 0; frame < memory.frames; frame++) {
      const isSent =
        memory.send.get(this.#search.current, frame) === 1 &&
        memory.send.get(this.#search.next, frame) === 0;
      const isGiven = ((given >>> frame) & 1) === 1;
      if (isSent && isGiven && memory.isFree(this.#search.next, frame))
        tag.wasted = { from, step, frame };
    }
  }

  #judge(id: number): void {
    const { machine } = this.#migration;
    const tag = this.#tags[this.#search.next[this.#words]! - 1];
    if (tag === undefined || tag.lost !== 0) return;
    tag.first ||= id;
    if (this.#isActivating(this.#search.next)) {
      tag.ended ||= id;
      const given = this.#search.next[this.#words + 1]!;
      const lost = lostFrames(machine, this.#search.next).find(
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
      return {
        ...at,
        outcome: 'lost',
        steps: this.#search.pathTo(tag.lost),
        frame: tag.lostFrame!,
      };
    }
    const outcome = isComplete ? undefined : 'unknown';
    if (tag.wasted === undefined) {
      const end = tag.ended === 0 ? 'stuck' : 'safe';
      return { ...at, outcome: outcome ?? end, steps: this.#search.pathTo(tag.ended || tag.first) };
    }
    const { from, step, frame } = tag.wasted;
    const steps = [...this.#search.pathTo(from), step];
    return { ...at, outcome: outcome ?? 'wasted', steps, frame };
  }
}
