import type { System } from '../../system/system.ts';
import { BloomSet } from './bloom-set.ts';
import { ExactStore } from './exact-store.ts';
import { FingerprintSet } from './fingerprint-set.ts';
import { HashedStore } from './hashed-store.ts';
import type { StateStore } from './state-store.ts';
import { WordLog } from './word-log.ts';

/**
 * What a search remembers of the states it has seen.
 * - `exact`: all of it; the verdict is beyond doubt
 * - `fingerprint`: 64 bits of hash; the verdict states how likely a collision is
 * - `bloom`: three bits in a table of `bits` bits (a power of two); the verdict is never `verified`
 *
 * The latter two keep the way to each state in a file without a name, 12 bytes per state (see `WordLog`).
 */
export type StoreKind =
  | { readonly mode: 'exact' }
  | { readonly mode: 'fingerprint' }
  | { readonly mode: 'bloom'; readonly bits: number };

/** `reserveBytes`: see `ExactStore`. */
export function storeFor(store: StoreKind, { layout }: System, reserveBytes?: number): StateStore {
  const { wordsPerState } = layout;
  switch (store.mode) {
    case 'exact':
      return new ExactStore(wordsPerState, reserveBytes);
    case 'fingerprint':
      return new HashedStore(wordsPerState, new FingerprintSet(), new WordLog());
    case 'bloom':
      return new HashedStore(wordsPerState, new BloomSet(store.bits), new WordLog());
  }
}

/** See `CheckResult.omissionProbability`; `undefined` where nothing can be lost. */
export function omissionOf(
  { mode }: StoreKind,
  { size, omission }: StateStore,
): number | undefined {
  switch (mode) {
    case 'exact':
      return undefined;
    case 'fingerprint':
      return Math.min(1, (size * (size - 1)) / 2 ** 65);
    case 'bloom':
      return omission;
  }
}
