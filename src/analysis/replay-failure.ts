import { InputError } from '../foundation/input-error.ts';
import { failsBy, type Failure } from '../fuzzing/judge.ts';
import { requireRun } from '../fuzzing/token.ts';
import type { Migration } from '../migration/migration-system.ts';
import { run } from '../replay/run.ts';
import type { Step } from '../system/system.ts';
import { replayTrace } from './replay-trace.ts';
import { traceOf, type Trace } from './trace.ts';

/**
 * Runs steps from the initial state, in the executor and in XState actors, and tells the failure at
 * their end. Throws `InputError('data')` where a step is not possible where it comes, or the run ends
 * without that failure.
 */
export function replayFailure(
  migration: Migration,
  { property, bugClass }: Failure,
  steps: readonly Step[],
): Trace {
  const { system } = migration;
  requireRun(system, steps);
  let last = system.initial();
  run(system, steps, (_before, after) => (last = after.slice()));
  const violation = failsBy(system, { property, bugClass })(last);
  if (violation === undefined) {
    throw new InputError(
      'data',
      `cannot replay this token: the run ends without its failure (${property} ${bugClass})`,
    );
  }
  const trace = traceOf(migration, { property, violation, steps });
  replayTrace(migration, trace, 'this token');
  return trace;
}
