/** Tables, by the topmost bits of the hash: one grows at a time, so that little is there twice, and they begin with
 * different sizes, so that memory grows evenly. */
const tableBits = 6;
const tableCount = 2 ** tableBits;
const slotsMin = 1 << 4;
const slotsAtFirst = Array.from({ length: tableCount }, (_, table) =>
  Math.ceil(slotsMin * 2 ** (table / tableCount)),
);
/** Smaller tables double: each new array is work for the collector, and they are soon too small again. */
const doublesBelow = 1 << 13;

export interface PairTablesOptions {
  /** How full a table may be, and by what it grows then. */
  readonly loadMax: number;
  readonly growth: number;
}

/**
 * Open-addressed tables of pairs: a hash, and a word that is never 0. A pair stands at the place of its hash
 * (`placeOf`) or, where others stand there, after them; the search for it ends at a word that is 0. Places are
 * in order of the hash, so that a table grows in one pass over it, from start to end: no random access,
 * and no need to look at what the hash was made from.
 *
 * Costs 8 bytes per slot: per pair about 8 / `loadMax` times the root of `growth`, or of 2 below 2^19 slots in all.
 */
export class PairTables {
  readonly #options: PairTablesOptions;
  readonly #tables = slotsAtFirst.map((slots) => new Uint32Array(slots * 2));
  readonly #sizes = new Uint32Array(tableCount);
  readonly #sizesMax = new Uint32Array(tableCount);
  #bytes: number;

  constructor(options: PairTablesOptions) {
    this.#options = options;
    this.#sizesMax.set(slotsAtFirst.map((slots) => Math.floor(slots * options.loadMax)));
    this.#bytes = this.#tables.reduce((sum, { byteLength }) => sum + byteLength, 0);
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** What `bytes` may grow to, at most, while `count` more pairs are added: a larger table is there beside
   * the one that it replaces. */
  bytesWith(count: number): number {
    const each = Math.ceil(count / tableCount);
    let bytes = 0;
    let replaced = 0;
    for (let table = 0; table < tableCount; table++) {
      const { byteLength } = this.#tables[table]!;
      const slots = this.#slotsFor(byteLength / 8, this.#sizes[table]! + each);
      bytes += slots * 8;
      if (slots * 8 > byteLength) replaced = Math.max(replaced, byteLength);
    }
    return bytes + replaced;
  }

  /** The table in which a hash stands: good until `makeRoom`. */
  tableOf(hash: number): Uint32Array {
    return this.#tables[hash >>> (32 - tableBits)]!;
  }

  /** To be called before a place is looked for at which one more pair is written. */
  makeRoom(hash: number): void {
    const table = hash >>> (32 - tableBits);
    if (this.#sizes[table]! >= this.#sizesMax[table]!) this.#grow(table);
  }

  /** To be called when a pair was written. */
  added(hash: number): void {
    this.#sizes[hash >>> (32 - tableBits)]! += 1;
  }

  #slotsFor(slots: number, size: number): number {
    const { loadMax, growth } = this.#options;
    let enough = slots;
    while (size >= Math.floor(enough * loadMax)) {
      enough = Math.ceil(enough * (enough < doublesBelow ? 2 : growth));
    }
    return enough;
  }

  #grow(table: number): void {
    const old = this.#tables[table]!;
    const slots = this.#slotsFor(old.length / 2, this.#sizes[table]!);
    const pairs = new Uint32Array(slots * 2);
    for (let at = 0; at < old.length; at += 2) {
      if (old[at + 1] === 0) continue;
      const hash = old[at]!;
      let place = placeOf(pairs, hash);
      while (pairs[place + 1] !== 0) place = nextPlace(pairs, place);
      pairs[place] = hash;
      pairs[place + 1] = old[at + 1]!;
    }
    this.#tables[table] = pairs;
    this.#sizesMax[table] = Math.floor(slots * this.#options.loadMax);
    this.#bytes += pairs.byteLength - old.byteLength;
  }
}

/** Where a hash stands in its table if no other stands there. The topmost bits are the same in all of a table. */
export function placeOf(pairs: Uint32Array, hash: number): number {
  return ((((hash << tableBits) >>> 0) * (pairs.length * 2 ** -33)) >>> 0) * 2;
}

export function nextPlace(pairs: Uint32Array, place: number): number {
  return place + 2 === pairs.length ? 0 : place + 2;
}
