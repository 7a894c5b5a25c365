import type { Expander } from './expander.ts';
import { recordTail, type Records, type StateStore } from '../stores/state-store.ts';

/** Receives what an expansion finds, in the order of the states and of their steps. */
export interface SuccessorSink {
  /** Steps to states that may be new. */
  add(records: Records): void;
  /** A state in which nothing that counts as progress moved. */
  noProgress(words: Uint32Array, id: number): void;
}

/** Expands states in the order of their numbers: here or in several threads, with the same outcome. */
export interface Expansion {
  /** Expands the states from `first` up to, not including, `end`. All of them are known. */
  expand(first: number, end: number): void;
}

/** Records are looked up in batches: reads that do not wait for one another overlap. */
const batch = 1 << 10;

export interface LocalExpansionInput {
  readonly expander: Expander;
  readonly store: StateStore;
  readonly sink: SuccessorSink;
  /** The most steps that can be enabled in one state. */
  readonly stepsMax: number;
}

/** Expands in this thread. */
export class LocalExpansion implements Expansion {
  readonly #input: LocalExpansionInput;
  readonly #records: Uint32Array;

  constructor(input: LocalExpansionInput) {
    this.#input = input;
    const stride = input.expander.words.length + recordTail;
    this.#records = new Uint32Array((batch + input.stepsMax) * stride);
  }

  expand(first: number, end: number): void {
    const { expander, store, sink } = this.#input;
    const records = this.#records;
    expander.writeTo(records, 0);
    for (let state = first; state < end; state++) {
      store.read(state, expander.words);
      if (!expander.expand(state)) sink.noProgress(expander.words, state);
      if (expander.count < batch && state + 1 < end) continue;
      sink.add({ words: records, start: 0, count: expander.count });
      expander.writeTo(records, 0);
    }
  }
}
