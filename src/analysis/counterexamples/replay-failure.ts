import { InputError } from '../../foundation/input-error.ts';
import { failsBy } from '../../fuzzing/judge.ts';
import { requireRun } from '../../fuzzing/token.ts';
import type { Migration } from '../../migration/migration-system.ts';
import { run } from '../../replay/run.ts';
import type { Violation } from '../../system/definition.ts';
import type { Step } from '../../system/system.ts';
import { runViolation } from '../matrix/check-liveness.ts';
import { replayTrace } from './replay-trace.ts';
import { traceOf, type Trace } from '../../subject/trace.ts';
import { isJudged } from '../witnesses/detecting-system.ts';
import { isPassingRun, witnessClass } from '../witnesses/passing-run.ts';
import { chosenEnd, chosenRun } from '../explorer/run-end.ts';
import { viewOf } from './migration-view.ts';

/** What a run must end with. */
export interface RunEnd {
  readonly property: string;
  readonly failureClass: string;
  /** Of a run for ever: how many steps come before those that are repeated. */
  readonly loopStart?: number;
}

/**
 * Runs steps from the initial state, in the executor and in XState actors, and reports the failure at
 * their end: a violation, a run for ever, or, of a witness and of a run that somebody chose, none. Throws `InputError('data')` where a
 * step is not possible where it comes, or the run ends without that failure.
 */
export function replayFailure(migration: Migration, end: RunEnd, steps: readonly Step[]): Trace {
  const { system } = migration;
  requireRun(system, steps);
  const violation = violationOf(migration, end, steps);
  const { property, failureClass, loopStart } = end;
  if (violation === undefined) {
    throw new InputError(
      'data',
      `cannot replay this token: the run ends without its failure (${property} ${failureClass})`,
    );
  }
  const loop = loopStart === undefined ? {} : { loopStart };
  const trace = traceOf(viewOf(migration), { property, violation, steps, ...loop });
  replayTrace(migration, trace, 'this token');
  return trace;
}

function violationOf(
  migration: Migration,
  { property, failureClass, loopStart }: RunEnd,
  steps: readonly Step[],
): Violation | undefined {
  if (property === chosenRun.property) return chosenEnd(migration.system, steps, isJudged);
  if (failureClass === witnessClass) {
    const detail = 'nothing is broken on the way, and all is at rest';
    return isPassingRun(migration, steps) ? { failureClass, detail } : undefined;
  }
  if (loopStart !== undefined) {
    const violation = runViolation(migration, { property, steps, loopStart });
    return violation?.failureClass === failureClass ? violation : undefined;
  }
  const { system } = migration;
  let last = system.initial();
  run(system, steps, (_before, after) => (last = after.slice()));
  return failsBy(system, { property, failureClass })(last);
}
