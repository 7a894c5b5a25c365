import { itemsOfShard, type Shard } from '../../campaign/shard.ts';
import type { Job } from '../../campaign/job.ts';
import { InputError } from '../../foundation/input-error.ts';
import type { Mutant } from '../../../properties/mutants/mutant.ts';
import type { MutantsCampaign } from '../campaign/campaign-file.ts';
import { writeShard, type ShardedRun } from '../campaign/shard-file.ts';
import { worst } from '../exit-codes.ts';
import { styled } from '../terminal/text.ts';
import {
  budgetOf,
  chosenMutants,
  codeOf,
  finishMutants,
  mutantsName,
  tryAll,
  withMutantsPool,
  type MutantsArguments,
} from './run-mutants.ts';
import type { MutantsAnswer, MutantsTask } from './mutants-task.ts';

/** The job that a search of a mutant, or of a design that mutants were made of, is. */
export function mutantsJob(task: MutantsTask): Job {
  return { kind: 'mutants', task };
}

/**
 * Tries a part of the mutants, and searches the designs that these were made of, for `skipover merge`. The merged
 * run needs no search that no shard has made: its deepest kill in a configuration is one of some shard.
 */
export async function mutantsShard(
  given: MutantsArguments & { readonly shard: Shard },
  chosen: readonly Mutant[],
): Promise<number> {
  const { shard, out, only, maxStates } = given;
  const startedAt = new Date().toISOString();
  const own = itemsOfShard(chosen, shard);
  const answered: { readonly job: Job; readonly answer: MutantsAnswer }[] = [];
  const { entries } = await withMutantsPool(own.length, (run) =>
    tryAll(own, budgetOf(given), async (task) => {
      const answer = await run(task);
      answered.push({ job: mutantsJob(task), answer });
      return answer;
    }),
  );
  const mutants = {
    ...(only.length === 0 ? {} : { only }),
    ...(maxStates === undefined ? {} : { maxStates }),
  };
  const campaign = { schema: 'skipover-campaign/1', mutants } as const;
  const file = writeShard(out, { name: mutantsName(given), startedAt, shard, campaign }, answered);
  const part = `shard ${shard.index}/${shard.count}`;
  console.log(styled('bold', `${part}: ${own.length} of ${chosen.length} mutants: ${file}`));
  return worst(entries.map(codeOf));
}

/** Finishes a run whose mutants are in shards, as if one machine had tried them all. */
export async function mergeMutants(
  { only = [], maxStates }: MutantsCampaign,
  { startedAt, answerOf }: ShardedRun,
  place: { readonly out: string },
): Promise<number> {
  const given = { only, ...(maxStates === undefined ? {} : { maxStates }), ...place };
  const tried = await tryAll(chosenMutants(only), budgetOf(given), (task) =>
    Promise.resolve(mutantsAnswer(answerOf(mutantsJob(task)))),
  );
  return finishMutants(given, { tried, startedAt });
}

/** Throws `InputError('data')` where an answer from outside is none; its parts are checked with the result. */
function mutantsAnswer(answer: unknown): MutantsAnswer {
  const { mutant, base, seconds } = (answer ?? {}) as Record<string, unknown>;
  const isAnswer =
    typeof seconds === 'number' && [mutant, base].some((part) => typeof part === 'object');
  if (!isAnswer) throw new InputError('data', 'an answer is no result of a mutant');
  return answer as MutantsAnswer;
}
