import { askedAt } from '../system/asked-at.ts';
import type { Property, Violation } from '../system/definition.ts';
import type { System } from '../system/system.ts';

/** The first states of one kind of failure, in order of discovery. */
export interface Finding {
  readonly bugClass: string;
  readonly ids: number[];
}

/** What is to be told of one property. Plain data: it may come from a file. */
export interface JudgeReport {
  readonly exercised: boolean;
  readonly found: readonly {
    readonly bugClass: string;
    readonly ids: readonly number[];
  }[];
}

/** Watches one property over the states of a search, and keeps the first states of each kind of
 * failure. */
export class Judge {
  readonly id: string;
  readonly found = new Map<string, Finding>();
  exercised = false;
  readonly #property: Property;
  readonly #isAsked: (words: Uint32Array) => boolean;
  readonly #keep: number;

  /** `keep`: states remembered of each kind of failure. */
  constructor(system: System, property: Property, keep: number) {
    this.id = property.id;
    this.#property = property;
    this.#isAsked = askedAt(system, property);
    this.#keep = keep;
  }

  /** Looks at a state once; `id` grows from one call to the next. */
  look(words: Uint32Array, id: number): void {
    if (!this.exercised && this.#property.exercised(words, 0)) this.exercised = true;
    if (!this.#isAsked(words)) return;
    const violation = this.#property.violation(words);
    if (violation !== undefined) this.#note(violation, id);
  }

  report(): JudgeReport {
    return { exercised: this.exercised, found: [...this.found.values()] };
  }

  /** Takes up what was found before. */
  restore({ exercised, found }: JudgeReport): void {
    this.exercised = exercised;
    for (const { bugClass, ids } of found) {
      this.found.set(bugClass, { bugClass, ids: [...ids] });
    }
  }

  #note({ bugClass }: Violation, id: number): void {
    let finding = this.found.get(bugClass);
    if (finding === undefined) {
      finding = { bugClass, ids: [] };
      this.found.set(bugClass, finding);
    }
    if (finding.ids.length < this.#keep) finding.ids.push(id);
  }
}
