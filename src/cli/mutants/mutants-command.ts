import type { MutantsAnswer } from './mutants-task.ts';
import { requireResultPlace } from '../files/result-file.ts';
import { InputError } from '../../foundation/input-error.ts';
import { withRemote } from '../campaign/foreground.ts';
import { mutantsJob, mutantsShard } from './mutants-shard.ts';
import {
  budgetOf,
  chosenMutants,
  finishMutants,
  tryAll,
  withMutantsPool,
  type MutantsArguments,
  type RunMutants,
} from './run-mutants.ts';

export type { MutantsArguments } from './run-mutants.ts';

/** `skipover mutants`. Returns the exit code: 15 where a mutant survives, 20 where a budget ended a search. */
export async function mutantsCommand(given: MutantsArguments): Promise<number> {
  const chosen = chosenMutants(given.only);
  requireResultPlace(given);
  const { shard, queue } = given;
  if (shard !== undefined && queue !== undefined) {
    throw new InputError('usage', '--shard and --queue are two ways to the same: drop one');
  }
  if (shard !== undefined) return mutantsShard({ ...given, shard }, chosen);
  const startedAt = new Date().toISOString();
  const tried = await withMutants(queue, chosen.length, (run) =>
    tryAll(chosen, budgetOf(given), run),
  );
  return finishMutants(given, { tried, startedAt });
}

/** Threads of this process, or the workers of a queue. */
function withMutants<Result>(
  queue: string | undefined,
  count: number,
  use: (run: RunMutants) => Promise<Result>,
): Promise<Result> {
  if (queue === undefined) return withMutantsPool(count, use);
  return withRemote(queue, 'mutants', (remote) =>
    use(async (task) => (await remote.run(mutantsJob(task))) as MutantsAnswer),
  );
}
