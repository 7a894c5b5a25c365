import { BreadthFirst } from '../checking/search/breadth-first.ts';
import type { Abstraction } from './abstraction.ts';
import { failuresMax, Simulation } from './simulation.ts';

export interface ExhaustiveOptions {
  /** Ends after so many concrete states. Default: none. */
  readonly maxStates?: number;
}

export interface ExhaustiveResult {
  readonly simulation: Simulation;
  /** Concrete states whose steps were all compared. */
  readonly states: number;
  /** Whether these are all reachable ones, up to the first violation of a lemma. */
  readonly isComplete: boolean;
}

/**
 * Compares every step of every reachable state of the concrete system, breadth first, from every element. It
 * ends early where the abstraction fails.
 */
export function simulateExhaustively(
  abstraction: Abstraction,
  { maxStates = Infinity }: ExhaustiveOptions = {},
): ExhaustiveResult {
  const { concrete, elements } = abstraction;
  const simulation = new Simulation(abstraction);
  const all = [...Array(elements).keys()];
  const mayLeave = (words: Uint32Array): boolean => simulation.mayContinue(words);
  const search = new BreadthFirst(concrete, { mayLeave });
  const { current: before, next: after } = search;
  simulation.compareInitial(concrete.initial());
  while (search.isLeft) {
    if (search.expanded >= maxStates || simulation.failures.length >= failuresMax) break;
    search.expand((transition, choice) => {
      simulation.compareStep({ before, after, step: { transition, choice } }, all);
      search.add(transition, choice);
    }, simulation.concreteCounts);
  }
  return { simulation, states: search.expanded, isComplete: !search.isLeft };
}
