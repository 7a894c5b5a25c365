import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ModelError } from '../foundation/model-error.ts';
import { bitsFor, Field, type FieldBits } from './field.ts';

const widths = [1, 2, 4, 8, 16, 32] as const;

/** A field of any width that begins anywhere in a memory with words before and after it. */
const placedField = fc
  .record({
    bits: fc.constantFrom<FieldBits>(...widths),
    length: fc.integer({ min: 1, max: 70 }),
    wordStart: fc.integer({ min: 0, max: 3 }),
    offset: fc.nat(31),
  })
  .map(({ bits, length, wordStart, offset }) => {
    const field = new Field('placed', bits, length);
    field.wordStart = wordStart;
    field.elementStart = offset % (32 / bits);
    return field;
  });

function wordsAround(field: Field): number {
  return field.wordStart + Math.ceil(((field.elementStart + field.length) * field.bits) / 32) + 1;
}

/** The memory as an array of bits, least significant first: what a field must not disturb. */
function bitsOf(words: Uint32Array): number[] {
  return [...words].flatMap((word) => Array.from({ length: 32 }, (_, bit) => (word >>> bit) & 1));
}

function firstBit(field: Field, index: number): number {
  return field.wordStart * 32 + (field.elementStart + index) * field.bits;
}

describe('a field', () => {
  test('reads and writes like an array, wherever it begins', () => {
    const write = fc.tuple(fc.nat(), fc.nat({ max: 0xffff_ffff }));
    fc.assert(
      fc.property(placedField, fc.array(write, { maxLength: 40 }), (field, writes) => {
        const words = new Uint32Array(wordsAround(field));
        const model = Array.from({ length: field.length }, () => 0);
        for (const [at, raw] of writes) {
          const index = at % field.length;
          const value = raw % (field.valueMax + 1);
          field.set(words, index, value);
          model[index] = value;
        }
        expect(model.map((_, index) => field.get(words, index))).toEqual(model);
      }),
    );
  });

  test('leaves every bit that is not of the element alone', () => {
    const memory = fc.array(fc.nat({ max: 0xffff_ffff }), { minLength: 80, maxLength: 80 });
    fc.assert(
      fc.property(placedField, memory, fc.tuple(fc.nat(), fc.nat()), (field, before, [at, raw]) => {
        const words = Uint32Array.from(before);
        const index = at % field.length;
        const value = raw % (field.valueMax + 1);
        field.set(words, index, value);
        const expected = bitsOf(Uint32Array.from(before));
        for (let bit = 0; bit < field.bits; bit++) {
          expected[firstBit(field, index) + bit] = Math.floor(value / 2 ** bit) % 2;
        }
        expect(bitsOf(words)).toEqual(expected);
      }),
    );
  });

  test('adds and subtracts', () => {
    const field = new Field('counter', 8, 2);
    field.wordStart = 0;
    field.elementStart = 0;
    const words = new Uint32Array(1);
    field.add(words, 1, 200);
    field.add(words, 1, 55);
    field.add(words, 1, -254);
    expect([field.get(words, 0), field.get(words, 1)]).toEqual([0, 1]);
  });
});

describe('what is out of range is refused, and nothing is written', () => {
  function expectRefused(field: Field, act: (words: Uint32Array) => void): void {
    const words = new Uint32Array(wordsAround(field));
    let error: unknown;
    try {
      act(words);
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(ModelError);
    expect((error as Error).message).toContain(`field ${field.name}[`);
    expect(bitsOf(words)).not.toContain(1);
  }

  test.each(widths)('an index, %i bits', (bits) => {
    const field = new Field('frames', bits, 5);
    for (const index of [5, 6, 1000, -1, 2 ** 31]) {
      expectRefused(field, (words) => field.set(words, index, 1));
    }
  });

  test.each(widths)('a value, %i bits', (bits) => {
    const field = new Field('frames', bits, 5);
    const above = field.valueMax + 1;
    for (const value of [-1, -above, above]) {
      expectRefused(field, (words) => field.set(words, 2, value));
    }
  });

  test('a value or an index that 32-bit arithmetic would wrap into range', () => {
    for (const bits of widths) {
      const field = new Field('frames', bits, 5);
      expectRefused(field, (words) => field.set(words, 2, 2 ** 32 + 1));
      expectRefused(field, (words) => field.set(words, 2 ** 32 + 2, 1));
    }
  });

  test('a sum', () => {
    for (const bits of widths) {
      const field = new Field('counter', bits, 1);
      expectRefused(field, (words) => field.add(words, 0, -1));
      expectRefused(field, (words) => field.add(words, 0, field.valueMax + 1));
    }
  });

  test.each([Number.NaN, 0.5, 1.5])('%d, which is no integer', (value) => {
    const field = new Field('frames', 4, 5);
    expectRefused(field, (words) => field.set(words, 2, value));
    expectRefused(field, (words) => field.set(words, value, 1));
  });
});

test('bitsFor: the smallest width that holds the value', () => {
  const smallest = (valueMax: number): number => widths.find((bits) => valueMax < 2 ** bits)!;
  fc.assert(
    fc.property(fc.nat({ max: 0xffff_ffff }), (valueMax) => {
      expect(bitsFor(valueMax)).toBe(smallest(valueMax));
    }),
  );
  for (const bits of widths) {
    expect(bitsFor(2 ** bits - 1)).toBe(bits);
    if (bits < 32) expect(bitsFor(2 ** bits)).toBe(bits * 2);
  }
  for (const value of [2 ** 32, -1, 1.5, Number.NaN]) {
    expect(() => bitsFor(value)).toThrow(`no field holds values up to ${value}`);
  }
});
