import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bitsAt,
  copyBits,
  countBits,
  countOnes,
  fillBits,
  nextSetBit,
  orBits,
  setBitsAt,
} from './bitmap.ts';
import type { Field } from './field.ts';
import { LayoutBuilder } from './layout.ts';

/**
 * Every operation is compared with a Set, in layouts that take the word path (bitmaps of 256 bits and
 * more), the bit path (bitmaps that begin inside a word) and the border between them (bitmaps of 32 to
 * 255 bits that begin at a word and share their last one).
 */
interface Bitmaps {
  readonly words: Uint32Array;
  readonly source: Field;
  readonly target: Field;
  readonly neighbours: readonly Field[];
}

const bitmaps = fc
  .record({
    length: fc.integer({ min: 1, max: 300 }),
    before: fc.oneof(fc.constantFrom(0, 32), fc.nat(70)),
    between: fc.option(fc.nat(70), { nil: undefined }),
    after: fc.nat(70),
    content: fc.array(fc.nat({ max: 0xffff_ffff }), { minLength: 40, maxLength: 40 }),
    everyWord: fc.constantFrom(0, 0xffff_ffff, undefined),
  })
  .map(({ length, before, between, after, content, everyWord }): Bitmaps => {
    const builder = new LayoutBuilder();
    const neighbours: Field[] = [];
    const pad = (name: string, bits: number): void => {
      if (bits > 0) neighbours.push(builder.field(name, 1, bits));
    };
    pad('before', before);
    const source = builder.field('source', 1, length);
    // Where nothing else was drawn, just so many bits that `target` begins at a word.
    pad('between', between ?? 31 - ((before + length + 31) % 32));
    const target = builder.field('target', 1, length);
    pad('after', after);
    const layout = builder.build();
    const words = layout.zero();
    // Through the fields: bits that belong to none of them stay 0, as they always do.
    for (const field of layout.fields) {
      for (let index = 0; index < field.length; index++) {
        const bit = field.wordStart * 32 + field.elementStart + index;
        field.set(words, index, ((everyWord ?? content[bit >>> 5]!) >>> (bit & 31)) & 1);
      }
    }
    return { words, source, target, neighbours };
  });

function indexesIn(words: Uint32Array, field: Field): Set<number> {
  const all = Array.from({ length: field.length }, (_, index) => index);
  return new Set(all.filter((index) => field.get(words, index) === 1));
}

/** How many bits are set in the complete memory, those that belong to no field included. */
function bitsSet(words: Uint32Array): number {
  return words.reduce((sum, word) => sum + word.toString(2).replaceAll('0', '').length, 0);
}

/** Runs `act`, and holds `target` against `expected` and all the rest against what it was. */
function expectOnlyTarget(
  given: Bitmaps,
  act: (words: Uint32Array) => void,
  expected: Set<number>,
): void {
  const after = given.words.slice();
  act(after);
  expect(indexesIn(after, given.target)).toEqual(expected);
  for (const field of [given.source, ...given.neighbours]) {
    expect([field.name, indexesIn(after, field)]).toEqual([
      field.name,
      indexesIn(given.words, field),
    ]);
  }
  const added = expected.size - indexesIn(given.words, given.target).size;
  expect(bitsSet(after)).toBe(bitsSet(given.words) + added);
}

describe('bitmap operations do what a Set does and touch nothing else', () => {
  test('fillBits', () => {
    fc.assert(
      fc.property(bitmaps, fc.constantFrom<0 | 1>(0, 1), (given, value) => {
        const all = Array.from({ length: given.target.length }, (_, index) => index);
        const expected = new Set(value === 1 ? all : []);
        expectOnlyTarget(given, (words) => fillBits(words, given.target, value), expected);
      }),
      { numRuns: 500 },
    );
  });

  test('copyBits', () => {
    fc.assert(
      fc.property(bitmaps, (given) => {
        const { words, source, target } = given;
        const expected = indexesIn(words, source);
        expectOnlyTarget(given, (after) => copyBits(after, source, target), expected);
      }),
      { numRuns: 500 },
    );
  });

  test('orBits', () => {
    fc.assert(
      fc.property(bitmaps, (given) => {
        const { words, source, target } = given;
        const expected = new Set([...indexesIn(words, source), ...indexesIn(words, target)]);
        expectOnlyTarget(given, (after) => orBits(after, source, target), expected);
      }),
      { numRuns: 500 },
    );
  });

  test('nextSetBit and countBits', () => {
    fc.assert(
      fc.property(bitmaps, fc.nat(310), fc.nat(310), ({ words, target }, from, clearFrom) => {
        for (let index = clearFrom; index < target.length; index++) target.set(words, index, 0);
        const set = indexesIn(words, target);
        const expected = [...set].find((index) => index >= from) ?? target.length;
        expect(nextSetBit(words, target, from)).toBe(expected);
        expect(countBits(words, target)).toBe(set.size);
      }),
      { numRuns: 500 },
    );
  });

  test('bitsAt', () => {
    fc.assert(
      fc.property(bitmaps, fc.nat(310), ({ words, target }, from) => {
        const bits = bitsAt(words, target, from);
        const set = indexesIn(words, target);
        const found = Array.from({ length: 32 }, (_, bit) => (bits >>> bit) & 1);
        expect(found).toEqual(found.map((_, bit) => (set.has(from + bit) ? 1 : 0)));
        expect(countOnes(bits)).toBe(found.reduce((sum, bit) => sum + bit, 0));
      }),
      { numRuns: 500 },
    );
  });

  test('setBitsAt', () => {
    const mask = fc.nat({ max: 0xffff_ffff });
    fc.assert(
      fc.property(
        bitmaps,
        fc.nat(299),
        mask,
        fc.constantFrom<0 | 1>(0, 1),
        (given, at, any, value) => {
          const { words, target } = given;
          const from = at % target.length;
          const inside = any & (target.length - from < 32 ? 2 ** (target.length - from) - 1 : -1);
          const expected = indexesIn(words, target);
          for (let bit = 0; bit < 32; bit++) {
            if (((inside >>> bit) & 1) === 0) continue;
            if (value === 1) expected.add(from + bit);
            else expected.delete(from + bit);
          }
          const act = (after: Uint32Array): void =>
            setBitsAt(after, target, { from, mask: inside, value });
          const sorted = new Set([...expected].toSorted((a, b) => a - b));
          expectOnlyTarget(given, act, sorted);
        },
      ),
      { numRuns: 500 },
    );
  });
});

test('a bitmap of 40 bits does not reach into the one of 20 that shares its last word', () => {
  const builder = new LayoutBuilder();
  const dirty = builder.field('dirty', 1, 40);
  const transfer = builder.field('transfer', 1, 20);
  const words = builder.build().zero();
  transfer.set(words, 5, 1);
  expect(nextSetBit(words, dirty, 0)).toBe(40);
  fillBits(words, dirty, 0);
  expect(countBits(words, transfer)).toBe(1);
});

test('a field that is no bitmap, and bitmaps of two lengths, are refused', () => {
  const builder = new LayoutBuilder();
  const bytes = builder.field('bytes', 8, 40);
  const short = builder.field('short', 1, 40);
  const long = builder.field('long', 1, 41);
  const words = builder.build().zero();
  expect(() => fillBits(words, bytes, 1)).toThrow('bytes is not a bitmap');
  expect(() => copyBits(words, short, long)).toThrow('short and long differ in length');
  expect(() => orBits(words, long, short)).toThrow('long and short differ in length');
});
