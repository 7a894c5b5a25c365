import { Frontier } from './frontier.ts';
import { hashOf, secondHashOf } from './hash.ts';
import { shardBits } from './shard-number.ts';
import { recordTail, type Records, type StateStore } from './state-store.ts';
import type { WordLog } from './word-log.ts';

const slotsMin = 1 << 8;
const loadMax = 0.87;
const growth = 1.2;
/** Per state: parent, hash, second hash. */
const logWords = 3;

/**
 * Remembers 64 bits of hash of every state (as TLC does) and whole states only of the frontier. Two
 * states of one fingerprint would be taken for one: the verdict states how likely that is.
 *
 * Costs 9.2 to 11.1 bytes per state (8 bytes per slot; the table grows by a fifth when it is 87
 * percent full), and the frontier. How a state was reached, 12 bytes each, goes to a log that may be a
 * file. Places are in order of the hash, so that growing is one pass over the table.
 */
export class FingerprintStore implements StateStore {
  readonly #wordsPerState: number;
  readonly #frontier: Frontier;
  readonly #log: WordLog;
  /** Pairs of hash and second hash; the second is never 0. */
  #table = new Uint32Array(slotsMin * 2);
  #slots = slotsMin;
  #size = 0;
  #seconds = new Uint32Array(slotsMin);

  constructor(wordsPerState: number, log: WordLog) {
    this.#wordsPerState = wordsPerState;
    this.#frontier = new Frontier(wordsPerState);
    this.#log = log;
  }

  get size(): number {
    return this.#size;
  }

  get bytes(): number {
    return this.#table.byteLength + this.#frontier.bytes + this.#log.bytes;
  }

  get room(): number {
    return 2 ** 29 - this.#size;
  }

  bytesWith(count: number): number {
    const slots = this.#slotsFor(this.#size + count);
    const isRebuilt = slots > this.#slots;
    const frontier = this.#frontier.bytesPerChunk + count * this.#wordsPerState * 4;
    return this.bytes + (isRebuilt ? slots * 8 : 0) + frontier;
  }

  addAll({ words, start, count }: Records, fresh: Uint32Array): number {
    if (count > this.#seconds.length) this.#seconds = new Uint32Array(count * 2);
    const size = this.#wordsPerState;
    const stride = size + recordTail;
    const seconds = this.#seconds;
    // The reads of this loop do not wait for one another; what it finds known is done with.
    for (let at = 0, from = start; at < count; at++, from += stride) {
      const second = secondHashOf(words, from, from + size);
      const hash = words[from + size]!;
      const slot = this.#slotOf(hash) * 2;
      const isKnown = this.#table[slot] === hash && this.#table[slot + 1] === second;
      seconds[at] = isKnown ? 0 : second;
    }
    let added = 0;
    for (let at = 0, from = start; at < count; at++, from += stride) {
      const second = seconds[at]!;
      // What the store holds depends on the states alone, not on how they came.
      const slots = this.#slotsFor(this.#size + 1);
      if (slots > this.#slots) this.#rebuild(slots);
      if (second === 0 || !this.#insert(words[from + size]!, second)) continue;
      this.#frontier.add(this.#size++, words, from);
      this.#log.append(words[from + size + 1]!);
      this.#log.append(words[from + size]!);
      this.#log.append(second);
      fresh[added++] = from;
    }
    return added;
  }

  read(state: number, words: Uint32Array): void {
    this.#frontier.read(state, words);
  }

  forgetBefore(state: number): void {
    this.#frontier.forgetBefore(state);
  }

  parent(state: number): number {
    return this.#log.get(state * logWords);
  }

  is(state: number, words: Uint32Array): boolean {
    const { length } = words;
    return (
      this.#log.get(state * logWords + 1) === hashOf(words, 0, length) &&
      this.#log.get(state * logWords + 2) === secondHashOf(words, 0, length)
    );
  }

  dump(from: number): Uint32Array {
    const size = this.#wordsPerState;
    const logged = this.#size * logWords;
    const dump = new Uint32Array(logged + (this.#size - from) * size);
    for (let at = 0; at < logged; at++) dump[at] = this.#log.get(at);
    for (let state = from; state < this.#size; state++) {
      const start = logged + (state - from) * size;
      this.#frontier.read(state, dump.subarray(start, start + size));
    }
    return dump;
  }

  load(size: number, dump: Uint32Array): void {
    const logged = size * logWords;
    const from = size - (dump.length - logged) / this.#wordsPerState;
    this.#rebuild(this.#slotsFor(size));
    for (let at = 0; at < logged; at++) this.#log.append(dump[at]!);
    for (let at = 0; at < logged; at += logWords) this.#insert(dump[at + 1]!, dump[at + 2]!);
    for (let state = from; state < size; state++) {
      this.#frontier.add(state, dump, logged + (state - from) * this.#wordsPerState);
    }
    this.#frontier.forgetBefore(from);
    this.#size = size;
  }

  #slotOf(hash: number): number {
    // The topmost bits are the same in all states of a shard.
    return Math.floor((((hash << shardBits) >>> 0) / 2 ** 32) * this.#slots);
  }

  #insert(hash: number, second: number): boolean {
    const table = this.#table;
    const end = table.length;
    let at = this.#slotOf(hash) * 2;
    while (table[at + 1] !== 0) {
      if (table[at + 1] === second && table[at] === hash) return false;
      at += 2;
      if (at === end) at = 0;
    }
    table[at] = hash;
    table[at + 1] = second;
    return true;
  }

  #slotsFor(states: number): number {
    let slots = this.#slots;
    while (states > slots * loadMax) slots = Math.ceil(slots * growth);
    return slots;
  }

  #rebuild(slots: number): void {
    const old = this.#table;
    this.#table = new Uint32Array(slots * 2);
    this.#slots = slots;
    for (let at = 0; at < old.length; at += 2) {
      if (old[at + 1] !== 0) this.#insert(old[at]!, old[at + 1]!);
    }
  }
}
