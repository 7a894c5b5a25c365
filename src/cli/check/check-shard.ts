import type { CheckEntry } from '../../analysis/matrix/cell-entry.ts';
import { itemsOfShard, type Shard } from '../../campaign/shard.ts';
import { campaignOfCheck, checkOfCampaign, type CheckCampaign } from '../campaign/campaign-file.ts';
import { writeShard, type ShardedRun } from '../campaign/shard-file.ts';
import { identityOfProgram } from '../campaign/identity.ts';
import { departure } from '../files/schema.ts';
import { InputError } from '../../foundation/input-error.ts';
import { worst } from '../exit-codes.ts';
import { styled } from '../terminal/text.ts';
import { finishCheck, runTasks } from './finish-check.ts';
import { checkJob } from './check-job.ts';
import { resultName, tasksOf, type CheckArguments, type Task } from './check-tasks.ts';
import { compared, countsLine } from './expectation.ts';

/** Checks a part of the cells and leaves them for `skipover merge`. Returns the exit code of these cells. */
export async function checkShard(
  given: CheckArguments & { readonly shard: Shard },
  tasks: readonly Task[],
): Promise<number> {
  const { shard, out } = given;
  const campaign = campaignOfCheck(given);
  const startedAt = new Date().toISOString();
  const own = itemsOfShard(tasks, shard);
  const checked = own.length === 0 ? [] : await runTasks(given, own);
  const answered = checked.map((answer, at) => ({
    job: checkJob(own[at]!, given),
    answer,
  }));
  const file = writeShard(out, { name: resultName(given), startedAt, shard, campaign }, answered);
  const part = `shard ${shard.index}/${shard.count}`;
  console.log(styled('bold', `${part}: ${own.length} of ${tasks.length} cells: ${file}`));
  const cells = compared(checked, own, given);
  const line = countsLine(cells, own, given.expect);
  if (line !== undefined) console.error(`skipover: ${line}`);
  return worst(cells.map(({ code }) => code));
}

/** Finishes a check whose cells are in shards, as if one machine had checked them all. */
export function mergeCheck(
  check: CheckCampaign,
  { startedAt, answerOf }: ShardedRun,
  place: { readonly out: string },
): Promise<number> {
  const given = checkOfCampaign(check, { ...place, since: startedAt });
  const tasks = tasksOf(given);
  const answers = tasks.map((task) => answerOf(checkJob(task, given)));
  const checked = entriesOf(answers, startedAt);
  return finishCheck(given, { tasks, checked, startedAt });
}

/** Throws `InputError('data')` where answers from outside are no entries. */
function entriesOf(answers: readonly unknown[], startedAt: string): readonly CheckEntry[] {
  const content = {
    schema: 'skipover-check/1',
    ...identityOfProgram(),
    startedAt,
    results: answers,
  };
  const wrong = departure('check', content);
  if (wrong !== undefined) throw new InputError('data', `an answer is no result: ${wrong}`);
  return answers as readonly CheckEntry[];
}
