import type { System } from '../../system/system.ts';
import { differ } from '../../system/deadlock.ts';
import type { CoverageCounts } from '../coverage/coverage.ts';
import { isLookedAtTwice, requireDeterminism } from '../../system/determinism.ts';
import { requireSymmetry, type Normalise } from './symmetry.ts';
import type { Expansion, SuccessorSink } from '../search/expansion.ts';
import { hashOf } from '../stores/hash.ts';
import { ModelError } from '../../foundation/model-error.ts';
import { inState } from '../search/error-in-state.ts';
import type { PartialOrder } from './partial-order.ts';
import type { Recorder } from './recorder.ts';
import { recordTail, type StateStore } from '../stores/state-store.ts';

export interface RecordedExpansionInput {
  readonly recorder: Recorder;
  /** The system itself: where processes stand is nothing to be recorded. */
  readonly system: System;
  readonly normalise: Normalise | undefined;
  /** Whether parts are taken to be alike. */
  readonly isSymmetric: boolean;
  readonly order: PartialOrder | undefined;
  readonly store: StateStore;
  readonly sink: SuccessorSink;
  readonly counts: CoverageCounts;
  /** The most steps that can be enabled in one state. */
  readonly stepsMax: number;
}

/** Expands states in this thread, with every access recorded. */
export class RecordedExpansion implements Expansion {
  readonly #input: RecordedExpansionInput;
  readonly #words: Uint32Array;
  readonly #normal: Uint32Array;
  readonly #controls: Uint32Array;
  readonly #records: Uint32Array;
  /** Records of the state that is expanded. */
  #count = 0;
  #state = 0;
  /** Of the state that is expanded: some step that counts as progress changed something. */
  #moved = false;
  #isAllProgress = true;

  constructor(input: RecordedExpansionInput) {
    const { system, stepsMax } = input;
    this.#input = input;
    this.#words = system.layout.zero();
    this.#normal = system.layout.zero();
    this.#controls = new Uint32Array(system.processes.length);
    this.#records = new Uint32Array(stepsMax * (this.#words.length + recordTail));
  }

  expand(first: number, end: number): void {
    const { store, sink, system } = this.#input;
    for (this.#state = first; this.#state < end; this.#state++) {
      store.read(this.#state, this.#words);
      try {
        if (!this.#expandState()) sink.noProgress(this.#words, this.#state);
        // Only now: what throws where something was wrongly thought dead has noted it in the log.
        if (isLookedAtTwice(this.#state)) this.#lookTwice();
      } catch (error) {
        const place = error instanceof ModelError ? '' : `${system.name}: `;
        throw inState(this.#state, error, place);
      }
    }
  }

  #lookTwice(): void {
    const { system, recorder, isSymmetric } = this.#input;
    requireDeterminism(system, this.#words);
    if (isSymmetric) requireSymmetry(system, this.#words);
    recorder.requireTold(this.#words);
  }

  /** Whether anything that counts as progress moved. */
  #expandState(): boolean {
    const { order, store } = this.#input;
    const first = order === undefined ? -1 : this.#processThatIsEnough(order);
    this.#moved = false;
    this.#isAllProgress = true;
    if (first >= 0) {
      const before = store.size;
      this.#take(first);
      this.#report();
      // A state that is new, and steps that all count as progress: one of them moved something.
      if (this.#isAllProgress && store.size > before) return true;
    }
    for (let process = 0; process < this.#controls.length; process++) {
      if (process !== first) this.#take(process);
    }
    this.#report();
    return this.#moved;
  }

  #processThatIsEnough(order: PartialOrder): number {
    const { processes } = this.#input.system;
    const words = this.#words;
    for (let process = 0; process < processes.length; process++) {
      this.#controls[process] = processes[process]!.control.get(words, 0);
    }
    for (let process = 0; process < processes.length; process++) {
      if (!order.isEnough(process, this.#controls)) continue;
      if (processes[process]!.firstEnabled(words) >= 0) return process;
    }
    return -1;
  }

  #take(process: number): void {
    const { recorder, counts, order } = this.#input;
    recorder.forEachStep(process, this.#words, { visit: this.#visit, counts });
    // Whose accesses they are matters for orders only.
    if (order !== undefined) recorder.noteUses(this.#words);
  }

  /** The accesses of a state are noted before others look at what was found. */
  #report(): void {
    const { recorder, sink } = this.#input;
    recorder.noteUses(this.#words);
    if (this.#count > 0) sink.add({ words: this.#records, start: 0, count: this.#count });
    this.#count = 0;
  }

  readonly #visit = (transition: number): void => {
    const { recorder, system, counts } = this.#input;
    counts.taken[transition]! += 1;
    const { progress } = system.transitions[transition]!;
    if (!progress) this.#isAllProgress = false;
    else if (!this.#moved) this.#moved = differ(this.#words, recorder.next);
    this.#find(progress);
  };

  /** Writes down the state that a step led to. */
  #find(progress: boolean): void {
    const { recorder, normalise } = this.#input;
    const normal = this.#normal;
    normal.set(recorder.next);
    normalise?.(normal);
    // Whether it moves at all may lie in what is thought dead.
    if (progress && !differ(normal, this.#words)) recorder.noteEffect(this.#words);
    const size = normal.length;
    const at = this.#count * (size + recordTail);
    this.#records.set(normal, at);
    this.#records[at + size] = hashOf(normal, 0, size);
    this.#records[at + size + 1] = this.#state;
    this.#count++;
  }
}
