import { hashOf } from './hash.ts';
import { recordTail, type Records, type StateStore } from './state-store.ts';

const slotsMin = 1 << 9;
const statesMin = 1 << 8;

/**
 * Remembers every state whole: a hash never decides. An open-addressed index points into packed
 * states in order of discovery; an entry is number + 1 in its low bits and, in the bits above, those
 * of the hash, so that a different state is seldom looked at.
 *
 * Costs, beyond the packed state, 4 bytes for the parent and 5.4 to 10.7 for the index (4 bytes per
 * slot, three quarters full at most). States are looked up in batches: reads that do not wait for one
 * another overlap, which is what a search larger than the caches lives on.
 */
export class ExactStore implements StateStore {
  readonly #wordsPerState: number;
  /** State 0 stands at `wordsPerState`: an entry of the index is a place, and 0 is none. */
  #states: Uint32Array;
  #parents: Uint32Array;
  #index: Uint32Array;
  #size = 0;
  #candidates = new Uint32Array(statesMin);
  #firsts = new Uint32Array(statesMin);

  constructor(wordsPerState: number) {
    this.#wordsPerState = wordsPerState;
    this.#states = new Uint32Array((statesMin + 1) * wordsPerState);
    this.#parents = new Uint32Array(statesMin);
    this.#index = new Uint32Array(slotsMin);
  }

  get size(): number {
    return this.#size;
  }

  get bytes(): number {
    return this.#size * 4 * (this.#wordsPerState + 1) + this.#index.byteLength;
  }

  get room(): number {
    return statesMax(this.#wordsPerState) - this.#size;
  }

  bytesWith(count: number): number {
    const states = this.#size + count;
    const slots = this.#slotsFor(states);
    const copied = states > this.#parents.length ? this.#size : 0;
    const isRebuilt = slots > this.#index.length;
    return (
      (states + copied) * 4 * (this.#wordsPerState + 1) +
      slots * 4 +
      (isRebuilt ? this.#index.byteLength : 0)
    );
  }

  addAll({ words, start, count }: Records, fresh: Uint32Array): number {
    if (count > this.#candidates.length) {
      this.#candidates = new Uint32Array(count * 2);
      this.#firsts = new Uint32Array(count * 2);
    }
    this.#findCandidates(words, start, count);
    const size = this.#wordsPerState;
    const stride = size + recordTail;
    const states = this.#states;
    const candidates = this.#candidates;
    const firsts = this.#firsts;
    // Reads that nothing depends on and no branch separates: their misses overlap.
    for (let at = 0; at < count; at++) firsts[at] = states[candidates[at]! * size]!;
    let added = 0;
    for (let at = 0, from = start; at < count; at++, from += stride) {
      const candidate = candidates[at]!;
      const mayBeKnown = candidate !== 0 && firsts[at] === words[from];
      if (mayBeKnown && this.#equals(candidate, words, from)) continue;
      if (this.#add(words, from)) fresh[added++] = from;
    }
    return added;
  }

  /** For each record the number + 1 of the first state with these bits of hash, or 0 for none. */
  #findCandidates(words: Uint32Array, start: number, count: number): void {
    const stride = this.#wordsPerState + recordTail;
    const index = this.#index;
    const mask = index.length - 1;
    const candidates = this.#candidates;
    const first = start + this.#wordsPerState;
    for (let at = 0, from = first; at < count; at++, from += stride) {
      candidates[at] = index[words[from]! & mask]!;
    }
    for (let at = 0, from = first; at < count; at++, from += stride) {
      const hash = words[from]!;
      let entry = candidates[at]!;
      let slot = hash & mask;
      while (entry !== 0 && ((entry ^ hash) & ~mask) !== 0) {
        slot = (slot + 1) & mask;
        entry = index[slot]!;
      }
      candidates[at] = entry & mask;
    }
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
    this.#size = size;
    this.#rebuild(this.#slotsFor(size));
  }

  close(): void {}

  #add(words: Uint32Array, from: number): boolean {
    this.#makeRoom(this.#size + 1);
    const size = this.#wordsPerState;
    const index = this.#index;
    const mask = index.length - 1;
    const hash = words[from + size]!;
    let slot = hash & mask;
    for (let entry = index[slot]!; entry !== 0; entry = index[slot]!) {
      const isSimilar = ((entry ^ hash) & ~mask) === 0;
      if (isSimilar && this.#equals(entry & mask, words, from)) return false;
      slot = (slot + 1) & mask;
    }
    this.#parents[this.#size] = words[from + size + 1]!;
    const place = ++this.#size;
    const states = this.#states;
    index[slot] = (hash & ~mask) | place;
    for (let word = 0, at = place * size; word < size; word++, at++) {
      states[at] = words[from + word]!;
    }
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

  #slotsFor(states: number): number {
    let slots = this.#index.length;
    while (states * 4 >= slots * 3) slots *= 2;
    return slots;
  }

  /** What the store holds depends on the states alone, not on how they came. */
  #makeRoom(states: number): void {
    if (states > this.#parents.length) {
      const doubled = Math.min(this.#parents.length * 2, statesMax(this.#wordsPerState));
      const capacity = Math.max(states, doubled);
      const size = this.#wordsPerState;
      this.#states = enlarged(this.#states, (capacity + 1) * size, (this.#size + 1) * size);
      this.#parents = enlarged(this.#parents, capacity, this.#size);
    }
    const slots = this.#slotsFor(states);
    if (slots > this.#index.length) this.#rebuild(slots);
  }

  #rebuild(slots: number): void {
    const size = this.#wordsPerState;
    const index = new Uint32Array(slots);
    const mask = slots - 1;
    for (let place = 1; place <= this.#size; place++) {
      const hash = hashOf(this.#states, place * size, (place + 1) * size);
      let slot = hash & mask;
      while (index[slot] !== 0) slot = (slot + 1) & mask;
      index[slot] = (hash & ~mask) | place;
    }
    this.#index = index;
  }
}

/** An array has no more than 2^32 - 1 words; 2^31 slots are three quarters full with so many states. */
function statesMax(wordsPerState: number): number {
  return Math.min(1.5 * 2 ** 30, Math.floor((2 ** 32 - 1) / wordsPerState) - 1);
}

function enlarged(array: Uint32Array, length: number, used: number): Uint32Array {
  const larger = new Uint32Array(length);
  larger.set(array.subarray(0, used));
  return larger;
}
