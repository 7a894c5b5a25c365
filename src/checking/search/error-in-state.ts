import { InputError } from '../../foundation/input-error.ts';
import { InvariantError } from '../../foundation/invariant.ts';
import { ModelError, type PathStep } from '../../foundation/model-error.ts';
import type { Step, System } from '../../system/system.ts';
import type { Normalise } from '../reductions/symmetry.ts';
import { stepsTo, type Ancestry } from './paths.ts';

/** A mistake of the model that showed in one state of a search, before the path to that state is known. */
export class ErrorInState extends ModelError {
  /** The number of the state. */
  readonly state: number;

  constructor(state: number, message: string, cause: unknown) {
    super(message, { cause });
    this.state = state;
  }
}

/** What code of the model threw while a search looked at `state`. Mistakes of skipover stay what they are. */
export function inState(state: number, error: unknown, place = ''): unknown {
  if (!(error instanceof Error) || error instanceof ErrorInState) return error;
  if (error instanceof InputError || error instanceof InvariantError) return error;
  if (error instanceof ModelError && error.path !== undefined) return error;
  return new ErrorInState(state, `${place}${error.message}`, error);
}

/** The same error with the path to its state; unchanged if it is another, or if no path is found any more. */
export function withPath(
  system: System,
  error: unknown,
  how: { readonly ancestry: Ancestry; readonly normalise: Normalise | undefined },
): unknown {
  if (!(error instanceof ErrorInState)) return error;
  try {
    return error.after(pathOf(system, stepsTo(system, error.state, how)));
  } catch (cause) {
    // A step that is not possible again: what is wrong with the model has been said.
    if (cause instanceof Error) return error;
    throw cause;
  }
}

/** Steps by names. */
function pathOf(system: System, steps: readonly Step[]): PathStep[] {
  return steps.map(({ transition, choice }) => {
    const { process, event } = system.transitions[transition]!;
    const choices = system.process(process).definition.choices?.[event] ?? 1;
    return { process, event, ...(choices > 1 ? { choice } : {}) };
  });
}
