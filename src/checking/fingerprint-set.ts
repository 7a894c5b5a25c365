import type { HashSet } from './hashed-store.ts';

/** Tables, by the topmost bits of the hash: one grows at a time, so that little is there twice. */
const tableBits = 6;
const tableCount = 2 ** tableBits;
const slotsMin = 1 << 6;
const loadMax = 0.87;
const growth = 1.2;

/**
 * Remembers 64 bits of hash of every state (as TLC does). Two states of one fingerprint would be taken
 * for one: the verdict states how likely that is.
 *
 * Costs 9.2 to 11.1 bytes per state: 8 bytes per slot; a table grows by a fifth when it is 87 percent full.
 * Places are in order of the hash, so that growing is one pass over the table.
 */
export class FingerprintSet implements HashSet {
  readonly sizeMax = 2 ** 32 - 1;
  readonly #tables = Array.from({ length: tableCount }, () => new Table());
  #slots = slotsMin * tableCount;

  get bytes(): number {
    return this.#slots * 8;
  }

  bytesWith(count: number): number {
    const each = Math.ceil(count / tableCount);
    let bytes = 0;
    let largest = 0;
    for (const table of this.#tables) {
      const slots = table.slotsFor(table.size + each);
      bytes += slots * 8;
      if (slots > table.slots) largest = Math.max(largest, table.slots * 8);
    }
    return bytes + largest;
  }

  knows(hash: number, second: number): boolean {
    return this.#tables[hash >>> (32 - tableBits)]!.knows(hash, second);
  }

  add(hash: number, second: number): boolean {
    const table = this.#tables[hash >>> (32 - tableBits)]!;
    if (table.isFull) {
      this.#slots -= table.slots;
      table.grow();
      this.#slots += table.slots;
    }
    return table.add(hash, second);
  }

  /** The log has all pairs. */
  dump(): Uint32Array[] {
    return [];
  }

  load(): number {
    return 0;
  }
}

class Table {
  size = 0;
  slots = slotsMin;
  #sizeMax = Math.floor(slotsMin * loadMax);
  /** Pairs of hash and second hash; the second is never 0. */
  #pairs = new Uint32Array(slotsMin * 2);

  get isFull(): boolean {
    return this.size >= this.#sizeMax;
  }

  slotsFor(states: number): number {
    let { slots } = this;
    while (states >= Math.floor(slots * loadMax)) slots = Math.ceil(slots * growth);
    return slots;
  }

  knows(hash: number, second: number): boolean {
    const at = this.#placeOf(hash);
    return this.#pairs[at] === hash && this.#pairs[at + 1] === second;
  }

  add(hash: number, second: number): boolean {
    const pairs = this.#pairs;
    const end = pairs.length;
    let at = this.#placeOf(hash);
    for (let known = pairs[at + 1]!; known !== 0; known = pairs[at + 1]!) {
      if (known === second && pairs[at] === hash) return false;
      at += 2;
      if (at === end) at = 0;
    }
    pairs[at] = hash;
    pairs[at + 1] = second;
    this.size++;
    return true;
  }

  grow(): void {
    const old = this.#pairs;
    this.slots = Math.ceil(this.slots * growth);
    this.#sizeMax = Math.floor(this.slots * loadMax);
    this.#pairs = new Uint32Array(this.slots * 2);
    this.size = 0;
    for (let at = 0; at < old.length; at += 2) {
      if (old[at + 1] !== 0) this.add(old[at]!, old[at + 1]!);
    }
  }

  /** The topmost bits are the same in all states of a table. */
  #placeOf(hash: number): number {
    return Math.floor((((hash << tableBits) >>> 0) / 2 ** 32) * this.slots) * 2;
  }
}
