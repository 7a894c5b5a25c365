import { join } from 'node:path';
import { requireWritableFile, requireWritableFolder } from '../files/files.ts';
import { hintAtInterruption } from '../interruption.ts';
import { checkRemotely } from './check-remotely.ts';
import { checkShard } from './check-shard.ts';
import { requireExpectation, tasksOf, type CheckArguments } from './check-tasks.ts';
import { finishCheck, runTasks } from './finish-check.ts';
import { requireSearchOptions } from './search-options.ts';

export type { CheckArguments } from './check-tasks.ts';

/** `skipover check`. Returns the exit code. */
export async function checkCommand(given: CheckArguments): Promise<number> {
  const tasks = tasksOf(given);
  if (given.expect === true) requireExpectation(tasks);
  requireSearchOptions(given, tasks.length);
  requireCheckPlace(given);
  hintAtInterruption(
    tasks.length === 1
      ? '--checkpoint DIR would save the search, and --resume DIR go on with it'
      : '--checkpoint DIR saves a search of one --design, --hazard and --scope',
  );
  const { shard, queue } = given;
  if (shard !== undefined && queue === undefined) return checkShard({ ...given, shard }, tasks);
  const startedAt = new Date().toISOString();
  const checked =
    queue === undefined
      ? await runTasks(given, tasks)
      : await checkRemotely({ ...given, queue }, tasks);
  return finishCheck(given, { tasks, checked, startedAt });
}

/** Makes sure, before any work is done, that everything can be written. */
function requireCheckPlace({ out, json }: CheckArguments): void {
  for (const folder of [out, join(out, 'results'), join(out, 'traces')]) {
    requireWritableFolder(folder);
  }
  if (json !== undefined) requireWritableFile(json);
}
