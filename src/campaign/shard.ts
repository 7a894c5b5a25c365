/** One of several equal parts of a run. */
export interface Shard {
  /** From 1 to `count`. */
  readonly index: number;
  readonly count: number;
}

/** The items of a shard: every `count`-th, so that neighbours of like size go to different shards. */
export function itemsOfShard<Item>(items: readonly Item[], { index, count }: Shard): Item[] {
  return items.filter((_, at) => at % count === index - 1);
}

/** The shards of a set that are absent, by their indices. */
export function missingShards(shards: readonly Shard[], count: number): number[] {
  const present = new Set(shards.map(({ index }) => index));
  return Array.from({ length: count }, (_, at) => at + 1).filter((index) => !present.has(index));
}
