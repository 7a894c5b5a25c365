import type { System } from '../system/system.ts';
import { BloomStore } from './bloom-store.ts';
import { ExactStore } from './exact-store.ts';
import { FingerprintStore } from './fingerprint-store.ts';
import { shardCount } from './shard-number.ts';
import type { StateStore } from './state-store.ts';
import { MemoryLog } from './word-log.ts';

/**
 * What a search remembers of the states it has seen.
 * - `exact`: all of it; the verdict is beyond doubt
 * - `fingerprint`: 64 bits of hash; the verdict states how likely a collision is
 * - `bloom`: three bits in a table of `bits` bits (a power of two); the verdict is never `verified`
 */
export type Visited =
  | { readonly mode: 'exact' }
  | { readonly mode: 'fingerprint' }
  | { readonly mode: 'bloom'; readonly bits: number };

export function storeFor(visited: Visited, { layout }: System): StateStore {
  const { wordsPerState } = layout;
  switch (visited.mode) {
    case 'exact':
      return new ExactStore(wordsPerState);
    case 'fingerprint':
      return new FingerprintStore(wordsPerState, new MemoryLog());
    case 'bloom':
      return new BloomStore(wordsPerState, visited.bits / shardCount, new MemoryLog());
  }
}

/** See `CheckResult.omissionProbability`; `undefined` where nothing can be lost. */
export function omissionOf(
  { mode }: Visited,
  shards: readonly { readonly states: number; readonly omission: number }[],
): number | undefined {
  switch (mode) {
    case 'exact':
      return undefined;
    case 'fingerprint': {
      const states = shards.reduce((sum, shard) => sum + shard.states, 0);
      return Math.min(1, (states * (states - 1)) / 2 ** 65);
    }
    case 'bloom':
      return Math.max(...shards.map(({ omission }) => omission));
  }
}
