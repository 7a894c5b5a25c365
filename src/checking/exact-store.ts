import { hashOf } from './hash.ts';
import { nextPlace, PairTables, placeOf } from './pair-tables.ts';
import { recordTail, type Records, type StateStore } from './state-store.ts';

const statesMin = 1 << 8;

/**
 * Remembers every state whole: a hash never decides. Tables lead from the hash of a state to its number + 1;
 * packed states stand in order of discovery.
 *
 * Costs, beyond the packed state, 4 bytes for the parent and 12.9 to 19.4 for the tables. States are looked up
 * in batches: reads that do not wait for one another overlap, which is what a search larger than the caches
 * lives on.
 */
export class ExactStore implements StateStore {
  readonly #wordsPerState: number;
  readonly #tables = new PairTables({ loadMax: 0.62, growth: 1.5 });
  /** State 0 stands at `wordsPerState`: what a table leads to is a place, and 0 is none. */
  #states: Uint32Array;
  #parents: Uint32Array;
  #size = 0;
  #candidates = new Uint32Array(statesMin);
  #firsts = new Uint32Array(statesMin);

  constructor(wordsPerState: number) {
    this.#wordsPerState = wordsPerState;
    this.#states = new Uint32Array((statesMin + 1) * wordsPerState);
    this.#parents = new Uint32Array(statesMin);
  }

  get size(): number {
    return this.#size;
  }

  get bytes(): number {
    return this.#size * 4 * (this.#wordsPerState + 1) + this.#tables.bytes;
  }

  get room(): number {
    return statesMax(this.#wordsPerState) - this.#size;
  }

  bytesWith(count: number): number {
    const states = this.#size + count;
    const copied = states > this.#parents.length ? this.#size : 0;
    return (states + copied) * 4 * (this.#wordsPerState + 1) + this.#tables.bytesWith(count);
  }

  addAll({ words, start, count }: Records, fresh: Uint32Array): number {
    if (count > this.#candidates.length) {
      this.#candidates = new Uint32Array(count * 2);
      this.#firsts = new Uint32Array(count * 2);
    }
    this.#makeRoom(this.#size + count);
    this.#findCandidates(words, start, count);
    const stride = this.#wordsPerState + recordTail;
    const candidates = this.#candidates;
    const firsts = this.#firsts;
    let added = 0;
    for (let at = 0, from = start; at < count; at++, from += stride) {
      const candidate = candidates[at]!;
      const mayBeKnown = candidate !== 0 && firsts[at] === words[from];
      if (mayBeKnown && this.#equals(candidate, words, from)) continue;
      if (this.#add(words, from)) fresh[added++] = from;
    }
    return added;
  }

  /** For each record the place of the state that stands first for its hash, or 0, and the first word there. */
  #findCandidates(words: Uint32Array, start: number, count: number): void {
    const size = this.#wordsPerState;
    const stride = size + recordTail;
    const tables = this.#tables;
    const states = this.#states;
    const candidates = this.#candidates;
    const firsts = this.#firsts;
    // Reads that do not wait for one another: their misses overlap.
    for (let at = 0, from = start + size; at < count; at++, from += stride) {
      const hash = words[from]!;
      const pairs = tables.tableOf(hash);
      const place = placeOf(pairs, hash);
      candidates[at] = pairs[place] === hash ? pairs[place + 1]! : 0;
    }
    for (let at = 0; at < count; at++) firsts[at] = states[candidates[at]! * size]!;
  }

  read(state: number, words: Uint32Array): void {
    const size = this.#wordsPerState;
    const states = this.#states;
    for (let word = 0, at = (state + 1) * size; word < size; word++, at++)
      words[word] = states[at]!;
  }

  forgetBefore(): void {}

  parent(state: number): number {
    return this.#parents[state]!;
  }

  is(state: number, words: Uint32Array): boolean {
    return this.#equals(state + 1, words, 0);
  }

  dump(): Uint32Array[] {
    const start = this.#wordsPerState;
    const words = this.#states.subarray(start, start + this.#size * start);
    return [words, this.#parents.subarray(0, this.#size)];
  }

  load(size: number, dump: Uint32Array): void {
    const words = size * this.#wordsPerState;
    this.#makeRoom(size);
    this.#states.set(dump.subarray(0, words), this.#wordsPerState);
    this.#parents.set(dump.subarray(words, words + size));
    for (let place = 1; place <= size; place++) {
      const start = place * this.#wordsPerState;
      this.#link(hashOf(this.#states, start, start + this.#wordsPerState), place);
    }
    this.#size = size;
  }

  close(): void {}

  #add(words: Uint32Array, from: number): boolean {
    const size = this.#wordsPerState;
    const tables = this.#tables;
    const hash = words[from + size]!;
    tables.makeRoom(hash);
    const pairs = tables.tableOf(hash);
    let at = placeOf(pairs, hash);
    for (let place = pairs[at + 1]!; place !== 0; place = pairs[at + 1]!) {
      if (pairs[at] === hash && this.#equals(place, words, from)) return false;
      at = nextPlace(pairs, at);
    }
    this.#parents[this.#size] = words[from + size + 1]!;
    const place = ++this.#size;
    pairs[at] = hash;
    pairs[at + 1] = place;
    tables.added(hash);
    const states = this.#states;
    for (let word = 0, to = place * size; word < size; word++, to++) {
      states[to] = words[from + word]!;
    }
    return true;
  }

  /** Lets a hash that is not known lead to a place. */
  #link(hash: number, place: number): void {
    this.#tables.makeRoom(hash);
    const pairs = this.#tables.tableOf(hash);
    let at = placeOf(pairs, hash);
    while (pairs[at + 1] !== 0) at = nextPlace(pairs, at);
    pairs[at] = hash;
    pairs[at + 1] = place;
    this.#tables.added(hash);
  }

  #equals(place: number, words: Uint32Array, from: number): boolean {
    const size = this.#wordsPerState;
    const states = this.#states;
    for (let word = 0, at = place * size; word < size; word++, at++) {
      if (states[at] !== words[from + word]) return false;
    }
    return true;
  }

  #makeRoom(states: number): void {
    if (states <= this.#parents.length) return;
    const doubled = Math.min(this.#parents.length * 2, statesMax(this.#wordsPerState));
    const capacity = Math.max(states, doubled);
    const size = this.#wordsPerState;
    this.#states = enlarged(this.#states, (capacity + 1) * size, (this.#size + 1) * size);
    this.#parents = enlarged(this.#parents, capacity, this.#size);
  }
}

/** An array has no more than 2^32 - 1 words, and a place is one. */
function statesMax(wordsPerState: number): number {
  return Math.floor((2 ** 32 - 1) / wordsPerState) - 1;
}

function enlarged(array: Uint32Array, length: number, used: number): Uint32Array {
  const larger = new Uint32Array(length);
  larger.set(array.subarray(0, used));
  return larger;
}
