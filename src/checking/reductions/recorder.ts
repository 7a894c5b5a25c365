import { invariant } from '../../foundation/invariant.ts';
import { Random } from '../../foundation/random.ts';
import { AccessLog, type RecordedField } from '../../layout/access-log.ts';
import type { GuardCounts, StepVisitor } from '../../system/compile.ts';
import type { Property } from '../../system/definition.ts';
import type { Step, System } from '../../system/system.ts';
import { askedAt } from '../../system/asked-at.ts';
import { DeadVariables } from './dead-variables.ts';
import { Footprints, type Elements } from './footprints.ts';
import type { JudgedSystem } from '../judges.ts';
import { ModelError } from '../../foundation/model-error.ts';
import { PartialOrder } from './partial-order.ts';
import { judgedProperties } from '../judged-properties.ts';

/** Random runs before a search, their length, and after how many steps that showed nothing new they end: what
 * they show is not found out at the price of a search. */
const runs = 200;
const stepsPerRun = 400;
const stepsInVain = 4000;

interface Visit {
  readonly visit: StepVisitor;
  /** Learns the outcome of every guard judged. */
  readonly counts?: GuardCounts;
}

/** A system built once more with a log, and what the log has shown. */
export class Recorder implements JudgedSystem {
  readonly recorded: System;
  readonly footprints: Footprints;
  /** What `judgedProperties` says, with every access noted. */
  readonly properties: readonly Property[];
  /** The state after the step that is visited. */
  readonly next: Uint32Array;
  readonly #log = new AccessLog();
  readonly #plain: System;
  readonly #controls: Uint32Array;
  readonly #steps: Step[] = [];

  /** `plain`: the system itself, whose accessors report to nobody. */
  constructor(plain: System) {
    this.#plain = plain;
    this.recorded = plain.recordedBy(this.#log);
    this.footprints = new Footprints(this.recorded, this.#log);
    invariant(
      shapeOf(plain) === shapeOf(this.recorded),
      `${plain.name}: built a second time, it is another system: its definition keeps something from the first`,
    );
    this.next = plain.layout.zero();
    this.#controls = new Uint32Array(plain.processes.length);
    this.properties = judgedProperties(this.recorded).map((property, at) =>
      this.#noting(property, at),
    );
    this.#log.forget();
  }

  /** Takes random runs and has the properties judge them. A run in which a guard, an action or a property throws
   * ends there: whether it matters is for the search to find out. */
  learn(): void {
    const random = new Random();
    const isAsked = this.properties.map((property) => askedAt(this.#plain, property));
    const progress = { known: -1, inVain: 0 };
    for (let run = 0; run < runs && progress.inVain < stepsInVain; run++) {
      random.start(1, run);
      try {
        this.#learnFrom(random, isAsked, progress);
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        progress.inVain += stepsPerRun;
      }
    }
  }

  #learnFrom(
    random: Random,
    isAsked: readonly ((words: Uint32Array) => boolean)[],
    progress: { known: number; inVain: number },
  ): void {
    const { footprints } = this;
    const words = this.#plain.initial();
    this.#log.forget();
    for (let count = 0; count < stepsPerRun; count++) {
      this.properties.forEach((property, at) => {
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
      progress.inVain = footprints.changes === progress.known ? progress.inVain + 1 : 0;
      progress.known = footprints.changes;
    }
    this.isTerminal(words);
  }

  /**
   * Takes every step of one process, each into `next`, and notes what it and its guards read and wrote. When
   * all that is done in a state is done, `noteUses` must be called.
   */
  forEachStep(process: number, words: Uint32Array, { visit, counts }: Visit): void {
    const { recorded, footprints, next } = this;
    const state = this.#plain.processes[process]!.control.get(words, 0);
    this.#steps.length = 0;
    this.#log.beginStep();
    try {
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
    } catch (error) {
      // What was read up to here may be what should not have been.
      footprints.noteOwn(process, state);
      this.noteUses(words);
      throw error;
    }
  }

  /**
   * Takes every step of a state and checks that the log contains all that it changed. Throws `ModelError`
   * where it was not: the system as it was built the second time works on fields of the first.
   */
  requireTold(words: Uint32Array): void {
    const { recorded, next } = this;
    for (const { transition, choice } of this.#plain.enabled(words)) {
      next.set(words);
      this.#log.beginStep();
      recorded.apply(next, transition, choice);
      for (const { field: name, index } of this.#plain.layout.changes(words, next)) {
        const { firstElement } = this.#fields().find((field) => field.name === name)!;
        if (this.#log.hasWritten(firstElement + index)) continue;
        const { process, event } = recorded.transitions[transition]!;
        throw new ModelError(
          `${process}: '${event}' writes ${name}[${index}] unseen: built a second time, the system keeps ` +
            'something from the first, so no reduction may rest on its accesses',
        );
      }
    }
    this.#log.forget();
  }

  /** What was read since the last time was read where processes are in the states of `words`. */
  noteUses(words: Uint32Array): void {
    const { processes } = this.#plain;
    for (let process = 0; process < processes.length; process++) {
      this.#controls[process] = processes[process]!.control.get(words, 0);
    }
    this.footprints.noteUses(this.#controls);
    this.#log.forget();
  }

  /** Whether the system says that it is at rest. */
  readonly isTerminal = (words: Uint32Array): boolean => {
    try {
      return this.recorded.isTerminal(words, 0);
    } finally {
      this.noteUses(words);
    }
  };

  /** A search begins: nothing was read or written in its first state. */
  begin(): void {
    this.#log.forget();
  }

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
        try {
          return property.exercised(words, choice);
        } finally {
          this.noteUses(words);
        }
      },
      violation: (words) => {
        try {
          return property.violation(words);
        } finally {
          this.footprints.noteAsked(at);
          this.noteUses(words);
        }
      },
    };
  }
}

/** What two builds of one definition have in common. */
function shapeOf({ layout, transitions }: System): string {
  const fields = layout.fields.map(({ name, bits, length }) => `${name} ${bits} ${length}`);
  const steps = transitions.map(({ process, event, target }) => `${process} ${event} ${target}`);
  return [...fields, ...steps].join();
}
