import { invariant } from '../foundation/invariant.ts';
import { Frontier } from './frontier.ts';
import { hashOf, secondHashOf } from './hash.ts';
import { recordTail, type Records, type StateStore } from './state-store.ts';
import type { WordLog } from './word-log.ts';

/** Bits that a state sets. */
const bitsPerState = 3;
/** Per state: parent, hash, second hash. */
const logWords = 3;

/**
 * Remembers three bits of every state in a table of fixed size (Holzmann's bitstate hashing, a Bloom
 * filter): far more states in far less memory, and some are missed, because others happen to have
 * set their bits. For hunting bugs: a search with this store never verifies anything.
 */
export class BloomStore implements StateStore {
  readonly #wordsPerState: number;
  readonly #frontier: Frontier;
  readonly #log: WordLog;
  readonly #bits: Uint32Array;
  #size = 0;

  /** `bits`: a power of two, at least 32. */
  constructor(wordsPerState: number, bits: number, log: WordLog) {
    invariant(bits >= 32 && Number.isInteger(Math.log2(bits)), `${bits} bits`);
    invariant(bits <= 2 ** 32, `${bits} bits in one shard; at most 2^32`);
    this.#wordsPerState = wordsPerState;
    this.#frontier = new Frontier(wordsPerState);
    this.#log = log;
    this.#bits = new Uint32Array(bits / 32);
  }

  get size(): number {
    return this.#size;
  }

  get bytes(): number {
    return this.#bits.byteLength + this.#frontier.bytes + this.#log.bytes;
  }

  get room(): number {
    return 2 ** 29 - this.#size;
  }

  bytesWith(count: number): number {
    return this.bytes + this.#frontier.bytesPerChunk + count * this.#wordsPerState * 4;
  }

  addAll({ words, start, count }: Records, fresh: Uint32Array): number {
    const size = this.#wordsPerState;
    const stride = size + recordTail;
    let added = 0;
    for (let at = 0, from = start; at < count; at++, from += stride) {
      const second = secondHashOf(words, from, from + size);
      if (!this.#insert(words[from + size]!, second)) continue;
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
    const start = this.#bits.length + logged;
    const dump = new Uint32Array(start + (this.#size - from) * size);
    dump.set(this.#bits);
    for (let at = 0; at < logged; at++) dump[this.#bits.length + at] = this.#log.get(at);
    for (let state = from; state < this.#size; state++) {
      const at = start + (state - from) * size;
      this.#frontier.read(state, dump.subarray(at, at + size));
    }
    return dump;
  }

  load(size: number, dump: Uint32Array): void {
    const start = this.#bits.length + size * logWords;
    const from = size - (dump.length - start) / this.#wordsPerState;
    this.#bits.set(dump.subarray(0, this.#bits.length));
    for (let at = this.#bits.length; at < start; at++) this.#log.append(dump[at]!);
    for (let state = from; state < size; state++) {
      this.#frontier.add(state, dump, start + (state - from) * this.#wordsPerState);
    }
    this.#frontier.forgetBefore(from);
    this.#size = size;
  }

  /** How likely it is now that a state never seen is taken for known. */
  get omission(): number {
    let set = 0;
    for (const word of this.#bits) set += bitCount(word);
    return (set / (this.#bits.length * 32)) ** bitsPerState;
  }

  #insert(hash: number, second: number): boolean {
    const bits = this.#bits;
    const mask = bits.length * 32 - 1;
    let position = Math.imul(hash, 0x9e37_79b1) ^ (hash >>> 13);
    let isNew = false;
    for (let bit = 0; bit < bitsPerState; bit++) {
      const at = (position & mask) >>> 5;
      const flag = 1 << (position & 31);
      if ((bits[at]! & flag) === 0) {
        bits[at]! |= flag;
        isNew = true;
      }
      position = (position + (second | 1)) | 0;
    }
    return isNew;
  }
}

/** Set bits of a word (Warren, Hacker's Delight, figure 5-2). */
function bitCount(word: number): number {
  let count = word - ((word >>> 1) & 0x5555_5555);
  count = (count & 0x3333_3333) + ((count >>> 2) & 0x3333_3333);
  return Math.imul((count + (count >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
}
