/** What the odds of a fingerprint search rest on, over ten million states of each kind. */
import { describe, expect, test } from 'vitest';
import { hashOf, secondHashOf } from './hash.ts';
import {
  collisionsMax,
  collisionsOf,
  countersFamily,
  fieldsFamily,
  sparseFamily,
} from './structured-states.ts';

const families = [
  fieldsFamily(1e7),
  fieldsFamily(1e7, 8),
  sparseFamily(8),
  countersFamily(3_200, 0),
  countersFamily(3_200, 20),
];

describe.each([
  ['the first hash', hashOf],
  ['the second hash', secondHashOf],
  // If they were related, the pair would be worth less than 64 bits.
  ['the two, one turned against the other', mixed],
] as const)('%s', (_what, hash) => {
  test.each(families)('of $count $title collides no more often than chance', (family) => {
    expect(collisionsOf(family, hash)).toBeLessThan(collisionsMax(family.count));
  });
});

function mixed(words: Uint32Array, start: number, end: number): number {
  const second = secondHashOf(words, start, end);
  return (hashOf(words, start, end) ^ ((second << 16) | (second >>> 16))) >>> 0;
}
