import type { System } from '../system/system.ts';
import type { Mailboxes } from './mailboxes.ts';
import type { Normalise } from './expander.ts';
import { readCheckpoint, seal, writePart, type SavedPart } from './checkpoint.ts';
import type { JudgeReport } from './judge.ts';
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
  /** Where the search is written down, if at all, and where one that was written down lies. */
  readonly saving: Saving;
}

export interface Saving {
  readonly to: string | undefined;
  readonly from: string | undefined;
  /** See `identityOf`. */
  readonly identity: string;
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
  readonly judges: readonly JudgeReport[];
}

/** Who owns a shard. */
export function workerOf(shard: number, workers: number): number {
  return shard % workers;
}

/** The part of a search that one worker does: its shards, and the rounds over them. */
export class Part implements Ancestry {
  readonly #input: PartInput;
  readonly #search: Search;
  #generation = 0;
  readonly #shards: ReadonlyMap<number, Shard>;

  constructor(input: PartInput) {
    const { system, worker, workers, visited, keep } = input;
    const numbers = Array.from({ length: shardCount }, (_, number) => number);
    const own = numbers.filter((number) => workerOf(number, workers) === worker);
    const shards = own.map((number) => {
      return new Shard({ system, number, store: storeFor(visited, system), keep });
    });
    this.#shards = new Map(shards.map((shard) => [shard.number, shard]));
    this.#input = input;
    const save = input.saving.to === undefined ? undefined : () => this.#save(input.saving.to!);
    this.#search = new Search({ ...input, shards, save });
  }

  run(): PartReport {
    if (this.#input.saving.from === undefined) this.#search.begin();
    else this.#resume(this.#input.saving.from);
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
        judges: shard.reports(),
      };
    });
    return { end, depth, transitions: expander.transitions, taken, held, failed, shards };
  }

  #save(folder: string): void {
    const { worker, workers, control, saving } = this.#input;
    const { depth, levelStates, expander } = this.#search;
    const { taken, held, failed } = expander.counts;
    const shards = [...this.#shards.values()];
    const part: SavedPart = {
      depth,
      levelStates,
      transitions: expander.transitions,
      taken: [...taken],
      held: [...held],
      failed: [...failed],
      shards: shards.map((shard) => shard.saved()),
    };
    this.#generation++;
    const dumps = shards.map(({ store, expanded }) => store.dump(expanded));
    writePart(folder, { generation: this.#generation, worker }, { part, dumps });
    control.meet();
    if (worker === 0) {
      seal(folder, { generation: this.#generation, workers, identity: saving.identity });
    }
    control.meet();
  }

  #resume(folder: string): void {
    const { worker, saving } = this.#input;
    const { generation, parts, dumpOf } = readCheckpoint(folder, saving.identity);
    this.#generation = generation;
    const { expander } = this.#search;
    for (const part of parts) {
      this.#search.depth = part.depth;
      this.#search.levelStates = part.levelStates;
      for (const saved of part.shards) {
        this.#shards.get(saved.number)?.restore(saved, dumpOf(saved.number));
      }
      // Whoever takes it up, the sums are the same.
      if (worker > 0) continue;
      expander.transitions += part.transitions;
      for (let at = 0; at < part.taken.length; at++) {
        expander.counts.taken[at]! += part.taken[at]!;
        expander.counts.held[at]! += part.held[at]!;
        expander.counts.failed[at]! += part.failed[at]!;
      }
    }
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
