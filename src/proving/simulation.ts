import { CoverageCounts } from '../checking/coverage/coverage.ts';
import { askedAt } from '../system/asked-at.ts';
import type { Property } from '../system/definition.ts';
import type { Step, System } from '../system/system.ts';
import { AbstractSuccessors, keyOf } from './abstract-successors.ts';
import type { Abstraction } from './abstraction.ts';

/** A step of the concrete system that the abstract one cannot follow. */
export interface SimulationFailure {
  readonly kind: 'no function' | 'initial state' | 'step';
  /** The element from which it is seen. */
  readonly element: string;
  /** What the concrete system did; absent for an initial state. */
  readonly step?: { readonly process: string; readonly event: string; readonly choice: number };
  /** What the step changes in the abstract state, or ought to change. */
  readonly abstractChanges: readonly string[];
  readonly detail: string;
}

/** A step that the concrete system takes. */
export interface ConcreteStep {
  readonly before: Uint32Array;
  readonly after: Uint32Array;
  readonly step: Step;
}

/** What has been compared so far. */
export interface SimulationReport {
  /** Concrete steps, each counted once for every element that it was seen from. */
  readonly mapped: number;
  /** Of these, the ones that change nothing that can be seen from the element. */
  readonly stutters: number;
  /** Different abstract steps among the others. */
  readonly abstractSteps: number;
  readonly concreteSteps: number;
  readonly failures: readonly SimulationFailure[];
}

/** Failures that are described; after so many a comparison may as well end. */
export const failuresMax = 5;

/**
 * Compares steps of a concrete system with those of its abstraction: each must map to an abstract step, or to
 * none. Every new violation must be one that the abstraction sees from some element.
 */
export class Simulation {
  readonly abstraction: Abstraction;
  readonly failures: SimulationFailure[] = [];
  /** How often each transition of the concrete system was compared, and came out each way as a guard. */
  readonly concreteCounts: CoverageCounts;
  /** By transition of the abstract system: how many different abstract steps it explained. */
  readonly abstractTaken: Float64Array;
  /** Called with each different abstract step and what explains it. */
  onAbstractStep: ((before: Uint32Array, after: Uint32Array, step: Step) => void) | undefined;
  mapped = 0;
  stutters = 0;
  concreteSteps = 0;
  readonly #successors: AbstractSuccessors;
  readonly #pairs = new Set<string>();
  #pairCount = 0;
  #views = 0;
  readonly #lemmas: readonly {
    readonly property: Property;
    readonly isAsked: (words: Uint32Array) => boolean;
  }[];
  readonly #before: Uint32Array;
  readonly #after: Uint32Array;

  constructor(abstraction: Abstraction) {
    const { concrete, abstract, ghosts } = abstraction;
    this.abstraction = abstraction;
    this.concreteCounts = new CoverageCounts(concrete);
    this.abstractTaken = new Float64Array(abstract.transitions.length);
    this.#successors = new AbstractSuccessors(abstract, ghosts);
    this.#lemmas = concrete.properties
      .filter(({ id }) => abstraction.lemmas.includes(id))
      .map((property) => ({ property, isAsked: askedAt(concrete, property) }));
    this.#before = abstract.layout.zero();
    this.#after = abstract.layout.zero();
  }

  get report(): SimulationReport {
    const { mapped, stutters, concreteSteps, failures } = this;
    return { mapped, stutters, concreteSteps, failures, abstractSteps: this.#pairCount };
  }

  /** The initial state, from every element, must be one in which the abstract system may begin. */
  compareInitial(words: Uint32Array): void {
    const { abstract, elements, nameOf } = this.abstraction;
    const initial = abstract.initial();
    const starts = this.#successors.of(initial, keyOf(initial));
    for (let element = 0; element < elements; element++) {
      this.#view(words, element, this.#after);
      const key = keyOf(this.#after);
      const step = starts.get(key);
      if (step !== undefined) this.abstractTaken[step.transition]! += 1;
      if (step !== undefined || key === keyOf(initial)) continue;
      this.#fail({
        kind: 'initial state',
        element: nameOf(element),
        abstractChanges: changesOf(abstract, initial, this.#after),
        detail: 'the abstract system does not begin so',
      });
    }
  }

  /** Compares one step, seen from the elements given. Steps to be compared end where a lemma is violated. */
  compareStep({ before, after, step }: ConcreteStep, elements: Iterable<number>): void {
    this.concreteSteps++;
    this.concreteCounts.taken[step.transition]! += 1;
    for (const element of elements) {
      this.mapped++;
      this.#view(before, element, this.#before);
      this.#view(after, element, this.#after);
      this.#compareView(step, element);
    }
  }

  /** Whether the comparison has to go on after this state: no lemma is violated in it. */
  mayContinue(words: Uint32Array): boolean {
    return !this.#lemmas.some(
      ({ isAsked, property }) => isAsked(words) && property.violation(words) !== undefined,
    );
  }

  #view(words: Uint32Array, element: number, out: Uint32Array): void {
    const { alpha, ghosts } = this.abstraction;
    alpha(words, element, out);
    for (const ghost of ghosts) ghost.set(out, 0, 0);
    if (this.#views++ % viewsPerRepetition === 0) this.#requireFunction(words, element, out);
  }

  /** What is left of another state in `out`, and what was asked before, must not matter. */
  #requireFunction(words: Uint32Array, element: number, seen: Uint32Array): void {
    const { abstract, alpha, ghosts, nameOf } = this.abstraction;
    const again = abstract.layout.zero().fill(0xffff_ffff);
    const copy = words.slice();
    alpha(copy, element, again);
    for (const ghost of ghosts) ghost.set(again, 0, 0);
    if (keyOf(again) === keyOf(seen) && keyOf(copy) === keyOf(words)) return;
    this.#fail({
      kind: 'no function',
      element: nameOf(element),
      abstractChanges: changesOf(abstract, seen, again),
      detail: 'the same state and element do not always give the same abstract state',
    });
  }

  #compareView(step: Step, element: number): void {
    const from = keyOf(this.#before);
    const to = keyOf(this.#after);
    if (from === to) {
      this.stutters++;
      return;
    }
    const pair = from + to;
    if (this.#pairs.has(pair)) return;
    const found = this.#successors.of(this.#before, from).get(to);
    if (found === undefined) {
      this.#failStep(step, element);
      return;
    }
    this.abstractTaken[found.transition]! += 1;
    this.onAbstractStep?.(this.#before, this.#after, found);
    this.#pairCount++;
    if (this.#pairs.size >= pairsMax) this.#pairs.clear();
    this.#pairs.add(pair);
  }

  #failStep({ transition, choice }: Step, element: number): void {
    const { concrete, abstract, nameOf } = this.abstraction;
    const { process, event, rule } = concrete.transitions[transition]!;
    this.#fail({
      kind: 'step',
      element: nameOf(element),
      step: { process, event, choice },
      abstractChanges: changesOf(abstract, this.#before, this.#after),
      detail: `no abstract step does what ${process} ${event} [${rule?.actions.join(', ') ?? ''}] does; before it: ${valuesOf(abstract, this.#before)}`,
    });
  }

  #fail(failure: SimulationFailure): void {
    if (this.failures.length < failuresMax) this.failures.push(failure);
  }
}

/** One view in so many is made a second time. */
const viewsPerRepetition = 256;

/** Different abstract steps that are remembered as compared; then all are forgotten. */
const pairsMax = 2_000_000;

function changesOf({ layout }: System, before: Uint32Array, after: Uint32Array): string[] {
  return layout
    .changes(before, after)
    .map(
      ({ field, index, from, to }) => `${field}${index === 0 ? '' : `[${index}]`} ${from} to ${to}`,
    );
}

function valuesOf(system: System, words: Uint32Array): string {
  const controls = system.processes.map(({ name }) => `${name} ${system.stateOf(words, name)}`);
  const values = system.layout
    .changes(system.layout.zero(), words)
    .filter(({ field }) => !field.endsWith('.state'))
    .map(({ field, index, to }) => `${field}${index === 0 ? '' : `[${index}]`}=${to}`);
  return [...controls, ...values].join(', ');
}
