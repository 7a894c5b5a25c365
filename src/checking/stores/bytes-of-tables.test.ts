import { describe, expect, test } from 'vitest';
import { Random } from '../../foundation/random.ts';
import { BloomSet } from './bloom-set.ts';
import { nextPlace, PairTables, placeOf } from '../coverage/pair-tables.ts';
import { storeFor, omissionOf } from './store-kind.ts';
import { mig } from '../../../examples/classics/mig.ts';
import { check } from '../check.ts';

function add(tables: PairTables, hash: number, word: number): void {
  tables.makeRoom(hash);
  const pairs = tables.tableOf(hash);
  let at = placeOf(pairs, hash);
  while (pairs[at + 1] !== 0) at = nextPlace(pairs, at);
  pairs[at] = hash;
  pairs[at + 1] = word;
  tables.added(hash);
}

function wordsOf(tables: PairTables, hash: number): number[] {
  const pairs = tables.tableOf(hash);
  const words: number[] = [];
  for (let at = placeOf(pairs, hash); pairs[at + 1] !== 0; at = nextPlace(pairs, at)) {
    if (pairs[at] === hash) words.push(pairs[at + 1]!);
  }
  return words;
}

describe.each([
  { loadMax: 0.75, growth: 2 },
  { loadMax: 0.87, growth: 1.2 },
])('tables, $loadMax full at most', (options) => {
  test('have every pair after they grew', () => {
    const tables = new PairTables(options);
    const random = new Random(3);
    const given = new Map<number, number[]>();
    for (let word = 1; word <= 6_000; word++) {
      // Few hashes more than once; many beside one another at the end of a table.
      const hash = word % 5 === 0 ? 0xffff_ffff - (word % 500) : random.below(2 ** 32);
      given.set(hash, [...(given.get(hash) ?? []), word]);
      add(tables, hash, word);
    }
    const lost = [...given].filter(([hash, words]) => {
      const found = wordsOf(tables, hash).toSorted((one, other) => one - other);
      return found.join() !== words.join();
    });
    expect(lost).toEqual([]);
    let slots = 0;
    for (let table = 0; table < 64; table++) slots += tables.tableOf(table * 2 ** 26).length / 2;
    expect(tables.bytes).toBe(slots * 8);
    expect(6_000 / slots).toBeLessThan(options.loadMax);
  });

  test('grow one after the other, so that memory follows the number of pairs', () => {
    const tables = new PairTables(options);
    const random = new Random(7);
    const bytesEach: number[] = [];
    for (let word = 1; word <= 400_000; word++) {
      add(tables, random.below(2 ** 32), word);
      if (word >= 100_000 && word % 5_000 === 0) bytesEach.push(tables.bytes / word);
    }
    expect(Math.max(...bytesEach) / Math.min(...bytesEach)).toBeLessThan(1.25);
  });

  test('know beforehand what they may take, and that nothing is copied where there is room', () => {
    const tables = new PairTables(options);
    expect(tables.bytesWith(0)).toBe(tables.bytes);
    const random = new Random(5);
    let word = 0;
    for (let round = 0; round < 60; round++) {
      const count = 700;
      const bound = tables.bytesWith(count);
      expect(bound).toBeGreaterThanOrEqual(tables.bytes);
      // As the bound takes it: the same number for each table.
      for (let at = 0; at < count - (count % 64); at++) {
        add(tables, ((at % 64) * 2 ** 26 + random.below(2 ** 26)) >>> 0, ++word);
      }
      expect(tables.bytes).toBeLessThanOrEqual(bound);
    }
  });
});

describe('a Bloom filter', () => {
  test('is as full as its fullest region, by the cube of the share of its bits', () => {
    const set = new BloomSet(2 ** 11);
    expect([set.omission, set.bytes, set.dumpLength]).toEqual([0, 256, 64]);
    expect([set.has(7, 1), set.add(7, 1), set.has(7, 1), set.add(7, 1)]).toEqual([
      false,
      true,
      true,
      false,
    ]);
    // Three bits of the 256 of the first region.
    expect(set.omission).toBeCloseTo((3 / 256) ** 3, 12);
    set.add(0xffff_ffff, 1);
    expect(set.omission).toBeCloseTo((3 / 256) ** 3, 12);
    const bits = [...set.dump()].flatMap((region) => [...region]);
    expect(
      bits.map((word) => word.toString(2).replaceAll('0', '').length).reduce((a, b) => a + b),
    ).toBe(6);
    const again = new BloomSet(2 ** 11);
    expect(again.load(Uint32Array.from(bits))).toBe(64);
    expect([again.has(7, 1), again.has(0xffff_ffff, 1), again.has(8, 3)]).toEqual([
      true,
      true,
      false,
    ]);
  });

  test('counts the bits of full words', () => {
    const set = new BloomSet(2 ** 8);
    set.load(new Uint32Array(8).fill(0xffff_ffff));
    expect(set.omission).toBe(1);
    set.load(Uint32Array.from({ length: 8 }, () => 0x8000_0001));
    expect(set.omission).toBeCloseTo((2 / 32) ** 3, 12);
  });

  test.each([128, 300, 2 ** 36])('of %d bits is refused', (bits) => {
    expect(() => new BloomSet(bits)).toThrow(`${bits} bits`);
  });
});

test('what is not remembered in full says how likely it is that a state was missed', () => {
  const system = mig(3, 1, 1);
  const [exact, fingerprint, bloom] = (
    [{ mode: 'exact' }, { mode: 'fingerprint' }, { mode: 'bloom', bits: 2 ** 16 }] as const
  ).map((store) => check(system, { store }));
  expect(exact!.omissionProbability).toBeUndefined();
  expect(fingerprint!.omissionProbability).toBe((1_061 * 1_060) / 2 ** 65);
  expect(bloom!.omissionProbability).toBeGreaterThan(0);
  expect(bloom!.omissionProbability).toBeLessThan(0.01);
  const empty = storeFor({ mode: 'exact' }, system);
  expect(omissionOf({ mode: 'exact' }, empty)).toBeUndefined();
});
