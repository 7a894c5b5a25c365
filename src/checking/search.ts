import type { System } from '../system/system.ts';
import { isLookedAtTwice, requireDeterminism } from './determinism.ts';
import { Expander, type Normalise } from './expander.ts';
import type { Mailboxes } from './mailboxes.ts';
import type { RoundControl } from './round-control.ts';
import type { Shard } from './shard.ts';
import { shardOf } from './shard-number.ts';
import { hashOf } from './hash.ts';

/** When a search ends before everything is explored. */
export interface Limits {
  /** Ends at the end of the level in which so many states are passed. */
  readonly maxStates: number;
  /** Ends when every state at this distance is found. */
  readonly maxDepth: number;
  /** Ends, in the middle of a level if need be, before the visited set is larger than this. */
  readonly maxBytes: number;
  /** Ends at the end of the level in which something is found to be violated. */
  readonly untilViolation: boolean;
}

export interface SearchInput {
  readonly system: System;
  /** The shards of this worker. */
  readonly shards: readonly Shard[];
  readonly boxes: Mailboxes;
  readonly control: RoundControl;
  readonly limits: Limits;
  readonly normalise: Normalise | undefined;
  /** Writes the search down. Called between two rounds, by every worker between the same two. */
  readonly save: (() => void) | undefined;
}

/** Why a search ended; `complete` where nothing is left to expand. */
export type EndReason =
  | 'complete'
  | 'maxStates'
  | 'maxDepth'
  | 'maxMemory'
  | 'violation'
  | 'stateNumbers'
  | 'stopped'
  | 'interrupted';

/**
 * Breadth first, level by level, each level in rounds. In a round every shard expands some states of
 * the level and then takes in what all shards found for it. Nothing depends on which worker owns a
 * shard: every worker comes to the same decision from the same numbers.
 */
export class Search {
  readonly expander: Expander;
  /** Distance from the initial state of the states that are found now. */
  depth = 0;
  /** States found before the current level, the level included. */
  levelStates = 1;
  readonly #input: SearchInput;
  readonly #initial: Uint32Array;

  constructor(input: SearchInput) {
    this.#input = input;
    const { system, normalise } = input;
    this.#initial = system.initial();
    normalise?.(this.#initial);
    this.expander = new Expander({ ...input, initial: this.#initial });
  }

  /** Puts the initial state into its shard. */
  begin(): void {
    const { shards } = this.#input;
    const words = this.#initial;
    const hash = hashOf(words, 0, words.length);
    const shard = shards.find(({ number }) => number === shardOf(hash));
    if (shard === undefined) return;
    // The initial state is its own parent.
    const record = new Uint32Array([...words, hash, shard.idOf(0)]);
    shard.add({ words: record, start: 0, count: 1 }, 0);
    shard.levelEnd = 1;
  }

  run(): EndReason {
    const { shards, boxes, control, save } = this.#input;
    for (;;) {
      for (const shard of shards) this.#expandSome(shard);
      control.meet();
      for (const shard of shards) {
        shard.collect(boxes, this.depth + 1);
        control.publish(shard, boxes.recordsMax);
      }
      control.publishRequest(this.depth);
      control.meet();
      const ended = control.pending() > 0 ? this.#duringLevel() : this.#afterLevel();
      if (save !== undefined && (ended ?? control.request()) !== undefined) save();
      if (ended !== undefined) return ended;
    }
  }

  #expandSome(shard: Shard): void {
    const { boxes, system } = this.#input;
    const { expander } = this;
    const { store, number } = shard;
    boxes.beginRound(number);
    while (shard.expanded < shard.levelEnd && boxes.hasRoom(number)) {
      const state = shard.expanded++;
      store.read(state, expander.words);
      const id = shard.idOf(state);
      const moved = expander.expand(id, number);
      if (isLookedAtTwice(state)) requireDeterminism(system, expander.words);
      shard.judgeMoves(moved, expander.words, { id, depth: this.depth });
    }
    store.forgetBefore(shard.expanded);
  }

  /** Only what cannot wait for the end of the level. */
  #duringLevel(): EndReason | undefined {
    const { control, limits } = this.#input;
    if (control.bytesNext() > limits.maxBytes) return 'maxMemory';
    if (control.isFull()) return 'stateNumbers';
    return control.request() === 'interrupted' ? 'interrupted' : undefined;
  }

  #afterLevel(): EndReason | undefined {
    const { shards, control, limits } = this.#input;
    for (const shard of shards) shard.levelEnd = shard.store.size;
    const states = control.states();
    if (states === this.levelStates) return 'complete';
    this.levelStates = states;
    this.depth++;
    if (limits.untilViolation && control.hasViolation()) return 'violation';
    if (states >= limits.maxStates) return 'maxStates';
    if (this.depth >= limits.maxDepth) return 'maxDepth';
    return control.request() === 'stopped' ? 'stopped' : this.#duringLevel();
  }
}
