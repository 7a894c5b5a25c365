import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Random } from './random.ts';

describe('a random stream', () => {
  test('is the same again, and another for another run or seed', () => {
    const drawn = (seed: number, run: number): number[] => {
      const random = new Random();
      random.start(seed, run);
      return Array.from({ length: 20 }, () => random.below(1_000));
    };
    expect(drawn(1, 1)).toEqual(drawn(1, 1));
    const streams = [0, 1, 2, 3].flatMap((seed) => [0, 1, 2, 3].map((run) => drawn(seed, run)));
    expect(new Set(streams.map(String)).size).toBe(streams.length);
  });

  test('stays in range and reaches all of it', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 20 }), (seed, end) => {
        const random = new Random();
        random.start(seed, 0);
        const met = new Set(Array.from({ length: 60 * end }, () => random.below(end)));
        expect([...met].toSorted((a, b) => a - b)).toEqual(
          Array.from({ length: end }, (_, i) => i),
        );
      }),
    );
  });
});
