import type { System } from '../system/system.ts';
import type { SavedShard } from './checkpoint.ts';
import { deadlockOf } from './deadlock-property.ts';
import { Judge, type JudgeReport } from './judge.ts';
import type { Mailboxes } from './mailboxes.ts';
import { shardCount } from './shard-number.ts';
import type { Records, StateStore } from './state-store.ts';
import { watchedIn } from './watched.ts';

export interface ShardInput {
  readonly system: System;
  readonly number: number;
  readonly store: StateStore;
  /** States remembered of each kind of failure. */
  readonly keep: number;
}

/** Where a state stands in the search. */
interface Place {
  readonly id: number;
  readonly depth: number;
}

/** One part of the state space: its visited set, how far its level is expanded, and its judges. */
export class Shard {
  readonly number: number;
  readonly store: StateStore;
  readonly judges: readonly Judge[];
  readonly deadlock: Judge;
  /** Number of the next state to expand. */
  expanded = 0;
  /** States before this one belong to the current level, or to one before. */
  levelEnd = 0;
  readonly #system: System;
  readonly #words: Uint32Array;
  #fresh = new Uint32Array(1);

  constructor({ system, number, store, keep }: ShardInput) {
    this.number = number;
    this.store = store;
    this.judges = watchedIn(system).map((property) => new Judge(system, property, keep));
    this.deadlock = new Judge(system, deadlockOf(system), keep);
    this.#system = system;
    this.#words = system.layout.zero();
  }

  /** Kinds of failure seen so far. */
  get failures(): number {
    let sum = this.deadlock.found.size;
    for (let at = 0; at < this.#system.properties.length; at++) sum += this.judges[at]!.found.size;
    return sum;
  }

  idOf(state: number): number {
    return state * shardCount + this.number;
  }

  /** Takes what all shards found for this one, in their order; new states are judged. */
  collect(boxes: Mailboxes, depth: number): void {
    for (let from = 0; from < shardCount; from++) {
      const records = boxes.between(from, this.number);
      if (records.count > 0) this.add(records, depth);
      boxes.empty(from, this.number);
    }
  }

  /** Adds records in their order, and judges the states that are new. */
  add(records: Records, depth: number): void {
    if (this.#fresh.length < records.count) this.#fresh = new Uint32Array(records.count * 2);
    const first = this.store.size;
    const added = this.store.addAll(records, this.#fresh);
    const words = this.#words;
    for (let at = 0; at < added; at++) {
      const from = this.#fresh[at]!;
      for (let word = 0; word < words.length; word++) words[word] = records.words[from + word]!;
      const place = this.idOf(first + at);
      for (let index = 0; index < this.judges.length; index++) {
        this.judges[index]!.look(words, place, depth);
      }
    }
  }

  /** Judges a state that was expanded: `moved` where something that counts as progress did. */
  judgeMoves(moved: boolean, words: Uint32Array, { id, depth }: Place): void {
    this.deadlock.exercised = true;
    if (!moved && !this.#system.atRest(words, 0)) this.deadlock.look(words, id, depth);
  }

  /** Per property of the system in its order, then deadlock. */
  reports(): JudgeReport[] {
    return [...this.judges, this.deadlock].map((judge) => judge.report());
  }

  /** All but the store, to be written down. */
  saved(): SavedShard {
    const { number, store, expanded, levelEnd } = this;
    return { number, states: store.size, expanded, levelEnd, judges: this.reports() };
  }

  /** Takes up what was written down. */
  restore({ states, expanded, levelEnd, judges }: SavedShard, dump: Uint32Array): void {
    this.store.load(states, dump);
    this.expanded = expanded;
    this.levelEnd = levelEnd;
    [...this.judges, this.deadlock].forEach((judge, at) => {
      judge.restore(judges[at]!);
    });
  }
}
