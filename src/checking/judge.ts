import { askedAt } from '../system/asked-at.ts';
import { requireViolation } from '../system/asked-values.ts';
import type { Property, Violation } from '../system/definition.ts';
import type { System } from '../system/system.ts';

/** The first states of one failure class, in order of discovery. */
export interface Finding {
  readonly failureClass: string;
  readonly ids: number[];
}

/** What is reported of one property. Plain data: it may come from a file. */
export interface JudgeReport {
  readonly exercised: boolean;
  readonly found: readonly {
    readonly failureClass: string;
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

  /** `keep`: states remembered of each failure class. */
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
    if (violation !== undefined) this.#note(requireViolation(this.id, violation), id);
  }

  report(): JudgeReport {
    return { exercised: this.exercised, found: [...this.found.values()] };
  }

  /** Takes up what was found before. */
  restore({ exercised, found }: JudgeReport): void {
    this.exercised = exercised;
    for (const { failureClass, ids } of found) {
      this.found.set(failureClass, { failureClass, ids: [...ids] });
    }
  }

  #note({ failureClass }: Violation, id: number): void {
    let finding = this.found.get(failureClass);
    if (finding === undefined) {
      finding = { failureClass, ids: [] };
      this.found.set(failureClass, finding);
    }
    if (finding.ids.length < this.#keep) finding.ids.push(id);
  }
}
