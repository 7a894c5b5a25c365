import { differ } from '../system/deadlock.ts';
import type { System } from '../system/system.ts';
import type { StepVisitor } from '../system/compile.ts';
import { CoverageCounts } from './coverage.ts';
import { hashOf } from './hash.ts';
import type { Mailboxes } from './mailboxes.ts';
import { ModelError } from './model-error.ts';
import { RecentStates } from './recent-states.ts';
import { shardOf } from './shard-number.ts';

/** Puts a state in place of all that a reduction holds to be like it. In place. */
export type Normalise = (words: Uint32Array) => void;

export interface ExpanderInput {
  readonly system: System;
  readonly boxes: Mailboxes;
  readonly normalise: Normalise | undefined;
  /** The initial state, normalised. */
  readonly initial: Uint32Array;
}

/** Takes every enabled step of a state, and puts the states that it leads to into the mailboxes. */
export class Expander {
  readonly counts: CoverageCounts;
  /** Steps taken. */
  transitions = 0;
  readonly #system: System;
  readonly #visit: StepVisitor;
  readonly #current: Uint32Array;
  #progress = false;
  #id = 0;
  #shard = 0;
  /** The transition under way, or -1 while guards are asked. */
  #applied = -1;
  #process = 0;

  constructor({ system, boxes, normalise, initial }: ExpanderInput) {
    this.#system = system;
    this.counts = new CoverageCounts(system);
    const current = system.layout.zero();
    const next = system.layout.zero();
    const size = next.length;
    const { taken } = this.counts;
    const isProgress = Uint8Array.from(system.transitions, ({ progress }) => (progress ? 1 : 0));
    const records = boxes.words;
    const recent = new RecentStates(initial);
    this.#current = current;
    this.#visit = (transition, choice) => {
      for (let word = 0; word < size; word++) next[word] = current[word]!;
      this.#applied = transition;
      system.apply(next, transition, choice);
      this.#applied = -1;
      this.transitions++;
      taken[transition]! += 1;
      if (!this.#progress && isProgress[transition] === 1) this.#progress = differ(current, next);
      if (normalise !== undefined) normalise(next);
      const hash = hashOf(next, 0, size);
      const to = shardOf(hash);
      boxes.announce(this.#shard, to);
      if (recent.has(next, hash)) return;
      const at = boxes.open(this.#shard, to);
      for (let word = 0; word < size; word++) records[at + word] = next[word]!;
      records[at + size] = hash;
      records[at + size + 1] = this.#id;
    };
  }

  /** The state that is to be expanded: written by the caller. */
  get words(): Uint32Array {
    return this.#current;
  }

  /** Expands `words`, known as `id` in `shard`; false where nothing that counts as progress moved. */
  expand(id: number, shard: number): boolean {
    this.#id = id;
    this.#shard = shard;
    this.#progress = false;
    const { processes } = this.#system;
    try {
      for (let index = 0; index < processes.length; index++) {
        this.#process = index;
        processes[index]!.forEachEnabled(this.#current, this.#visit, this.counts);
      }
    } catch (error) {
      throw this.#blame(error);
    }
    return this.#progress;
  }

  /** Says where it was that a guard or an action threw. */
  #blame(error: unknown): unknown {
    if (!(error instanceof Error)) return error;
    const { processes, transitions } = this.#system;
    const process = processes[this.#process]!.name;
    const transition = transitions[this.#applied];
    const place = transition === undefined ? 'a guard' : `'${transition.event}'`;
    return new ModelError(`${process}: ${place}: ${error.message}`, { cause: error });
  }
}
