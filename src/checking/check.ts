import { invariant } from '../foundation/invariant.ts';
import { deadlockProperty } from '../system/deadlock.ts';
import { enabledMax } from '../system/enabled-max.ts';
import { firstPass } from '../system/first-pass.ts';
import type { System } from '../system/system.ts';
import type { CheckOptions, CheckProgress } from './check-options.ts';
import { addCounts, CoverageCounts } from './coverage/coverage.ts';
import { SearchWorkers, workersMax, type SearchWorkersInput } from './search/search-workers.ts';
import { Expander } from './search/expander.ts';
import { LocalExpansion } from './search/expansion.ts';
import { checkOptionKinds, keptFor } from './check-options.ts';
import { requireOptions } from '../foundation/options.ts';
import { Judges } from './judges.ts';
import { checkRecorded } from './reductions/recorded-check.ts';
import { runSearch, type SearchContext } from './search/run-search.ts';
import { symmetryOf } from './reductions/symmetry.ts';
import { checkLiveness, sharedLimits } from './liveness/liveness.ts';
import { rollUp, type CheckResult } from './verdict.ts';
import { storeFor } from './stores/store-kind.ts';

export type { CheckOptions, CheckProgress };
export { deadlockProperty };

/**
 * Explores every reachable state of `system`, breadth first, and judges its properties, deadlock and liveness goals.
 *
 * Every counterexample is a shortest run into its failure class, because states are expanded
 * in order of distance. The search goes on past a violation, so that one failure does not hide another
 * and counts do not depend on the properties. A violation is data, never an exception.
 *
 * The same system and options give the same result, byte for byte, whatever the number of workers. Cost:
 * one visit and one hash per step. Throws `InvariantError` where no step could be taken at all,
 * `ModelError` where a guard or an action threw.
 *
 * @example
 * ```ts
 * import { check } from 'skipover';
 * import { twoWorkers } from './two-workers.ts';
 *
 * const { verdict, states, properties } = check(twoWorkers);
 * const [counterexample] = properties[0]!.counterexamples;
 * console.log(verdict, states, counterexample!.steps.length); // violated 13 4
 * ```
 */
export function check(system: System, options: CheckOptions = {}): CheckResult {
  requireOptions('check', options, checkOptionKinds);
  firstPass(system, options.maxDepth);
  const { reduce = ['symmetry'], liveness = true } = options;
  const isRecorded = reduce.includes('dead') || reduce.includes('order');
  const result = isRecorded ? checkRecorded(system, options) : checkPlainly(system, options);
  return liveness && system.liveness.length > 0 ? withGoals(system, result, options) : result;
}

/** The same result with the liveness goals of the system. */
function withGoals(system: System, result: CheckResult, options: CheckOptions): CheckResult {
  const { fairness } = options;
  const live = checkLiveness(system, system.liveness, {
    ...sharedLimits(options),
    ...(fairness === undefined ? {} : { fairness }),
  });
  const properties = [...result.properties, ...live.properties];
  const ended = result.ended ?? live.ended;
  return {
    ...result,
    verdict: rollUp(properties.map(({ verdict }) => verdict)),
    properties,
    ...(ended === undefined ? {} : { ended }),
  };
}

function checkPlainly(system: System, options: CheckOptions): CheckResult {
  const storeKind = options.store ?? { mode: 'exact' };
  const normalise = options.reduce?.includes('symmetry') === false ? undefined : symmetryOf(system);
  const store = storeFor(storeKind, system, options.reserveBytes);
  const expander = new Expander({ system, normalise, counts: new CoverageCounts(system) });
  try {
    const helpers = searchWorkersFor(
      { system, store, expander, reduces: normalise !== undefined },
      options,
    );
    try {
      const context: SearchContext = {
        system,
        options,
        storeKind,
        reductions: normalise === undefined ? [] : ['symmetry'],
        normalise,
        store,
        judges: new Judges(system, keptFor(options)),
        expansionFor: (sink) =>
          helpers?.expansionFor(sink) ??
          new LocalExpansion({ expander, store, sink, stepsMax: enabledMax(system) }),
        counts: () => {
          const sum = new CoverageCounts(system);
          for (const counts of [expander.counts, ...(helpers?.counts ?? [])])
            addCounts(sum, counts);
          return sum;
        },
        addCounts: (counts) => addCounts(expander.counts, counts),
      };
      const result = runSearch(context);
      helpers?.finish();
      return result;
    } finally {
      helpers?.dismiss();
    }
  } finally {
    store.close();
  }
}

function searchWorkersFor(
  input: Omit<SearchWorkersInput, 'workers'>,
  { workers }: CheckOptions,
): SearchWorkers | undefined {
  if (workers === undefined || workers.count === 1) return undefined;
  const { count } = workers;
  invariant(
    Number.isInteger(count) && count >= 1 && count <= workersMax,
    `${count} workers; 1 to ${workersMax}`,
  );
  // One thread gives the same result: see `oneThread`.
  if (input.system.narrator !== undefined) return undefined;
  return new SearchWorkers({ ...input, workers });
}
