import { invariant } from '../../foundation/invariant.ts';
import type { HashSet } from './hashed-store.ts';

/** Bits that a state sets. */
const bitsPerState = 3;
/** Regions, by the topmost bits of the hash: a place in one fits 32 bits. */
const regionBits = 3;
const regionCount = 2 ** regionBits;

/**
 * Remembers three bits of every state in a table of fixed size (Holzmann's bitstate hashing, a Bloom
 * filter): far more states in far less memory, and some are missed, because others happen to have
 * set their bits. For hunting bugs: a search with this set never verifies anything.
 */
export class BloomSet implements HashSet {
  readonly sizeMax = 2 ** 32 - 1;
  readonly #regions: readonly Uint32Array[];

  /** `bits`: a power of two, 256 to 2^35. */
  constructor(bits: number) {
    invariant(bits >= 256 && Number.isInteger(Math.log2(bits)), `${bits} bits`);
    invariant(bits <= 2 ** 35, `${bits} bits; at most 2^35`);
    const words = bits / regionCount / 32;
    this.#regions = Array.from({ length: regionCount }, () => new Uint32Array(words));
  }

  get bytes(): number {
    return this.#regions[0]!.byteLength * regionCount;
  }

  bytesWith(): number {
    return this.bytes;
  }

  /** Nothing is known of all its bits before they are looked at. */
  knows(): boolean {
    return false;
  }

  has(hash: number, second: number): boolean {
    const bits = this.#regions[hash >>> (32 - regionBits)]!;
    const mask = bits.length * 32 - 1;
    let position = firstPosition(hash);
    for (let bit = 0; bit < bitsPerState; bit++) {
      if ((bits[(position & mask) >>> 5]! & (1 << (position & 31))) === 0) return false;
      position = (position + (second | 1)) | 0;
    }
    return true;
  }

  add(hash: number, second: number): boolean {
    const bits = this.#regions[hash >>> (32 - regionBits)]!;
    const mask = bits.length * 32 - 1;
    let position = firstPosition(hash);
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

  /** Of the fullest region. */
  get omission(): number {
    let most = 0;
    for (const region of this.#regions) {
      let set = 0;
      for (const word of region) set += bitCount(word);
      most = Math.max(most, set / (region.length * 32));
    }
    return most ** bitsPerState;
  }

  get dumpLength(): number {
    return this.#regions[0]!.length * regionCount;
  }

  dump(): readonly Uint32Array[] {
    return this.#regions;
  }

  load(words: Uint32Array): number {
    let start = 0;
    for (const region of this.#regions) {
      region.set(words.subarray(start, start + region.length));
      start += region.length;
    }
    return start;
  }
}

function firstPosition(hash: number): number {
  return Math.imul(hash, 0x9e37_79b1) ^ (hash >>> 13);
}

/** Set bits of a word (Warren, Hacker's Delight, figure 5-2). */
function bitCount(word: number): number {
  let count = word - ((word >>> 1) & 0x5555_5555);
  count = (count & 0x3333_3333) + ((count >>> 2) & 0x3333_3333);
  return Math.imul((count + (count >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
}
