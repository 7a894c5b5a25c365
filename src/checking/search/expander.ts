import { successorsByTable, successorsOf, type Successors } from '../../system/successors.ts';
import type { System } from '../../system/system.ts';
import { isLookedAtTwice, requireDeterminism } from '../../system/determinism.ts';
import { ModelError } from '../../foundation/model-error.ts';
import { inState } from './error-in-state.ts';
import { stepRecorder, type RecordPlace } from './step-recorder.ts';
import { requireSymmetry, type Normalise } from '../reductions/symmetry.ts';
import type { StepCounts } from '../../system/successors.ts';

export interface ExpanderInput {
  readonly system: System;
  readonly normalise: Normalise | undefined;
  readonly counts: StepCounts;
}

/** So many states times the square of the number of transitions are expanded by table: a smaller search is over
 * before code that is made for it has paid for V8's compiling. A system with more transitions has larger ones too. */
const expandedByTable = 8;

/** Takes every enabled step of a state, and writes down the states that it leads to as records. */
export class Expander {
  readonly counts: StepCounts;
  /** The state that is to be expanded: written by the caller. */
  readonly words: Uint32Array;
  readonly #system: System;
  readonly #generate: () => Successors;
  #successors: Successors;
  readonly #isReduced: boolean;
  readonly #expandedByTable: number;
  #expanded = 0;
  readonly #place: RecordPlace = { records: new Uint32Array(0), at: 0, count: 0, id: 0 };

  constructor({ system, normalise, counts }: ExpanderInput) {
    this.#system = system;
    this.#isReduced = normalise !== undefined;
    this.counts = counts;
    this.words = system.layout.zero();
    const initial = system.initial();
    normalise?.(initial);
    const next = system.layout.zero();
    const record = stepRecorder(next, initial, this.#place);
    const visit =
      normalise === undefined
        ? record
        : (): void => {
            normalise(next);
            record();
          };
    const input = { system, next, visit, counts };
    this.#successors = successorsByTable(input);
    this.#expandedByTable = expandedByTable * system.transitions.length ** 2;
    this.#generate = () => successorsOf(input);
  }

  /** Where records go from now on. */
  writeTo(records: Uint32Array, start: number): void {
    this.#place.records = records;
    this.#place.at = start;
    this.#place.count = 0;
  }

  /** Records, in the order of the steps. A step to a state that another step led to shortly before has none. */
  get count(): number {
    return this.#place.count;
  }

  /**
   * Expands `words`, known as `id`; false where nothing that counts as progress moved. Throws `ModelError`
   * where a guard or an action threw, or is no function of the state.
   */
  expand(id: number): boolean {
    this.#place.id = id;
    if (++this.#expanded === this.#expandedByTable) this.#successors = this.#generate();
    try {
      if (isLookedAtTwice(id)) {
        requireDeterminism(this.#system, this.words);
        if (this.#isReduced) requireSymmetry(this.#system, this.words);
      }
      return this.#successors(this.words);
    } catch (error) {
      throw inState(id, error, this.#placeOf(error));
    }
  }

  /** Where it was that a guard or an action threw: takes the steps again, one by one. */
  #placeOf(error: unknown): string {
    if (error instanceof ModelError && error.cause !== undefined) return '';
    const system = this.#system;
    let place = system.name;
    try {
      for (const process of system.processes) {
        place = `${process.name}: a guard`;
        process.forEachEnabled(this.words, (transition, choice) => {
          place = `${process.name}: '${system.transitions[transition]!.event}'`;
          system.apply(this.words.slice(), transition, choice);
          place = `${process.name}: a guard`;
        });
      }
    } catch {
      return `${place}: `;
    }
    return '';
  }
}
