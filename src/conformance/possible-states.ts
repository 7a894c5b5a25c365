import type { Step, System } from '../system/system.ts';
import type { NamedStep } from './named-step.ts';

/** A state that the implementation may be in, and a run of the model that leads to it. */
export interface PossibleState {
  readonly words: Uint32Array;
  readonly trail: Trail | undefined;
}

/** A run and what was seen of it, last first. */
export interface Trail {
  /** Absent for an observation between two steps. */
  readonly step: Step | undefined;
  /** The log entry that the step or observation explains; absent if nobody saw it. */
  readonly entry: number | undefined;
  /** Steps up to here. */
  readonly length: number;
  readonly previous: Trail | undefined;
}

/** A trail with one more step. */
function trailWith(previous: Trail | undefined, step: Step, entry: number | undefined): Trail {
  return { step, entry, length: (previous?.length ?? 0) + 1, previous };
}

/** The parts of a trail, first part first. */
export function partsOfTrail(trail: Trail | undefined): Trail[] {
  const parts: Trail[] = [];
  for (let at = trail; at !== undefined; at = at.previous) parts.push(at);
  return parts.toReversed();
}

/** The steps of a trail, first step first. */
export function stepsOfTrail(trail: Trail | undefined): Step[] {
  return partsOfTrail(trail).flatMap(({ step }) => step ?? []);
}

/** States without repetition, in order of discovery. */
class StateCollection {
  readonly states: PossibleState[] = [];
  readonly #known = new Set<string>();

  /** Adds a state; false if one with the same words is there already. */
  add(state: PossibleState): boolean {
    const key = state.words.join(',');
    if (this.#known.has(key)) return false;
    this.#known.add(key);
    this.states.push(state);
    return true;
  }
}

/** Receives a step that a state has and the words after it. */
type Selects = (transition: number, choice: number) => boolean;

/**
 * What is known of where an implementation is: the set of states that explain everything observed so far. Steps
 * that nobody can see are closed under.
 */
export class PossibleStates {
  readonly system: System;
  readonly #hidden: Uint8Array;
  readonly #budget: number;
  readonly hasHidden: boolean;
  /** Largest set so far. */
  largest = 1;

  /**
   * `hidden`: 1 at each transition that happens without being seen. `budget`: states of one set at most; a
   * closure that needs more is given up.
   */
  constructor(system: System, hidden: Uint8Array, budget: number) {
    this.system = system;
    this.#hidden = hidden;
    this.#budget = budget;
    this.hasHidden = hidden.includes(1);
  }

  initial(): PossibleState {
    return { words: this.system.initial(), trail: undefined };
  }

  /** The states and all that hidden steps lead to from them; `undefined` where the budget does not suffice. */
  closed(states: readonly PossibleState[]): readonly PossibleState[] | undefined {
    if (!this.hasHidden) return this.#measured(states);
    return this.#explored(states, (transition) => this.#hidden[transition] === 1);
  }

  /** Everything that `steps` steps of any kind lead to, those with fewer included. */
  withAny(states: readonly PossibleState[], steps: number): readonly PossibleState[] | undefined {
    let known: readonly PossibleState[] | undefined = this.closed(states);
    for (let taken = 0; taken < steps && known !== undefined; taken++) {
      const before: number = known.length;
      const next = this.after(known, () => true);
      known = this.closed(deduplicated([...known, ...next]));
      if (known?.length === before) break;
    }
    return known;
  }

  /** The states after each selected step that each state has. */
  after(
    states: readonly PossibleState[],
    selects: Selects,
    entry?: number,
  ): readonly PossibleState[] {
    const after: PossibleState[] = [];
    for (const state of states) {
      this.#forEachStep(state, { selects, entry }, (next) => void after.push(next));
    }
    return deduplicated(after);
  }

  /** The states after the step of that name, for those that have it. */
  afterNamed(
    states: readonly PossibleState[],
    step: NamedStep,
    entry?: number,
  ): readonly PossibleState[] {
    const after: PossibleState[] = [];
    for (const { words, trail } of states) {
      const transition = this.transitionOf(words, step);
      if (transition < 0) continue;
      const next = words.slice();
      this.system.apply(next, transition, step.choice);
      const taken = { transition, choice: step.choice };
      after.push({ words: next, trail: trailWith(trail, taken, entry) });
    }
    return deduplicated(after);
  }

  /** Whether no hidden step is left to happen in a state. */
  isQuiet({ words }: PossibleState): boolean {
    let isQuiet = true;
    for (const process of this.system.processes) {
      process.forEachEnabled(words, (transition) => {
        if (this.#hidden[transition] === 1) isQuiet = false;
      });
    }
    return isQuiet;
  }

  /** The transition that a named step takes in a state, or -1 where it is not enabled. */
  transitionOf(words: Uint32Array, { process: name, event, choice }: NamedStep): number {
    const process = this.system.process(name);
    const choices = process.definition.choices?.[event] ?? 1;
    if (choice >= choices) return -1;
    const own = process.enabledOn(words, event, choice);
    if (own >= 0 || choice > 0) return own;
    let found = -1;
    process.forEachEnabled(words, (transition) => {
      const { channel, event: other } = this.system.transitions[transition]!;
      if (channel !== undefined && other === event) found = transition;
    });
    return found;
  }

  #explored(
    states: readonly PossibleState[],
    selects: Selects,
  ): readonly PossibleState[] | undefined {
    const collection = new StateCollection();
    for (const state of states) collection.add(state);
    for (let at = 0; at < collection.states.length; at++) {
      if (collection.states.length > this.#budget) return undefined;
      this.#forEachStep(collection.states[at]!, { selects }, (next) => void collection.add(next));
    }
    return this.#measured(collection.states);
  }

  #measured(states: readonly PossibleState[]): readonly PossibleState[] | undefined {
    this.largest = Math.max(this.largest, states.length);
    return states.length > this.#budget ? undefined : states;
  }

  #forEachStep(
    { words, trail }: PossibleState,
    { selects, entry }: { readonly selects: Selects; readonly entry?: number | undefined },
    visit: (next: PossibleState) => void,
  ): void {
    const { system } = this;
    for (const process of system.processes) {
      process.forEachEnabled(words, (transition, choice) => {
        if (!selects(transition, choice)) return;
        const next = words.slice();
        system.apply(next, transition, choice);
        visit({ words: next, trail: trailWith(trail, { transition, choice }, entry) });
      });
    }
  }
}

/** States with equal words count once: the first of them. */
export function deduplicated(states: readonly PossibleState[]): readonly PossibleState[] {
  if (states.length <= 1) return states;
  const collection = new StateCollection();
  for (const state of states) collection.add(state);
  return collection.states;
}
