import { Random } from '../foundation/random.ts';
import { AccessLog, type RecordedField } from '../layout/access-log.ts';
import type { GuardCounts, StepVisitor } from '../system/compile.ts';
import type { Property } from '../system/definition.ts';
import type { Step, System } from '../system/system.ts';
import { askedAt } from '../system/asked-at.ts';
import { DeadVariables } from './dead-variables.ts';
import { Footprints, type Elements } from './footprints.ts';
import type { Asked } from './judges.ts';
import { PartialOrder } from './partial-order.ts';
import { watchedIn } from './watched.ts';

/** Random runs before a search, their length, and after how many steps that showed nothing new they end: what
 * they show is not found out at the price of a search. */
const runs = 200;
const stepsPerRun = 400;
const stepsInVain = 4000;

interface Visit {
  readonly visit: StepVisitor;
  /** Learns the outcome of every guard asked. */
  readonly counts?: GuardCounts;
}

/** A system built once more with a log, and what the log has shown. */
export class Recorder implements Asked {
  readonly recorded: System;
  readonly footprints: Footprints;
  /** What `watchedIn` says, with every access noted. */
  readonly watched: readonly Property[];
  /** The state after the step that is visited. */
  readonly next: Uint32Array;
  readonly #log = new AccessLog();
  readonly #plain: System;
  readonly #controls: Uint32Array;
  readonly #steps: Step[] = [];

  /** `plain`: the system itself, whose accessors tell nobody. */
  constructor(plain: System) {
    this.#plain = plain;
    this.recorded = plain.recordedBy(this.#log);
    this.footprints = new Footprints(this.recorded, this.#log);
    this.next = plain.layout.zero();
    this.#controls = new Uint32Array(plain.processes.length);
    this.watched = watchedIn(this.recorded).map((property, at) => this.#noting(property, at));
    this.#log.forget();
  }

  /** Takes random runs and has the properties judge them. */
  learn(): void {
    const random = new Random();
    const isAsked = this.watched.map((property) => askedAt(this.#plain, property));
    const { footprints } = this;
    let known = -1;
    let inVain = 0;
    for (let run = 0; run < runs && inVain < stepsInVain; run++) {
      random.start(1, run);
      const words = this.#plain.initial();
      for (let count = 0; count < stepsPerRun; count++) {
        this.watched.forEach((property, at) => {
          property.exercised(words, 0);
          if (isAsked[at]!(words)) property.violation(words);
        });
        const steps: Step[] = [];
        const visit: StepVisitor = (transition, choice) => steps.push({ transition, choice });
        for (let process = 0; process < this.#controls.length; process++) {
          this.forEachStep(process, words, { visit });
          this.noteUses(words);
        }
        if (steps.length === 0) break;
        const { transition, choice } = steps[random.below(steps.length)]!;
        this.#plain.apply(words, transition, choice);
        inVain = footprints.changes === known ? inVain + 1 : 0;
        known = footprints.changes;
      }
      this.isAtRest(words);
    }
  }

  /**
   * Takes every step of one process, each into `next`, and notes what it and its guards read and wrote. When
   * all that is done in a state is done, `noteUses` must be told.
   */
  forEachStep(process: number, words: Uint32Array, { visit, counts }: Visit): void {
    const { recorded, footprints, next } = this;
    const state = this.#plain.processes[process]!.control.get(words, 0);
    this.#steps.length = 0;
    this.#log.beginStep();
    recorded.processes[process]!.forEachEnabled(
      words,
      (transition, choice) => this.#steps.push({ transition, choice }),
      counts,
    );
    footprints.noteOwn(process, state);
    for (const { transition, choice } of this.#steps) {
      next.set(words);
      this.#log.beginStep();
      recorded.apply(next, transition, choice);
      footprints.noteStep(recorded.transitions[transition]!);
      footprints.noteOwn(process, state);
      visit(transition, choice);
    }
  }

  /** What was read since the last time was read where processes stand as in `words`. */
  noteUses(words: Uint32Array): void {
    const { processes } = this.#plain;
    for (let process = 0; process < processes.length; process++) {
      this.#controls[process] = processes[process]!.control.get(words, 0);
    }
    this.footprints.noteUses(this.#controls);
    this.#log.forget();
  }

  /** Whether the system says that it is at rest. */
  readonly isAtRest = (words: Uint32Array): boolean => {
    const isAtRest = this.recorded.atRest(words, 0);
    this.noteUses(words);
    return isAtRest;
  };

  /** What the step that is visited wrote decides something: whether it changes anything at all. */
  noteEffect(words: Uint32Array): void {
    this.#log.useWrites();
    this.noteUses(words);
  }

  /** What is dead, as far as is known. Neither where processes stand, nor what belongs to parts that are alike:
   * which of them is which may change. */
  deadVariables(): DeadVariables {
    const { interchangeable, processes } = this.#plain;
    const alike = new Set(interchangeable.flatMap(({ process }) => process ?? []));
    const mayDie = this.#elementsOf((field, index) => {
      const isControl = processes.some(({ control }) => control.name === field.name);
      const isAlike = interchangeable.some(({ elements }) =>
        elements.some((element) => element.field.name === field.name && element.index === index),
      );
      return !isControl && !isAlike;
    });
    const none = this.#elementsOf(() => false);
    const views = processes.map(({ name }) => (alike.has(name) ? none : mayDie));
    return new DeadVariables({
      plain: this.#plain,
      recorded: this.recorded,
      footprints: this.footprints,
      mayDie: views,
    });
  }

  /** Which orders are enough, as far as is known. */
  partialOrder(): PartialOrder {
    const { recorded, footprints } = this;
    return new PartialOrder(recorded, footprints, recorded.properties.length);
  }

  #elementsOf(isIn: (field: RecordedField, index: number) => boolean): Elements {
    const elements = new Uint32Array(this.#log.uses.length);
    for (const field of this.#fields()) {
      for (let index = 0; index < field.length; index++) {
        const element = field.firstElement + index;
        if (isIn(field, index)) elements[element >>> 5]! |= 1 << (element & 31);
      }
    }
    return elements;
  }

  #fields(): readonly RecordedField[] {
    // The layout was built with a log: it has no others.
    return this.recorded.layout.fields as readonly RecordedField[];
  }

  #noting(property: Property, at: number): Property {
    return {
      ...property,
      exercised: (words, choice) => {
        const isExercised = property.exercised(words, choice);
        this.noteUses(words);
        return isExercised;
      },
      violation: (words) => {
        const violation = property.violation(words);
        this.footprints.noteAsked(at);
        this.noteUses(words);
        return violation;
      },
    };
  }
}
