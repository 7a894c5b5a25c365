import type { Random } from '../foundation/random.ts';
import type { StepVisitor } from '../system/compile.ts';
import { enabledMax } from '../system/enabled-max.ts';
import { enabledStepsOf, type EnabledSteps } from '../system/successors.ts';
import type { Step, System } from '../system/system.ts';
import { stepKindsOf, type StepKinds } from './step-kinds.ts';

/** So often the table of transitions is asked: a walk that is over before would not pay for its own code. */
const askedOfTableMax = 1 << 14;

/**
 * One run in the making: the memory, the steps that are enabled now and the steps taken so far.
 * Everything is allocated once and reused by the next run; a step costs one visit of the enabled
 * steps and one copy of the words.
 */
export class Walk {
  readonly system: System;
  readonly kinds: StepKinds;
  /** The memory now. */
  readonly words: Uint32Array;
  readonly stepsMax: number;
  /** Steps taken, at most `stepsMax`. */
  length = 0;
  /** Valid after {@link Walk.findEnabled}: that many entries of the two arrays. */
  enabledCount = 0;
  /** How many of them count as progress. */
  progressCount = 0;
  readonly enabledTransitions: Int32Array;
  readonly enabledChoices: Int32Array;
  readonly #takenTransitions: Int32Array;
  readonly #takenChoices: Int32Array;
  readonly #initial: Uint32Array;
  readonly #before: Uint32Array;
  /** By kind, 1 where its steps may be taken; all where absent. */
  readonly #allowed: Uint8Array | undefined;
  /** Generated code, once it pays. */
  #enabledSteps: EnabledSteps | undefined;
  #askedOfTable = 0;
  readonly #collect: StepVisitor;
  readonly #match: StepVisitor;
  #kindSought = 0;
  #choiceSought = 0;
  #transitionFound = -1;

  /** `kinds`: the only kinds of step that the walk finds; default: all. */
  constructor(system: System, stepsMax: number, kinds?: readonly number[]) {
    this.system = system;
    this.stepsMax = stepsMax;
    this.kinds = stepKindsOf(system);
    this.#initial = system.initial();
    this.words = this.#initial.slice();
    this.#before = system.layout.zero();
    const capacity = enabledMax(system);
    this.enabledTransitions = new Int32Array(capacity);
    this.enabledChoices = new Int32Array(capacity);
    this.#takenTransitions = new Int32Array(stepsMax);
    this.#takenChoices = new Int32Array(stepsMax);
    const { kindOf, isProgress, kindCount } = this.kinds;
    if (kinds !== undefined) {
      this.#allowed = new Uint8Array(kindCount);
      for (const kind of kinds) this.#allowed[kind] = 1;
    }
    const allowed = this.#allowed;
    this.#collect = (transition, choice) => {
      if (allowed !== undefined && allowed[kindOf[transition]!] === 0) return;
      const at = this.enabledCount++;
      this.enabledTransitions[at] = transition;
      this.enabledChoices[at] = choice;
      this.progressCount += isProgress[transition]!;
    };
    this.#match = (transition, choice) => {
      if (choice !== this.#choiceSought || kindOf[transition] !== this.#kindSought) return;
      this.#transitionFound = transition;
    };
  }

  /** Back to the initial state, with no step taken. */
  reset(): void {
    const { words } = this;
    for (let word = 0; word < words.length; word++) words[word] = this.#initial[word]!;
    this.length = 0;
  }

  /** Finds every enabled step, in the order of `System.enabled`. */
  findEnabled(): void {
    this.enabledCount = 0;
    this.progressCount = 0;
    if (this.#enabledSteps !== undefined) {
      this.#enabledSteps(this.words, this.#collect);
      return;
    }
    const { processes } = this.system;
    for (let index = 0; index < processes.length; index++) {
      processes[index]!.forEachEnabled(this.words, this.#collect);
    }
    if (++this.#askedOfTable === askedOfTableMax) this.#enabledSteps = enabledStepsOf(this.system);
  }

  /** Finds enabled steps, of events with many choices a drawn one. All, where none of them is progress
   * and the system is not terminated: that it is stuck is said of no sample. */
  sampleEnabled(random: Random): void {
    this.enabledCount = 0;
    this.progressCount = 0;
    const draw = (end: number): number => random.below(end);
    for (const process of this.system.processes) {
      process.sampleEnabled(this.words, this.#collect, draw);
    }
    if (this.progressCount === 0 && !this.system.isTerminal(this.words, 0)) this.findEnabled();
  }

  /** Takes a step, which must be enabled; false where it changed nothing. */
  take(transition: number, choice: number): boolean {
    const { words } = this;
    const before = this.#before;
    for (let word = 0; word < words.length; word++) before[word] = words[word]!;
    this.system.apply(words, transition, choice);
    this.#takenTransitions[this.length] = transition;
    this.#takenChoices[this.length] = choice;
    this.length++;
    for (let word = 0; word < words.length; word++) if (before[word] !== words[word]) return true;
    return false;
  }

  /** The enabled step of the kind and choice of `step`, as a transition, or -1. The transition may be
   * another than that of `step`: the process may stand elsewhere, or another guard may hold. */
  findNamed({ transition, choice }: Step): number {
    this.#kindSought = this.kinds.kindOf[transition]!;
    this.#choiceSought = choice;
    this.#transitionFound = -1;
    const process = this.system.processes[this.kinds.processOf[transition]!]!;
    if (this.kinds.isMessage[transition] === 0) {
      const { event } = this.system.transitions[transition]!;
      const choices = process.definition.choices?.[event] ?? 1;
      return choice < choices ? process.enabledOn(this.words, event, choice) : -1;
    }
    process.forEachEnabled(this.words, this.#match);
    return this.#transitionFound;
  }

  /** The transition of the last step taken. */
  get lastTransition(): number {
    return this.#takenTransitions[this.length - 1]!;
  }

  /** A copy of the steps taken, or of the first `length` of them. */
  steps(length = this.length): Step[] {
    return Array.from({ length }, (_, index) => ({
      transition: this.#takenTransitions[index]!,
      choice: this.#takenChoices[index]!,
    }));
  }
}
