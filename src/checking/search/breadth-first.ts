import type { GuardCounts } from '../../system/compile.ts';
import type { EnabledSteps } from '../../system/successors.ts';
import type { Step, System } from '../../system/system.ts';
import { ExactStore } from '../stores/exact-store.ts';
import { GrowingWords } from '../stores/growing-words.ts';

export interface BreadthFirstOptions {
  /** The state in which it begins. Default: the initial state of the system. */
  readonly start?: Uint32Array;
  /** Words after those of the system, for what a question remembers of the way. They are part of the state, and 0
   * at the start. Default: none. */
  readonly extraWords?: number;
  /** Whether a state is left at all. Default: every state is. */
  readonly mayLeave?: (words: Uint32Array) => boolean;
  /** Whether a step is taken at all. Default: every step is. */
  readonly mayTake?: (transition: number, choice: number) => boolean;
  /** How enabled steps are found: `enabledStepsOf(system)` pays for many states. Default: by the table. */
  readonly enabled?: EnabledSteps;
}

/**
 * Expands states in the order in which they were found, in one thread and in memory: for questions beside the
 * verdict of a search. The caller looks at every step and decides which states are kept, so the first run to a
 * state is a shortest one of those that were kept. States are numbered in that order; the start is 0. Costs
 * 4 bytes per state beyond the exact store.
 */
export class BreadthFirst {
  /** The state that is being expanded. */
  readonly current: Uint32Array;
  /** What the step just taken leads to. May be changed until it is added. */
  readonly next: Uint32Array;
  /** The number of the state that is expanded next: all before it are expanded. */
  expanded = 0;
  readonly #system: System;
  readonly #store: ExactStore;
  readonly #steps = new GrowingWords();
  readonly #options: BreadthFirstOptions;

  constructor(system: System, options: BreadthFirstOptions = {}) {
    const { start = system.initial(), extraWords = 0 } = options;
    const words = system.layout.wordsPerState + extraWords;
    this.#system = system;
    this.#store = new ExactStore(words);
    this.#options = options;
    this.current = new Uint32Array(words);
    this.next = new Uint32Array(words);
    this.next.set(start);
    this.#store.add(this.next, 0);
    this.#steps.push(0);
  }

  /** States found. */
  get size(): number {
    return this.#store.size;
  }

  get bytes(): number {
    return this.#store.bytes + this.#steps.bytes;
  }

  /** Whether a state is left to expand. */
  get isLeft(): boolean {
    return this.expanded < this.size;
  }

  /** Takes every step of the next state, one after the other, into `next`, and shows it to `visit`. `counts`, if
   * given, counts the outcome of every guard, and `enabled` is of no use then. */
  expand(visit: (transition: number, choice: number) => void, counts?: GuardCounts): void {
    const { current, next } = this;
    const system = this.#system;
    const { mayLeave, mayTake, enabled } = this.#options;
    this.read(this.expanded, current);
    const take = (transition: number, choice: number): void => {
      if (mayTake !== undefined && !mayTake(transition, choice)) return;
      next.set(current);
      system.apply(next, transition, choice);
      visit(transition, choice);
    };
    if (mayLeave === undefined || mayLeave(current)) {
      if (enabled !== undefined && counts === undefined) enabled(current, take);
      else for (const process of system.processes) process.forEachEnabled(current, take, counts);
    }
    this.expanded++;
  }

  /** Adds `next`, to which this step of the state in hand has led; returns its number, or -1 if it was known. */
  add(transition: number, choice: number): number {
    const id = this.#store.add(this.next, this.expanded);
    if (id >= 0) this.#steps.push(choice * this.#system.transitions.length + transition);
    return id;
  }

  /** The number of `next`, which is added if it was not known. */
  reach(transition: number, choice: number): number {
    const known = this.#store.idOf(this.next);
    return known >= 0 ? known : this.add(transition, choice);
  }

  /** The number of a state, or -1. */
  idOf(words: Uint32Array): number {
    return this.#store.idOf(words);
  }

  /** Copies a state into `words`. */
  read(id: number, words: Uint32Array): void {
    this.#store.read(id, words);
  }

  parent(id: number): number {
    return this.#store.parent(id);
  }

  /** The run from the start to a state by which it was found. */
  pathTo(id: number): Step[] {
    const count = this.#system.transitions.length;
    const steps: Step[] = [];
    for (let at = id; at !== 0; at = this.parent(at)) {
      const step = this.#steps.at(at);
      steps.push({ transition: step % count, choice: Math.floor(step / count) });
    }
    return steps.toReversed();
  }
}
