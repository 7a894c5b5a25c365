import type { Step, System } from '../../system/system.ts';
import type { Normalise } from '../reductions/symmetry.ts';
import { ModelError } from '../../foundation/model-error.ts';

/** What a search remembers of how it came to a state. */
export interface Ancestry {
  /** The id of the state from which this one was first reached; of the initial state, itself. */
  parent(id: number): number;
  /** Whether `words` are what was remembered under the id. */
  is(id: number, words: Uint32Array): boolean;
}

/**
 * The steps from the initial state to the state known as `id`. No step was written down: the ids on
 * the way are, and the first step in the executor's order that leads to the next of them is taken. Under a
 * reduction the run is one of the unreduced system. Throws `ModelError` where none leads there.
 */
export function stepsTo(
  system: System,
  id: number,
  { ancestry, normalise }: { ancestry: Ancestry; normalise: Normalise | undefined },
): Step[] {
  const ids: number[] = [];
  for (let at = id; ; at = ancestry.parent(at)) {
    if (ancestry.parent(at) === at) break;
    ids.push(at);
  }
  const words = system.initial();
  return ids.toReversed().map((next) => {
    for (const step of system.enabled(words)) {
      const after = words.slice();
      system.apply(after, step.transition, step.choice);
      const normal = after.slice();
      normalise?.(normal);
      if (!ancestry.is(next, normal)) continue;
      words.set(after);
      return step;
    }
    throw new ModelError(
      `${system.name}: a step that was taken is not possible again: a guard or an action depends on ` +
        'something that is not in the state',
    );
  });
}
