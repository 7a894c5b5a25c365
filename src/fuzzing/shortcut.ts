import { BreadthFirst } from '../checking/search/breadth-first.ts';
import type { Step, System } from '../system/system.ts';
import { Walk } from './walk.ts';

/** Steps that the searches of one shortening may try: some seconds. */
const stepsTriedMax = 8_000_000;
/** Memory that a search may take, in bytes. */
const bytesMax = 2 ** 28;

/**
 * A shortest run to a state as sought that uses no step but those of `steps`, by process, event and
 * choice, in any order and any number; then the same with any choice. Breadth first. Where a search meets too many states it gives up, and what was known before is returned.
 *
 * Leaving steps out cannot replace one by another: what a run does in two iterations may be possible
 * in one, but only in another order. Few kinds of step reach few states of a small system; in a large
 * one the search gives up (the migration with 16 frames, say), so lower the sizes first.
 */
export function shortcut(
  system: System,
  steps: readonly Step[],
  isSought: (words: Uint32Array) => boolean,
): readonly Step[] {
  const { kindOf } = new Walk(system, 1).kinds;
  const named = new Set(steps.map(({ transition, choice }) => `${kindOf[transition]} ${choice}`));
  const kinds = new Set(steps.map(({ transition }) => kindOf[transition]!));
  let shortest = steps;
  let stepsLeft = stepsTriedMax;
  for (const isAllowed of [
    (transition: number, choice: number) => named.has(`${kindOf[transition]} ${choice}`),
    (transition: number) => kinds.has(kindOf[transition]!),
  ]) {
    const stepsMax = shortest.length - 1;
    const search = new Search({ system, isAllowed, isSought, stepsMax, stepsTriedMax: stepsLeft });
    const found = search.run();
    // More kinds of step reach more states still.
    if (found === 'tooMany') break;
    stepsLeft -= search.stepsTried;
    shortest = found ?? shortest;
  }
  return shortest;
}

interface SearchOptions {
  readonly system: System;
  readonly isAllowed: (transition: number, choice: number) => boolean;
  readonly isSought: (words: Uint32Array) => boolean;
  readonly stepsMax: number;
  readonly stepsTriedMax: number;
}

class Search {
  readonly #options: SearchOptions;
  readonly #search: BreadthFirst;
  readonly #statesMax: number;
  /** The state sought, once it is found. */
  #found = -1;

  constructor(options: SearchOptions) {
    const { system, isAllowed } = options;
    this.#options = options;
    this.#statesMax = bytesMax / (4 * system.layout.wordsPerState + 16);
    const mayTake = (transition: number, choice: number): boolean => {
      this.stepsTried++;
      return this.#found < 0 && isAllowed(transition, choice);
    };
    this.#search = new BreadthFirst(system, { mayTake });
  }

  /** Steps tried, in vain or not. */
  stepsTried = 0;

  run(): Step[] | 'tooMany' | undefined {
    const search = this.#search;
    for (let depth = 0; depth < this.#options.stepsMax; depth++) {
      const levelEnd = search.size;
      if (!search.isLeft) return undefined;
      while (search.expanded < levelEnd) {
        this.#expand();
        if (this.#found >= 0) return search.pathTo(this.#found);
        const isSpent = this.stepsTried > this.#options.stepsTriedMax;
        if (isSpent || search.size > this.#statesMax) return 'tooMany';
      }
    }
    return undefined;
  }

  #expand(): void {
    const search = this.#search;
    search.expand((transition, choice) => {
      const added = search.add(transition, choice);
      if (added >= 0 && this.#options.isSought(search.next)) this.#found = added;
    });
  }
}
