import { BreadthFirst } from '../../checking/search/breadth-first.ts';
import { deadlockProperty, differ, stuckAt } from '../../system/deadlock.ts';
import type { Step, System } from '../../system/system.ts';
import { failureTest, type StateFailure } from './run-end.ts';

/** `well`: a run into rest that violates nothing; `badly`: a run into a violation or a deadlock. */
export type EndQuestion = 'well' | 'badly';

export type EndAnswer =
  | { readonly kind: 'found'; readonly steps: readonly Step[]; readonly failure?: StateFailure }
  /** Every state behind the start was looked at. */
  | { readonly kind: 'none' }
  /** Not found within the limit; nothing is known of the rest. */
  | { readonly kind: 'limit' };

export interface EndProgress {
  /** States found. */
  readonly states: number;
  /** Of them, not yet expanded. */
  readonly left: number;
  /** Steps from the start to what is expanded now. */
  readonly depth: number;
}

/**
 * Whether a run can still end well, or badly, from a state on: a breadth-first search in memory, so that what is
 * found is shortest. Every enabled step of every process counts as possible. Past a limit it can be continued.
 * No state behind a violation is looked at.
 */
export class EndSearch {
  readonly #system: System;
  readonly #question: EndQuestion;
  readonly #failureIn: (words: Uint32Array) => StateFailure | undefined;
  readonly #search: BreadthFirst;
  /** The first state of the level after the one that is expanded. */
  #levelEnd = 1;
  #depth = 0;
  #answer: EndAnswer | undefined;

  constructor(system: System, start: Uint32Array, question: EndQuestion) {
    this.#system = system;
    this.#question = question;
    this.#failureIn = failureTest(system);
    const mayLeave = (words: Uint32Array): boolean => this.#failureIn(words) === undefined;
    this.#search = new BreadthFirst(system, { start, ...(question === 'well' && { mayLeave }) });
    const failure = this.#failureIn(start);
    if (failure !== undefined) {
      this.#answer =
        question === 'badly' ? { kind: 'found', steps: [], failure } : { kind: 'none' };
    } else if (question === 'well' && system.isTerminal(start, 0)) {
      this.#answer = { kind: 'found', steps: [] };
    }
  }

  get progress(): EndProgress {
    const { size, expanded } = this.#search;
    return { states: size, left: size - expanded, depth: this.#depth };
  }

  /** Goes on until there is an answer, `statesMax` states are found, or `expansions` states were expanded; then
   * `undefined`. */
  advance(statesMax: number, expansions = Infinity): EndAnswer | undefined {
    const search = this.#search;
    for (let count = 0; this.#answer === undefined && count < expansions; count++) {
      if (!search.isLeft) this.#answer = { kind: 'none' };
      else if (search.size >= statesMax) return { kind: 'limit' };
      else this.#answer = this.#expand();
    }
    return this.#answer;
  }

  #expand(): EndAnswer | undefined {
    const search = this.#search;
    const system = this.#system;
    const place = search.expanded;
    if (place === this.#levelEnd) {
      this.#levelEnd = search.size;
      this.#depth++;
    }
    let moves = false;
    let answer: EndAnswer | undefined;
    search.expand((transition, choice) => {
      if (answer !== undefined) return;
      moves ||= system.transitions[transition]!.progress && differ(search.current, search.next);
      const added = search.add(transition, choice);
      if (added < 0) return;
      if (this.#question === 'badly') {
        const failure = this.#failureIn(search.next);
        if (failure !== undefined) answer = this.#found(added, failure);
      } else if (system.isTerminal(search.next, 0) && this.#failureIn(search.next) === undefined) {
        answer = this.#found(added);
      }
    });
    if (answer !== undefined || this.#question === 'well' || moves) return answer;
    if (system.isTerminal(search.current, 0)) return undefined;
    const violation = stuckAt(system, search.current);
    return this.#found(place, { property: deadlockProperty, violation });
  }

  #found(state: number, failure?: StateFailure): EndAnswer {
    const steps = this.#search.pathTo(state);
    return { kind: 'found', steps, ...(failure === undefined ? {} : { failure }) };
  }
}
