import { askedAt } from '../system/asked-at.ts';
import type { Property, Violation } from '../system/definition.ts';
import type { System } from '../system/system.ts';

/** The first states of one kind of failure, in order of discovery. */
export interface Finding {
  readonly bugClass: string;
  readonly ids: number[];
  /** Depth of each: least first. */
  readonly depths: number[];
}

/** What one shard has to tell of one property. Plain data: it may come from another thread. */
export interface JudgeReport {
  readonly exercised: boolean;
  readonly found: readonly {
    readonly bugClass: string;
    readonly ids: readonly number[];
    readonly depths: readonly number[];
  }[];
}

/** Watches one property over the states of one shard, and keeps the first states of each kind of
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

  /** Looks at a state once; `depth` never falls from one call to the next. */
  look(words: Uint32Array, id: number, depth: number): void {
    if (!this.exercised && this.#property.exercised(words, 0)) this.exercised = true;
    if (!this.#isAsked(words)) return;
    const violation = this.#property.violation(words);
    if (violation !== undefined) this.#note(violation, id, depth);
  }

  report(): JudgeReport {
    return { exercised: this.exercised, found: [...this.found.values()] };
  }

  /** Takes up what was found before. */
  restore({ exercised, found }: JudgeReport): void {
    this.exercised = exercised;
    for (const { bugClass, ids, depths } of found) {
      this.found.set(bugClass, { bugClass, ids: [...ids], depths: [...depths] });
    }
  }

  #note({ bugClass }: Violation, id: number, depth: number): void {
    let finding = this.found.get(bugClass);
    if (finding === undefined) {
      finding = { bugClass, ids: [], depths: [] };
      this.found.set(bugClass, finding);
    }
    if (finding.ids.length === this.#keep) return;
    finding.ids.push(id);
    finding.depths.push(depth);
  }
}
