import {
  adviceFor,
  standstillOf,
  type Advice,
  type AdviceRange,
  type RangeCase,
} from '../../timing/advice.ts';
import { breakEvenOf, plannedCases } from '../../timing/advice-range.ts';
import type { GcLog } from '../../timing/gc-log/history.ts';
import type { MigrationMetrics } from '../../timing/metrics.ts';
import { migrateEach, type MigrationRun } from './migrate-all.ts';
import type { ChosenWorkload } from './workload-arguments.ts';

export interface AdviseInput {
  readonly chosen: ChosenWorkload;
  readonly runs: readonly MigrationRun[];
  readonly results: readonly MigrationMetrics[];
  readonly firstSeed: number;
  /** Migrate at further moments, over other links, and with other writes to Old. Default: if the VM is small. */
  readonly sweep?: boolean;
}

/** About 20 further migrations of a VM of this size take ten to twenty seconds of two cores. */
const sweptBytesMax = 2 ** 32;

/** Advice on the runs that were made, if some were assisted and some were not. */
export async function advise(input: AdviseInput): Promise<Advice | undefined> {
  const { chosen, results, firstSeed } = input;
  const sweep = input.sweep ?? chosen.vmBytes <= sweptBytesMax;
  const workload = chosen.draw(firstSeed);
  const given = { results, workload, source: sourceOf(chosen), confidence: confidenceOf(chosen) };
  const advice = adviceFor(given);
  if (advice === undefined || !sweep || chosen.log === undefined) return advice;
  return adviceFor({ ...given, range: await rangeOf(input, advice, chosen.log) });
}

/** The best run of either kind, in every further case. */
async function rangeOf(input: AdviseInput, advice: Advice, log: GcLog): Promise<AdviceRange> {
  const { chosen, runs, results, firstSeed } = input;
  const bestOf = (wanted: boolean): MigrationRun => {
    const found = advice.ranking.find(({ assisted, isUnsafe }) => assisted === wanted && !isUnsafe);
    return runs.find(({ name }) => name === found!.design)!;
  };
  const [unassisted, assisted] = [bestOf(false), bestOf(true)];
  const { linkBytesPerSecond } = chosen.costs;
  const planned = plannedCases({ log, options: chosen.options ?? {}, linkBytesPerSecond });
  const measured = await migrateEach(
    planned.flatMap(({ workload, linkBytesPerSecond: link }) => {
      const costs = {
        ...chosen.costs,
        ...(link === undefined ? {} : { linkBytesPerSecond: link }),
      };
      const { vmBytes } = chosen;
      return [unassisted, assisted].map((run) => ({
        ...run,
        workload,
        vmBytes,
        costs,
        seed: firstSeed,
      }));
    }),
  );
  const cases = planned.map(({ varies, value, text }, index): RangeCase => ({
    varies,
    value,
    text,
    unassistedSeconds: standstillOf(measured[2 * index]!),
    assistedSeconds: standstillOf(measured[2 * index + 1]!),
  }));
  const own = (name: string): number =>
    standstillOf(results.find(({ design }) => design === name)!);
  const base = {
    oldWritesPerSecond: chosen.draw(firstSeed).oldWrites[0]?.perSecond ?? 0,
    linkBytesPerSecond,
    unassistedSeconds: own(unassisted.name),
    assistedSeconds: own(assisted.name),
  };
  return {
    unassisted: unassisted.name,
    assisted: assisted.name,
    cases,
    breakEven: breakEvenOf(cases, base),
  };
}

function sourceOf({ kind, log }: ChosenWorkload): 'log' | 'trace' | 'model' {
  if (kind === 'model') return 'model';
  return log === undefined ? 'trace' : 'log';
}

/** How far the workload's numbers can be trusted, in words. */
function confidenceOf({ kind, log, draw }: ChosenWorkload): string {
  if (kind === 'model') {
    return "confidence: a model made of the paper's figures, not a recording of your application";
  }
  if (log === undefined) {
    const collections = draw(1).trace?.filter(({ collects }) => collects).length ?? 0;
    return collections === 0
      ? 'confidence: low, no collection was recorded, and what survives the enforced one is a guess'
      : `confidence: high, every written page was recorded over ${collections} collections`;
  }
  const { detail } = log.collections.at(log.collections.length - 1);
  if (detail === 'totals') {
    return 'confidence: low, the log has the size of the heap only, and Young is estimated';
  }
  if (log.collector === 'G1') {
    return 'confidence: medium, the regions of Young are taken for one range, which G1 does not have';
  }
  if (log.collector === 'Serial') {
    return 'confidence: medium, nobody has measured the protocol with Serial; its Young is one range';
  }
  return detail === 'addresses'
    ? 'confidence: high but for writes to Old, the log has the addresses of all spaces'
    : 'confidence: medium, the log has sizes but no addresses';
}
