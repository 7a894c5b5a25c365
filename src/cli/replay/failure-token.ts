import {
  decodeFailure,
  encodeFailure,
  failingRun,
  type FailingRun,
} from '../../analysis/counterexamples/failure-token.ts';
import { modelIdentity } from '../../analysis/matrix/model-hash.ts';
import type { ModelIdentity } from '../../fuzzing/token.ts';
import type { Trace } from '../../subject/trace.ts';
import type { System } from '../../system/system.ts';
import { toolOf } from '../version.ts';

export type { FailingRun };

let known: ModelIdentity | undefined;

function identity(): ModelIdentity {
  return (known ??= modelIdentity(toolOf().version));
}

/** The one line that repeats a failure. */
export function tokenOf(run: FailingRun): string {
  return encodeFailure(identity(), run);
}

/** The same line for a run that is given by names. `system` is the one that it is a run of. */
export function tokenOfTrace(
  system: System,
  configuration: Pick<FailingRun, 'design' | 'hazards' | 'scope' | 'mutant'>,
  trace: Trace,
): string {
  return tokenOf(failingRun(system, configuration, trace));
}

/** Throws `InputError('data')` where the text is no token of this model: see `decodeToken`. */
export function readToken(token: string): FailingRun {
  return decodeFailure(identity(), token);
}
