import type { Job } from '../../campaign/job.ts';
import type { Question } from './check-task.ts';
import type { SearchArguments } from './search-options.ts';

/** A cell with its budget, without what belongs to a machine: threads and places of checkpoints. */
export interface CheckJob extends Job {
  readonly kind: 'check';
  readonly task: Question & { readonly search: SearchArguments };
}

/** The job that a cell is, with everything that is asked of it. */
export function checkJob(
  { scenario, liveness: asksLiveness, costs }: Question,
  given: SearchArguments,
): CheckJob {
  const { liveness, maxStates, maxSeconds, maxDepth, maxMemory } = given;
  const { finish, counterexamples, store, reduce } = given;
  const limits = { liveness, maxStates, maxSeconds, maxDepth, maxMemory };
  const all = Object.entries({ ...limits, finish, counterexamples, store, reduce });
  const search = Object.fromEntries(all.filter(([, value]) => value !== undefined));
  const asked = {
    ...(asksLiveness === undefined ? {} : { liveness: asksLiveness }),
    ...(costs === undefined ? {} : { costs }),
  };
  return { kind: 'check', task: { scenario, ...asked, search } };
}
