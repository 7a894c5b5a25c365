import { worst } from '../exit-codes.ts';
import { requireResultPlace } from '../files/result-file.ts';
import { finishCampaign } from './finish-campaign.ts';
import { readShardedRuns } from './shard-file.ts';

export interface MergeArguments {
  /** Folders with shards, at any depth. */
  readonly folders: readonly string[];
  readonly out: string;
}

/** `skipover merge`. Returns the exit code that one machine would have had. */
export async function mergeCommand({ folders, out }: MergeArguments): Promise<number> {
  const runs = readShardedRuns(folders);
  requireResultPlace({ out });
  const codes: number[] = [];
  for (const run of runs) {
    codes.push(await finishCampaign(run, { out }));
  }
  return worst(codes);
}
