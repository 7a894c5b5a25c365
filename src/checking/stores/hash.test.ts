/**
 * The odds that a fingerprint search states rest on hashes that are as good as chance, of states as they are: a few
 * bits that differ, most words small. 1e7 states have `hash.full.test.ts`.
 */
import { describe, expect, test } from 'vitest';
import { Random } from '../../foundation/random.ts';
import { hashOf, secondHashOf } from './hash.ts';
import {
  collisionsMax,
  collisionsOf,
  countersFamily,
  fieldsFamily,
  sparseFamily,
} from './structured-states.ts';

const hashes = [
  ['the first', hashOf],
  ['the second', secondHashOf],
] as const;

describe.each(hashes)('%s hash', (_what, hash) => {
  test('turns each of its bits half of the time, whichever bit of a state is turned', () => {
    const random = new Random(1);
    const size = 3;
    const rounds = 2_000;
    // Six standard deviations of a fair coin, for 3,072 pairs of bits: 0.067. Measured over 20,000 rounds, no pair is
    // further from a half than such a coin is: 0.014.
    const tolerance = 6 * Math.sqrt(0.25 / rounds);
    for (let bit = 0; bit < size * 32; bit++) {
      const turned = new Uint32Array(32);
      for (let round = 0; round < rounds; round++) {
        const words = Uint32Array.from({ length: size }, () => random.below(2 ** 32));
        const before = hash(words, 0, size);
        words[bit >> 5]! ^= 1 << (bit & 31);
        const changed = before ^ hash(words, 0, size);
        for (let at = 0; at < 32; at++) turned[at]! += (changed >>> at) & 1;
      }
      const furthest = Math.max(...Array.from(turned, (count) => Math.abs(count / rounds - 0.5)));
      expect(furthest, `bit ${bit} of the state`).toBeLessThan(tolerance);
    }
  });

  test('reads all of a state, and nothing beside it', () => {
    const words = Uint32Array.from([9, 1, 2, 3, 9]);
    const own = hash(words, 1, 4);
    expect(hash(Uint32Array.from([0, 1, 2, 3, 0]), 1, 4)).toBe(own);
    expect(new Set([own, hash(words, 0, 4), hash(words, 1, 5), hash(words, 1, 3)]).size).toBe(4);
  });

  test.each([fieldsFamily(400_000), sparseFamily(4), countersFamily(600, 20)])(
    'of $count $title collides no more often than chance',
    (family) => {
      expect(collisionsOf(family, hash)).toBeLessThan(collisionsMax(family.count));
    },
  );
});

test('the second hash is never 0, which marks a place that is free', () => {
  const { state } = fieldsFamily(100_000);
  const free = Array.from({ length: 100_000 }, (_, at) => secondHashOf(state(at), 0, 4));
  expect(free.filter((hash) => hash === 0)).toEqual([]);
});

test('both hashes together distinguish states whose first hash is the same', () => {
  const random = new Random(2);
  const states = Array.from({ length: 300_000 }, () =>
    Uint32Array.from({ length: 2 }, () => random.below(2 ** 32)),
  );
  const byFirst = new Map<number, Uint32Array>();
  const pairs = states.flatMap((words) => {
    const first = hashOf(words, 0, 2);
    const before = byFirst.get(first);
    byFirst.set(first, words);
    return before === undefined ? [] : [[before, words] as const];
  });
  expect(pairs.length).toBeGreaterThan(2);
  for (const [one, other] of pairs) {
    expect(secondHashOf(one, 0, 2)).not.toBe(secondHashOf(other, 0, 2));
  }
});
