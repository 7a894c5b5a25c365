import type { CheckEntry } from '../../analysis/matrix/cell-entry.ts';
import { InputError } from '../../foundation/input-error.ts';
import { campaignOfCheck } from '../campaign/campaign-file.ts';
import { withRemote } from '../campaign/foreground.ts';
import { StatusLine } from '../terminal/progress.ts';
import { checkJob } from './check-job.ts';
import type { CheckArguments, Task } from './check-tasks.ts';

/** Checks the cells on the workers of a queue. */
export async function checkRemotely(
  given: CheckArguments & { readonly queue: string },
  tasks: readonly Task[],
): Promise<CheckEntry[]> {
  // Refuses what binds a search to a machine.
  campaignOfCheck(given);
  if (given.shard !== undefined) {
    throw new InputError('usage', '--shard and --queue are two ways to the same: drop one');
  }
  const status = new StatusLine();
  let finished = 0;
  try {
    return await withRemote(given.queue, 'check', (remote) =>
      Promise.all(
        tasks.map(async (task) => {
          const entry = (await remote.run(checkJob(task, given))) as CheckEntry;
          finished++;
          status.show(`${finished} of ${tasks.length} done`);
          return entry;
        }),
      ),
    );
  } finally {
    status.clear();
  }
}
