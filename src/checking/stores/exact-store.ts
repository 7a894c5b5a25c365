import { invariant } from '../../foundation/invariant.ts';
import { hashOf } from './hash.ts';
import { nextPlace, PairTables, placeOf } from '../coverage/pair-tables.ts';
import { disorderOf } from './dumped-order.ts';
import { recordTail, type DumpedSearch, type Records, type StateStore } from './state-store.ts';

const statesMin = 1 << 8;
/** By what the arrays of states and parents grow. Pages that no state is in take no memory, so this is address space; a
 * smaller factor would copy more states more often. If the system gives less, they double. */
const growth = 16;

/**
 * Remembers every state in full: a hash never decides. Tables lead from the hash of a state to its number + 1;
 * packed states are in order of discovery.
 *
 * Costs, beyond the packed state, 4 bytes for the parent and 14.8 to 15.8 for the tables (from a million states on). States
 * are looked up in batches: reads that do not wait for one another overlap, which is what a search larger than the
 * caches lives on.
 */
export class ExactStore implements StateStore {
  readonly #wordsPerState: number;
  readonly #tables = new PairTables({ loadMax: 0.75, growth: 2 });
  /** State 0 is at `wordsPerState`: what a table leads to is a place, and 0 is none. */
  #states: Uint32Array;
  #parents: Uint32Array;
  #size = 0;
  readonly #record: Uint32Array;
  #candidates = new Uint32Array(statesMin);
  #firsts = new Uint32Array(statesMin);

  /** `reserveBytes`: address space for states and parents from the start, so that they are never copied. Pages
   * that no state is in take no memory. */
  constructor(wordsPerState: number, reserveBytes = 0) {
    this.#wordsPerState = wordsPerState;
    this.#record = new Uint32Array(wordsPerState + recordTail);
    const reserved = Math.floor(reserveBytes / 4 / (wordsPerState + 1));
    const capacity = Math.max(statesMin, Math.min(reserved, statesMax(wordsPerState)));
    [this.#states, this.#parents] = arraysFor(wordsPerState, capacity);
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

  has(words: Uint32Array): boolean {
    return this.idOf(words) >= 0;
  }

  /** The id of a state, or -1. */
  idOf(words: Uint32Array): number {
    const hash = hashOf(words, 0, this.#wordsPerState);
    const pairs = this.#tables.tableOf(hash);
    let at = placeOf(pairs, hash);
    for (let place = pairs[at + 1]!; place !== 0; place = pairs[at + 1]!) {
      if (pairs[at] === hash && this.#equals(place, words, 0)) return place - 1;
      at = nextPlace(pairs, at);
    }
    return -1;
  }

  /** Adds one state, reached from `parent`; returns its id, or -1 if it was known. */
  add(words: Uint32Array, parent: number): number {
    const size = this.#wordsPerState;
    const record = this.#record;
    for (let word = 0; word < size; word++) record[word] = words[word]!;
    record[size] = hashOf(words, 0, size);
    record[size + 1] = parent;
    this.#makeRoom(this.#size + 1);
    return this.#add(record, 0) ? this.#size - 1 : -1;
  }

  is(state: number, words: Uint32Array): boolean {
    return this.#equals(state + 1, words, 0);
  }

  dump(): Uint32Array[] {
    const start = this.#wordsPerState;
    const words = this.#states.subarray(start, start + this.#size * start);
    return [words, this.#parents.subarray(0, this.#size)];
  }

  dumpLength(size: number): number {
    return size * (this.#wordsPerState + 1);
  }

  load(saved: DumpedSearch, dump: Uint32Array): string | undefined {
    const { states: size } = saved;
    const words = size * this.#wordsPerState;
    const disorder = disorderOf(saved, (state) => dump[words + state]!);
    if (disorder !== undefined) return disorder;
    this.#makeRoom(size);
    this.#states.set(dump.subarray(0, words), this.#wordsPerState);
    this.#parents.set(dump.subarray(words, words + size));
    for (let place = 1; place <= size; place++) {
      const start = place * this.#wordsPerState;
      const isNew = this.#link(hashOf(this.#states, start, start + this.#wordsPerState), place);
      if (!isNew) return `state ${place - 1} is there twice`;
    }
    this.#size = size;
    return undefined;
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

  /** Lets a hash lead to a place; false where it leads to an equal state already. */
  #link(hash: number, place: number): boolean {
    this.#tables.makeRoom(hash);
    const pairs = this.#tables.tableOf(hash);
    let at = placeOf(pairs, hash);
    for (let known = pairs[at + 1]!; known !== 0; known = pairs[at + 1]!) {
      const from = place * this.#wordsPerState;
      if (pairs[at] === hash && this.#equals(known, this.#states, from)) return false;
      at = nextPlace(pairs, at);
    }
    pairs[at] = hash;
    pairs[at + 1] = place;
    this.#tables.added(hash);
    return true;
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
    invariant(states <= statesMax(this.#wordsPerState), 'the store is full');
    try {
      this.#enlarge(states, growth);
    } catch {
      this.#enlarge(states, 2);
    }
  }

  #enlarge(states: number, by: number): void {
    const size = this.#wordsPerState;
    const grown = Math.min(this.#parents.length * by, statesMax(size));
    const capacity = Math.max(states, grown);
    const packed = enlarged(this.#states, (capacity + 1) * size, (this.#size + 1) * size);
    this.#parents = enlarged(this.#parents, capacity, this.#size);
    this.#states = packed;
  }
}

/** Arrays for so many states; small ones where the system does not give so much address space. */
function arraysFor(wordsPerState: number, capacity: number): [Uint32Array, Uint32Array] {
  try {
    return [new Uint32Array((capacity + 1) * wordsPerState), new Uint32Array(capacity)];
  } catch {
    return [new Uint32Array((statesMin + 1) * wordsPerState), new Uint32Array(statesMin)];
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
