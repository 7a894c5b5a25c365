import type { System } from '../system/system.ts';
import type { Mailboxes } from './mailboxes.ts';
import type { Normalise } from './expander.ts';
import { reportOf, type ShardReport } from './outcome.ts';
import type { Ancestry } from './paths.ts';
import type { RoundControl } from './round-control.ts';
import { Search, type EndReason, type Limits } from './search.ts';
import { Shard } from './shard.ts';
import { shardCount } from './shard-number.ts';
import { storeFor, type Visited } from './visited.ts';

export interface PartInput {
  readonly system: System;
  readonly worker: number;
  readonly workers: number;
  readonly visited: Visited;
  /** States remembered of each kind of failure. */
  readonly keep: number;
  readonly boxes: Mailboxes;
  readonly control: RoundControl;
  readonly limits: Limits;
  readonly normalise: Normalise | undefined;
}

/** What a worker has to tell in the end. Plain data: it may come from another thread. */
export interface PartReport {
  readonly end: EndReason;
  readonly depth: number;
  readonly transitions: number;
  readonly taken: Float64Array;
  readonly held: Float64Array;
  readonly failed: Float64Array;
  readonly shards: readonly ShardSummary[];
}

export interface ShardSummary {
  readonly number: number;
  readonly states: number;
  readonly unexpanded: number;
  readonly bytes: number;
  readonly omission: number;
  readonly judges: ShardReport;
}

/** Who owns a shard. */
export function workerOf(shard: number, workers: number): number {
  return shard % workers;
}

/** The part of a search that one worker does: its shards, and the rounds over them. */
export class Part implements Ancestry {
  readonly #search: Search;
  readonly #shards: ReadonlyMap<number, Shard>;

  constructor(input: PartInput) {
    const { system, worker, workers, visited, keep } = input;
    const numbers = Array.from({ length: shardCount }, (_, number) => number);
    const own = numbers.filter((number) => workerOf(number, workers) === worker);
    const shards = own.map((number) => {
      return new Shard({ system, number, store: storeFor(visited, system), keep });
    });
    this.#shards = new Map(shards.map((shard) => [shard.number, shard]));
    this.#search = new Search({ ...input, shards });
  }

  run(): PartReport {
    this.#search.begin();
    const end = this.#search.run();
    const { depth, expander } = this.#search;
    const { taken, held, failed } = expander.counts;
    const shards = [...this.#shards.values()].map((shard): ShardSummary => {
      const { number, store, expanded } = shard;
      return {
        number,
        states: store.size,
        unexpanded: store.size - expanded,
        bytes: store.bytes,
        omission: store.omission ?? 0,
        judges: reportOf(shard),
      };
    });
    return { end, depth, transitions: expander.transitions, taken, held, failed, shards };
  }

  /** Of a state of an own shard. */
  parent(id: number): number {
    return this.#shards.get(id % shardCount)!.store.parent(Math.floor(id / shardCount));
  }

  /** Of a state of an own shard. */
  is(id: number, words: Uint32Array): boolean {
    return this.#shards.get(id % shardCount)!.store.is(Math.floor(id / shardCount), words);
  }
}
