import { StateTable } from '../checking/state-table.ts';
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
  readonly #table: StateTable;
  readonly #statesMax: number;
  readonly #current: Uint32Array;
  readonly #next: Uint32Array;
  #expanding = 0;
  /** The state sought, once it is found. */
  #found = -1;

  constructor(options: SearchOptions) {
    const { layout } = options.system;
    this.#options = options;
    this.#table = new StateTable(layout.wordsPerState);
    this.#statesMax = bytesMax / (4 * layout.wordsPerState + 16);
    this.#current = layout.zero();
    this.#next = layout.zero();
  }

  /** Steps tried, in vain or not. */
  stepsTried = 0;

  run(): Step[] | 'tooMany' | undefined {
    const table = this.#table;
    table.add(this.#options.system.initial(), 0, 0);
    for (let depth = 0; depth < this.#options.stepsMax; depth++) {
      const levelEnd = table.size;
      if (this.#expanding === levelEnd) return undefined;
      for (; this.#expanding < levelEnd; this.#expanding++) {
        this.#expand();
        if (this.#found >= 0) return this.#pathTo(this.#found);
        const isSpent = this.stepsTried > this.#options.stepsTriedMax;
        if (isSpent || table.size > this.#statesMax) return 'tooMany';
      }
    }
    return undefined;
  }

  #expand(): void {
    const { system, isAllowed, isSought } = this.#options;
    const next = this.#next;
    this.#table.read(this.#expanding, this.#current);
    const visit = (transition: number, choice: number): void => {
      this.stepsTried++;
      if (this.#found >= 0 || !isAllowed(transition, choice)) return;
      next.set(this.#current);
      system.apply(next, transition, choice);
      const step = choice * system.transitions.length + transition;
      const added = this.#table.add(next, this.#expanding, step);
      if (added >= 0 && isSought(next)) this.#found = added;
    };
    for (const process of system.processes) process.forEachEnabled(this.#current, visit);
  }

  #pathTo(id: number): Step[] {
    const kinds = this.#options.system.transitions.length;
    const steps: Step[] = [];
    for (let at = id; at !== 0; at = this.#table.parent(at)) {
      const step = this.#table.step(at);
      steps.push({ transition: step % kinds, choice: Math.floor(step / kinds) });
    }
    return steps.toReversed();
  }
}
