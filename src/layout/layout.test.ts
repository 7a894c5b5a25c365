import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Field, FieldBits } from './field.ts';
import { LayoutBuilder, type Layout } from './layout.ts';

interface Shape {
  readonly bits: FieldBits;
  readonly length: number;
}

const widthOfField = fc.constantFrom<FieldBits>(1, 2, 4, 8, 16, 32);
/** Lengths on both sides of the size from which a field gets words of its own. */
const shapes = fc.array(
  fc.record<Shape>({
    bits: widthOfField,
    length: fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 300 })),
  }),
  { minLength: 1, maxLength: 8 },
);

function layoutOf(declared: readonly Shape[]): Layout {
  const builder = new LayoutBuilder();
  for (const [at, { bits, length }] of declared.entries()) builder.field(`f${at}`, bits, length);
  return builder.build();
}

/** Global numbers of the bits that a field occupies. */
function occupied(field: Field): number[] {
  const first = field.wordStart * 32 + field.elementStart * field.bits;
  return Array.from({ length: field.bits * field.length }, (_, bit) => first + bit);
}

describe('a layout', () => {
  test('gives every element bits of its own, inside one word, inside the state', () => {
    fc.assert(
      fc.property(shapes, (declared) => {
        const layout = layoutOf(declared);
        const bits = layout.fields.flatMap(occupied);
        expect(new Set(bits).size).toBe(bits.length);
        expect(bits.reduce((most, bit) => Math.max(most, bit))).toBeLessThan(
          layout.wordsPerState * 32,
        );
        for (const field of layout.fields) expect(field.elementStart % 1).toBe(0);
      }),
    );
  });

  test('wastes nothing: small fields fill words, large ones at most the rest of their last', () => {
    fc.assert(
      fc.property(shapes, (declared) => {
        const sizes = declared.map(({ bits, length }) => bits * length);
        const large = sizes.filter((size) => size >= 256);
        const small = sizes.filter((size) => size < 256).reduce((sum, size) => sum + size, 0);
        const words = large.reduce((sum, size) => sum + Math.ceil(size / 32), 0);
        expect(layoutOf(declared).wordsPerState).toBe(words + Math.ceil(small / 32));
      }),
    );
  });

  test('keeps fields apart: all written, all read back, and read() returns them by name', () => {
    fc.assert(
      fc.property(shapes, fc.nat({ max: 0xffff_ffff }), (declared, salt) => {
        const layout = layoutOf(declared);
        const words = layout.zero();
        const expected: Record<string, number[]> = {};
        for (const field of layout.fields) {
          expected[field.name] = Array.from({ length: field.length }, (_, index) => {
            const value = (salt + index * 2_654_435_761) % (field.valueMax + 1);
            field.set(words, index, value);
            return value;
          });
        }
        expect(layout.read(words)).toEqual(expected);
      }),
    );
  });

  test('returns the elements that differ, and only those, in order of declaration', () => {
    const writes = fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat()), { maxLength: 8 });
    fc.assert(
      fc.property(shapes, writes, writes, (declared, base, more) => {
        const layout = layoutOf(declared);
        const before = layout.zero();
        const write = (words: Uint32Array) => (entry: readonly [number, number, number]) => {
          const field = layout.fields[entry[0] % layout.fields.length]!;
          field.set(words, entry[1] % field.length, entry[2] % (field.valueMax + 1));
        };
        base.forEach(write(before));
        const after = before.slice();
        more.forEach(write(after));
        const [from, to] = [layout.read(before), layout.read(after)];
        const expected = layout.fields.flatMap(({ name }) =>
          from[name]!.flatMap((value, index) => {
            const changed = to[name]![index]!;
            return value === changed ? [] : [{ field: name, index, from: value, to: changed }];
          }),
        );
        expect(layout.changes(before, after)).toEqual(expected);
      }),
    );
  });

  test('refuses a name that stands twice and a field without elements', () => {
    const builder = new LayoutBuilder();
    builder.field('dirty', 1, 4);
    expect(() => builder.field('dirty', 8)).toThrow('field dirty stands twice');
    expect(() => builder.field('none', 8, 0)).toThrow('field none has no elements');
  });
});
