import { mergeCheck } from '../check/check-shard.ts';
import { mergeMutants } from '../mutants/mutants-shard.ts';
import type { ShardedRun } from './shard-file.ts';

/** Writes and prints what one machine would have written and printed. Returns its exit code. */
export function finishCampaign(run: ShardedRun, place: { readonly out: string }): Promise<number> {
  const { campaign } = run;
  return 'check' in campaign
    ? mergeCheck(campaign.check, run, place)
    : mergeMutants(campaign.mutants, run, place);
}
