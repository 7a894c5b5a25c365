import { askedAt } from '../../system/asked-at.ts';
import { deadlockIn, deadlockProperty } from '../../system/deadlock.ts';
import type { Clause } from '../../system/definition.ts';
import type { Step, System } from '../../system/system.ts';

/** The truth of one sentence of a property along a run. */
export interface ClauseTruth {
  readonly title: string;
  /** A letter per state, the initial one first: `h` it holds, `b` it is broken where nobody asks yet,
   * `v` it is broken where it must hold. */
  readonly truth: string;
}

/** Judges every clause of a property in every state of a run. */
export function clauseTruths(
  system: System,
  id: string,
  steps: readonly Step[],
): readonly ClauseTruth[] {
  const { clauses, isAsked } = questionOf(system, id);
  const letters = clauses.map(() => '');
  const words = system.initial();
  const judge = (): void => {
    const broken = isAsked(words) ? 'v' : 'b';
    clauses.forEach(({ violation }, at) => {
      letters[at] += violation(words) === undefined ? 'h' : broken;
    });
  };
  judge();
  for (const { transition, choice } of steps) {
    system.apply(words, transition, choice);
    judge();
  }
  return clauses.map(({ title }, at) => ({ title, truth: letters[at]! }));
}

function questionOf(
  system: System,
  id: string,
): { readonly clauses: readonly Clause[]; readonly isAsked: (words: Uint32Array) => boolean } {
  if (id === deadlockProperty) {
    const violation = (words: Uint32Array) => deadlockIn(system, words);
    const title = 'something can move, or all is at rest';
    return { clauses: [{ title, violation }], isAsked: () => true };
  }
  const property = system.properties.find((candidate) => candidate.id === id);
  if (property === undefined) return { clauses: [], isAsked: () => false };
  const { title, violation, clauses = [{ title, violation }] } = property;
  return { clauses, isAsked: askedAt(system, property) };
}
