import { invariant } from '../foundation/invariant.ts';
import type { Field } from '../layout/field.ts';
import type { System } from '../system/system.ts';

export interface AbstractionDefinition {
  /** A system of one size. */
  readonly concrete: System;
  /** What systems of every size look like from one observed element. */
  readonly abstract: System;
  /** Elements of the concrete system that can be observed, numbered from 0: frames, caches, pairs of such. */
  readonly elements: number;
  /** Writes the abstract state of `words`, seen from an element, into `out`, which it may find dirty. It must be
   * a function: the same words and element give the same state. */
  readonly alpha: (words: Uint32Array, element: number, out: Uint32Array) => void;
  /** Abstract variables that say of the run so far what the concrete state does not: names, each with the
   * reason why it is left out of the comparison. Each must be a flag that only a property reads. */
  readonly ghosts?: Readonly<Record<string, string>>;
  /** Properties of the concrete system that the abstraction takes for granted up to their first violation. It
   * must judge them itself, no later than it relies on them. */
  readonly lemmas?: readonly string[];
  /** Elements that a step concerns most, for sizes at which not all can be looked at. Default: any. */
  readonly concerned?: (before: Uint32Array, after: Uint32Array) => readonly number[];
  /** How messages name an element. Default: its number. */
  readonly nameOf?: (element: number) => string;
}

/** A concrete system, an abstract one, and the function that is to connect them. */
export interface Abstraction extends Required<Omit<AbstractionDefinition, 'ghosts' | 'concerned'>> {
  readonly ghosts: readonly Field[];
  readonly concerned: ((before: Uint32Array, after: Uint32Array) => readonly number[]) | undefined;
}

/**
 * Connects a system of one size with what systems of every size look like from one element.
 *
 * That `abstract` has a step for each step of `concrete` is a claim, which `simulateExhaustively` and
 * `simulateRandomly` test. Where it is true at every size, a safety property that holds in the abstract system
 * for one arbitrary element holds in every concrete one for all.
 * Throws `InvariantError` on a ghost or a lemma that does not exist.
 */
export function defineAbstraction(definition: AbstractionDefinition): Abstraction {
  const { concrete, abstract, elements, lemmas = [] } = definition;
  invariant(elements > 0, 'an abstraction observes at least one element');
  const ghosts = Object.keys(definition.ghosts ?? {}).map((name) => {
    const field = abstract.layout.fields.find((each) => each.name === name);
    invariant(field !== undefined, `the abstract system has no variable ${name}`);
    return field;
  });
  for (const id of lemmas) {
    const isJudged = [concrete, abstract].every(({ properties }) =>
      properties.some((property) => property.id === id),
    );
    invariant(isJudged, `the lemma ${id} is no property of both systems`);
  }
  return {
    ...definition,
    ghosts,
    lemmas,
    concerned: definition.concerned,
    nameOf: definition.nameOf ?? String,
  };
}
