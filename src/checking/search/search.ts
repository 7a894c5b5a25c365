import type { System } from '../../system/system.ts';
import type { Expansion, SuccessorSink } from './expansion.ts';
import { inState } from './error-in-state.ts';
import { hashOf } from '../stores/hash.ts';
import type { Judges } from '../judges.ts';
import { recordTail, type Records, type StateStore } from '../stores/state-store.ts';

/** When a search ends before everything is explored. */
export interface Limits {
  /** Ends at the end of the level in which so many states are passed. */
  readonly maxStates: number;
  /** Ends when every state at this distance is found. */
  readonly maxDepth: number;
  /** Ends, in the middle of a level if need be, before the visited set is larger than this. */
  readonly maxBytes: number;
  /** Asked whether so many bytes more may be used; ends as `maxBytes` does where not. */
  readonly mayGrow: (bytes: number) => boolean;
  /** Ends at the end of the level in which something is found to be violated. */
  readonly untilViolation: boolean;
}

export interface Progress {
  readonly states: number;
  readonly depth: number;
  /** States found and not yet expanded. */
  readonly frontier: number;
}

/** What may be judged of a search after a round: to end at the end of the level, to end at once, to be
 * written down. */
export type Request = 'stopped' | 'interrupted' | 'save';

/** Why a search ended; `complete` where nothing is left to expand. */
export type EndReason =
  | 'complete'
  | 'maxStates'
  | 'maxDepth'
  | 'maxMemory'
  | 'violation'
  | 'stateNumbers'
  | 'stopped'
  | 'interrupted';

/** How far a search is. */
export interface SearchPosition {
  /** Distance from the initial state of the states that are found now. */
  depth: number;
  /** States found before the current level, the level included: its end. */
  levelEnd: number;
  /** The next state to expand. */
  expanded: number;
}

export interface SearchInput {
  readonly system: System;
  readonly store: StateStore;
  readonly judges: Judges;
  readonly limits: Limits;
  /** The initial state, normalised. */
  readonly initial: Uint32Array;
  /** The most steps that can be enabled in one state. */
  readonly stepsMax: number;
  /** Expands states, and reports to the search what it finds. */
  readonly expansionFor: (sink: SuccessorSink) => Expansion;
  /** JudgedSystem after every round. */
  readonly ask: () => Request | undefined;
  readonly onProgress: ((progress: Progress) => void) | undefined;
  /** Writes the search down. Called between two rounds. */
  readonly save: (() => void) | undefined;
}

/** Steps that a round may take, at least; with more states a round is longer, up to so many states. */
const stepsPerRound = 1 << 14;
const roundShare = 1 / 128;
const statesPerRoundMax = 1 << 15;
const statesPerProgress = 1 << 14;

/**
 * Breadth first: states are numbered in order of discovery and expanded in order of their numbers, in
 * rounds. Who expands a state, and when within the round, has no influence: what is found comes back in the
 * order of the states. So all that depends on an order is the same for any number of workers.
 */
export class Search implements SuccessorSink {
  readonly position: SearchPosition = { depth: 0, levelEnd: 1, expanded: 0 };
  readonly #input: SearchInput;
  readonly #expansion: Expansion;
  readonly #words: Uint32Array;
  #fresh = new Uint32Array(1);
  #reported = 0;
  /** States that the next round may expand. */
  #round: number;

  constructor(input: SearchInput) {
    this.#input = input;
    this.#words = input.system.layout.zero();
    this.#expansion = input.expansionFor(this);
    this.#round = this.#leastPerRound;
  }

  /** Puts the initial state into the store. */
  begin(): void {
    const words = this.#input.initial;
    const record = new Uint32Array(words.length + recordTail);
    record.set(words);
    record[words.length] = hashOf(words, 0, words.length);
    // The initial state is its own parent.
    this.add({ words: record, start: 0, count: 1 });
  }

  run(): EndReason {
    const { store, judges, ask, save } = this.#input;
    const { position } = this;
    for (;;) {
      const end = Math.min(position.levelEnd, position.expanded + this.#round);
      if (!this.#expand(end)) return 'maxMemory';
      judges.expanded();
      position.expanded = end;
      store.forgetBefore(end);
      const request = ask();
      this.#report();
      const ended =
        end < position.levelEnd ? this.#duringLevel(request) : this.#afterLevel(request);
      if (save !== undefined && (ended ?? request) !== undefined) save();
      if (ended !== undefined) return ended;
    }
  }

  noProgress(words: Uint32Array, id: number): void {
    this.#input.judges.lookAtNoProgress(words, id);
  }

  /** Adds records in their order, and has the states judged that are new. */
  add(records: Records): void {
    if (this.#fresh.length < records.count) this.#fresh = new Uint32Array(records.count * 2);
    const { store, judges } = this.#input;
    const first = store.size;
    const added = store.addAll(records, this.#fresh);
    const words = this.#words;
    let at = 0;
    try {
      for (; at < added; at++) {
        const from = this.#fresh[at]!;
        for (let word = 0; word < words.length; word++) words[word] = records.words[from + word]!;
        judges.look(words, first + at);
      }
    } catch (error) {
      throw inState(first + at, error);
    }
  }

  /** False where the system had no memory for it. What was found in this round is known, and nothing in it
   * counts as expanded. */
  #expand(end: number): boolean {
    try {
      this.#expansion.expand(this.position.expanded, end);
      return true;
    } catch (error) {
      if (isOutOfMemory(error)) return false;
      throw error;
    }
  }

  get #leastPerRound(): number {
    return Math.max(1, Math.floor(stepsPerRound / this.#input.stepsMax));
  }

  get #mostPerRound(): number {
    const share = Math.floor(this.#input.store.size * roundShare);
    return Math.max(this.#leastPerRound, Math.min(statesPerRoundMax, share));
  }

  /** Only what cannot wait for the end of the level. */
  #duringLevel(request: Request | undefined): EndReason | undefined {
    this.#round = this.#statesThatFit();
    if (this.#round === 0) return 'maxMemory';
    if (this.#input.store.room < this.#round * this.#input.stepsMax) return 'stateNumbers';
    return request === 'interrupted' ? 'interrupted' : undefined;
  }

  /** How many states a round may expand if each of their steps should lead to a new state: fewer where memory is
   * short, 0 where it is too short for the shortest round. */
  #statesThatFit(): number {
    const { store, limits, stepsMax } = this.#input;
    const least = this.#leastPerRound;
    for (let states = this.#mostPerRound; ; states = Math.max(least, states >>> 1)) {
      const bytesNext = store.bytesWith(states * stepsMax);
      if (bytesNext <= limits.maxBytes && limits.mayGrow(bytesNext - store.bytes)) return states;
      if (states === least) return 0;
    }
  }

  #afterLevel(request: Request | undefined): EndReason | undefined {
    const { store, judges, limits } = this.#input;
    const { position } = this;
    if (store.size === position.levelEnd) return 'complete';
    position.levelEnd = store.size;
    position.depth++;
    if (limits.untilViolation && judges.hasViolation) return 'violation';
    if (store.size >= limits.maxStates) return 'maxStates';
    if (position.depth >= limits.maxDepth) return 'maxDepth';
    return request === 'stopped' ? 'stopped' : this.#duringLevel(request);
  }

  #report(): void {
    const { store, onProgress } = this.#input;
    const { depth, expanded } = this.position;
    const states = store.size;
    if (onProgress === undefined || states < this.#reported + statesPerProgress) return;
    this.#reported = states;
    onProgress({ states, depth, frontier: states - expanded });
  }
}

/** What V8 throws where there is no memory for an array. */
function isOutOfMemory(error: unknown): boolean {
  return (
    error instanceof RangeError &&
    /allocation failed|invalid typed array length/i.test(error.message)
  );
}
