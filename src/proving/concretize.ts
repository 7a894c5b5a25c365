import { ExactStore } from '../checking/stores/exact-store.ts';
import { askedAt } from '../system/asked-at.ts';
import type { Violation } from '../system/definition.ts';
import { enabledStepsOf } from '../system/successors.ts';
import type { Step, System } from '../system/system.ts';
import type { AbstractGraph } from './abstract-graph.ts';
import type { Abstraction } from './abstraction.ts';

/** A real run into a failure. */
export interface RealRun {
  readonly steps: readonly Step[];
  readonly violation: Violation;
  /** The element from which it was sought. */
  readonly element: number;
  /** Concrete states that were expanded until it was found. */
  readonly expanded: number;
}

export interface ConcretizeOptions {
  readonly property: string;
  /** States expanded for each element, at most: first a few for all, then more. */
  readonly budgets: readonly number[];
  /** A reason ends the search. */
  readonly stop?: () => boolean;
}

/**
 * Looks for a run of the concrete system into a failure of a property: best first, the state next whose abstract
 * state, seen from one element, is nearest to a failure; states from which the abstract system cannot fail
 * are dropped. Not exhaustive: that nothing is found within the budgets proves nothing.
 */
export function concretize(
  abstraction: Abstraction,
  graph: AbstractGraph,
  options: ConcretizeOptions,
): RealRun | undefined {
  let expanded = 0;
  for (const budget of options.budgets) {
    for (let element = 0; element < abstraction.elements; element++) {
      if (options.stop?.() === true) return undefined;
      const search = new BestFirst(abstraction, { graph, element, property: options.property });
      const found = search.run(budget);
      expanded += search.expanded;
      if (found !== undefined) return { ...found, element, expanded };
    }
  }
  return undefined;
}

interface BestFirstInput {
  readonly graph: AbstractGraph;
  readonly element: number;
  readonly property: string;
}

class BestFirst {
  expanded = 0;
  readonly #system: System;
  readonly #abstraction: Abstraction;
  readonly #input: BestFirstInput;
  readonly #store: ExactStore;
  readonly #seen: Uint32Array;
  /** By distance: the states that wait, and how many of them are done. */
  readonly #waiting: { readonly states: number[]; done: number }[] = [];
  readonly #violationIn: (words: Uint32Array) => Violation | undefined;

  constructor(abstraction: Abstraction, input: BestFirstInput) {
    const { concrete, abstract } = abstraction;
    this.#system = concrete;
    this.#abstraction = abstraction;
    this.#input = input;
    this.#store = new ExactStore(concrete.layout.wordsPerState);
    this.#seen = abstract.layout.zero();
    const property = concrete.properties.find(({ id }) => id === input.property)!;
    const isAsked = askedAt(concrete, property);
    this.#violationIn = (words) => (isAsked(words) ? property.violation(words) : undefined);
  }

  run(budget: number): Pick<RealRun, 'steps' | 'violation'> | undefined {
    const system = this.#system;
    const enabled = enabledStepsOf(system);
    const words = system.initial();
    const next = system.layout.zero();
    this.#add(words, 0);
    const failures: Pick<RealRun, 'steps' | 'violation'>[] = [];
    for (; this.expanded < budget && failures.length === 0; this.expanded++) {
      const state = this.#nearest();
      if (state === undefined) break;
      this.#store.read(state, words);
      enabled(words, (transition, choice) => {
        next.set(words);
        system.apply(next, transition, choice);
        const violation = this.#violationIn(next);
        const id = this.#add(next, state);
        if (violation === undefined || id < 0) return;
        failures.push({ violation, steps: this.#stepsTo(id) });
      });
    }
    return failures[0];
  }

  #nearest(): number | undefined {
    for (const bucket of this.#waiting) {
      if (bucket !== undefined && bucket.done < bucket.states.length) {
        return bucket.states[bucket.done++];
      }
    }
    return undefined;
  }

  /** Adds a state that may still lead to the failure; returns its number, or -1. */
  #add(words: Uint32Array, parent: number): number {
    const { graph, element } = this.#input;
    this.#abstraction.alpha(words, element, this.#seen);
    const isFailure = this.#violationIn(words) !== undefined;
    const distance = isFailure ? 0 : graph.distanceOf(this.#seen);
    if (distance === undefined) return -1;
    const id = this.#store.add(words, parent);
    if (id < 0) return -1;
    while (this.#waiting.length <= distance) this.#waiting.push({ states: [], done: 0 });
    this.#waiting[distance]!.states.push(id);
    return id;
  }

  /** The steps to a state, by the numbers of the states on the way. */
  #stepsTo(id: number): Step[] {
    const path: number[] = [];
    for (let at = id; at !== 0; at = this.#store.parent(at)) path.push(at);
    const words = this.#system.initial();
    const next = words.slice();
    const wanted = words.slice();
    return path.toReversed().map((to) => {
      this.#store.read(to, wanted);
      const step = this.#system.enabled(words).find(({ transition, choice }) => {
        next.set(words);
        this.#system.apply(next, transition, choice);
        return next.every((word, at) => word === wanted[at]);
      })!;
      this.#system.apply(words, step.transition, step.choice);
      return step;
    });
  }
}
