import { invariant } from '../foundation/invariant.ts';

const capacityMin = 1 << 12;

/**
 * The visited set: packed states in order of discovery, an open-addressed index over them, and for
 * each state the step that first reached it. A state's id is its position; its parent is a word.
 *
 * Exact: states are compared word by word, a hash never decides. Costs 4 x `wordsPerState` + 16 bytes
 * per slot, slots growing by doubling and at most half full in the index.
 */
export class StateTable {
  readonly #wordsPerState: number;
  #states: Uint32Array;
  #parents: Uint32Array;
  #steps: Uint32Array;
  /** id + 1, or 0 for an empty slot. */
  #index: Uint32Array;
  #size = 0;

  constructor(wordsPerState: number) {
    this.#wordsPerState = wordsPerState;
    this.#states = new Uint32Array(capacityMin * wordsPerState);
    this.#parents = new Uint32Array(capacityMin);
    this.#steps = new Uint32Array(capacityMin);
    this.#index = new Uint32Array(capacityMin * 2);
  }

  /** Number of distinct states. */
  get size(): number {
    return this.#size;
  }

  /** Bytes held by the table now. */
  get bytes(): number {
    const parts = [this.#states, this.#parents, this.#steps, this.#index];
    return parts.reduce((sum, part) => sum + part.byteLength, 0);
  }

  /** Adds a state with the step that led to it; returns its id, or -1 if it was known. */
  add(words: Uint32Array, parent: number, step: number): number {
    const size = this.#wordsPerState;
    const mask = this.#index.length - 1;
    let slot = hash(words, size) & mask;
    for (let entry = this.#index[slot]!; entry !== 0; entry = this.#index[slot]!) {
      if (this.#equals(words, (entry - 1) * size)) return -1;
      slot = (slot + 1) & mask;
    }
    if (this.#size === this.#parents.length) {
      this.#grow();
      return this.add(words, parent, step);
    }
    const id = this.#size++;
    this.#index[slot] = id + 1;
    const start = id * size;
    for (let word = 0; word < size; word++) this.#states[start + word] = words[word]!;
    this.#parents[id] = parent;
    this.#steps[id] = step;
    return id;
  }

  /** The id of a known state, or -1. */
  idOf(words: Uint32Array): number {
    const size = this.#wordsPerState;
    const mask = this.#index.length - 1;
    let slot = hash(words, size) & mask;
    for (let entry = this.#index[slot]!; entry !== 0; entry = this.#index[slot]!) {
      if (this.#equals(words, (entry - 1) * size)) return entry - 1;
      slot = (slot + 1) & mask;
    }
    return -1;
  }

  /** Copies a state into `words`. */
  read(id: number, words: Uint32Array): void {
    const start = id * this.#wordsPerState;
    for (let word = 0; word < this.#wordsPerState; word++)
      words[word] = this.#states[start + word]!;
  }

  parent(id: number): number {
    return this.#parents[id]!;
  }

  step(id: number): number {
    return this.#steps[id]!;
  }

  #equals(words: Uint32Array, start: number): boolean {
    for (let word = 0; word < this.#wordsPerState; word++) {
      if (this.#states[start + word] !== words[word]) return false;
    }
    return true;
  }

  #grow(): void {
    const capacity = this.#parents.length * 2;
    invariant(capacity * this.#wordsPerState < 2 ** 32, 'the state table is full');
    this.#states = enlarged(this.#states, capacity * this.#wordsPerState);
    this.#parents = enlarged(this.#parents, capacity);
    this.#steps = enlarged(this.#steps, capacity);
    this.#index = new Uint32Array(capacity * 2);
    const mask = this.#index.length - 1;
    const words = new Uint32Array(this.#wordsPerState);
    for (let id = 0; id < this.#size; id++) {
      this.read(id, words);
      let slot = hash(words, this.#wordsPerState) & mask;
      while (this.#index[slot] !== 0) slot = (slot + 1) & mask;
      this.#index[slot] = id + 1;
    }
  }
}

function enlarged(array: Uint32Array, length: number): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(length);
  larger.set(array);
  return larger;
}

/** Multiply and rotate per word, with the finisher of MurmurHash3 (public domain). */
function hash(words: Uint32Array, size: number): number {
  let value = 0x9e37_79b9;
  for (let word = 0; word < size; word++) {
    value = Math.imul(value ^ words[word]!, 0x85eb_ca6b);
    value = (value << 13) | (value >>> 19);
  }
  value ^= value >>> 16;
  value = Math.imul(value, 0xc2b2_ae35);
  return value ^ (value >>> 15);
}
