import { invariant } from '../foundation/invariant.ts';
import { deadlockProperty } from '../system/deadlock.ts';
import { enabledMax } from '../system/enabled-max.ts';
import type { System } from '../system/system.ts';
import type { CheckOptions, CheckProgress } from './check-options.ts';
import { addCounts, CoverageCounts } from './coverage.ts';
import { Crew, workersMax, type CrewInput } from './crew.ts';
import { Expander } from './expander.ts';
import { LocalExpansion } from './expansion.ts';
import { keptFor } from './check-options.ts';
import { Judges } from './judges.ts';
import { checkRecorded } from './recorded-check.ts';
import { runSearch, type Plan } from './run-search.ts';
import { symmetryOf } from './symmetry.ts';
import type { CheckResult } from './verdict.ts';
import { storeFor } from './visited.ts';

export type { CheckOptions, CheckProgress };
export { deadlockProperty };

/**
 * Explores every reachable state of `system`, breadth first, and judges its properties and deadlock.
 *
 * Every counterexample is as short as any run into that kind of failure, because states are expanded
 * in order of distance. The search goes on past a violation, so that one failure does not hide another
 * and counts do not depend on the properties. A violation is data, never an exception.
 *
 * The same system and options give the same result, byte for byte, whatever the number of workers. Cost:
 * one visit and one hash per step. Throws `InvariantError` where no step could be taken at all,
 * `ModelError` where a guard or an action threw.
 */
export function check(system: System, options: CheckOptions = {}): CheckResult {
  const { reduce = ['symmetry'] } = options;
  if (reduce.includes('dead') || reduce.includes('order')) return checkRecorded(system, options);
  return checkPlainly(system, options);
}

function checkPlainly(system: System, options: CheckOptions): CheckResult {
  const visited = options.visited ?? { mode: 'exact' };
  const normalise = options.reduce?.includes('symmetry') === false ? undefined : symmetryOf(system);
  const store = storeFor(visited, system);
  const expander = new Expander({ system, normalise, counts: new CoverageCounts(system) });
  try {
    const crew = crewFor({ system, store, expander, reduces: normalise !== undefined }, options);
    try {
      const plan: Plan = {
        system,
        options,
        visited,
        reductions: normalise === undefined ? [] : ['symmetry'],
        normalise,
        store,
        judges: new Judges(system, keptFor(options)),
        expansionFor: (finder) =>
          crew?.expansionFor(finder) ??
          new LocalExpansion({ expander, store, finder, stepsMax: enabledMax(system) }),
        counts: () => {
          const sum = new CoverageCounts(system);
          for (const counts of [expander.counts, ...(crew?.counts ?? [])]) addCounts(sum, counts);
          return sum;
        },
        addCounts: (counts) => addCounts(expander.counts, counts),
      };
      const result = runSearch(plan);
      crew?.finish();
      return result;
    } finally {
      crew?.dismiss();
    }
  } finally {
    store.close();
  }
}

function crewFor(input: Omit<CrewInput, 'workers'>, { workers }: CheckOptions): Crew | undefined {
  if (workers === undefined || workers.count === 1) return undefined;
  const { count } = workers;
  invariant(
    Number.isInteger(count) && count >= 1 && count <= workersMax,
    `${count} workers; 1 to ${workersMax}`,
  );
  return new Crew({ ...input, workers });
}
