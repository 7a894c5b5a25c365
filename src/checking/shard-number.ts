/**
 * The state space is cut into shards by hash, always the same number of them, however many workers
 * there are: so everything that depends on an order is the same for 1, 2 or 8 workers. A worker
 * owns whole shards. A state's id is its number within its shard, times the number of shards, plus
 * that of the shard.
 */
export const shardBits = 3;
export const shardCount = 2 ** shardBits;

/** The shard of a state, by its hash. */
export function shardOf(hash: number): number {
  return hash >>> (32 - shardBits);
}
