import { safetyFamilies } from '../../../properties/all.ts';
import { check, deadlockProperty, type CheckOptions } from '../../checking/check.ts';
import { sharedLimits } from '../../checking/liveness/liveness.ts';
import type { CheckResult, Counterexample } from '../../checking/verdict.ts';
import type { Migration } from '../../migration/migration-system.ts';
import type { Scenario } from '../../migration/scenario.ts';
import type { CheckEntry, PropertyEntry } from './cell-entry.ts';
import { extentOf } from './search-extent.ts';
import type { CostBounds } from '../../../models/matrix-cell.ts';
import { costEntries } from '../cost-bounds/cost-entries.ts';
import { checkRuns } from './check-liveness.ts';
import { scenarioSystem } from './scenario-system.ts';
import { entryVerdict } from './entry-verdict.ts';
import { inertHazards } from './ineffective-hazards.ts';
import { propertyRows } from './property-rows.ts';
import { insightOf } from '../counterexamples/insight.ts';
import { repairerOf } from '../counterexamples/repairs.ts';
import {
  convergenceEntry,
  isWithoutBudgets,
  livenessOf,
  runEntries,
} from '../counterexamples/run-entries.ts';
import { traceOf } from '../../subject/trace.ts';
import { viewOf } from '../counterexamples/migration-view.ts';

export interface EntryOptions extends CheckOptions {
  /** Whether runs that go on for ever are judged too; always where the environment has no budgets. */
  readonly liveness?: boolean;
  /** What every run may cost at least and at most: judged exactly, over all runs that end. */
  readonly costs?: CostBounds;
}

/** Checks one scenario and reports all of it; `seconds` is left to the caller, who has a clock. */
export function entryFor(
  scenario: Scenario,
  { liveness, costs, ...options }: EntryOptions,
): Omit<CheckEntry, 'seconds'> {
  const migration = scenarioSystem(scenario);
  const result = check(migration.system, options);
  const asksRuns = liveness === true || isWithoutBudgets(scenario.scope);
  const runs = asksRuns
    ? checkRuns(migration, {
        ...sharedLimits(options),
        ...(options.onProgress === undefined ? {} : { onProgress: options.onProgress }),
        reductions: result.reductions,
      })
    : undefined;
  const properties = [
    ...propertyEntries(migration, scenario, result),
    ...runEntries(migration, scenario, runs),
    convergenceEntry(migration, result),
    ...(costs === undefined ? [] : costEntries(scenario, costs)),
  ];
  const inert = inertHazards(scenario, result, options);
  const { name: _name, title: _title, ...bounds } = scenario.scope;
  return {
    scenario: {
      design: scenario.designName,
      switches: scenario.design,
      hazards: scenario.hazards,
      scope: scenario.scope.name,
    },
    verdict: entryVerdict({ properties, inert }),
    properties,
    ...extentOf(result),
    ...(runs === undefined ? {} : { liveness: livenessOf(migration, runs) }),
    ...(Object.keys(inert).length === 0 ? {} : { inert }),
    bounds,
    reductions: result.reductions,
    coverage: result.coverage,
  };
}

function propertyEntries(
  migration: Migration,
  scenario: Scenario,
  result: CheckResult,
): PropertyEntry[] {
  const repairer = repairerOf(scenario);
  const shown = (counterexample: Counterexample): Pick<PropertyEntry, 'trace' | 'insight'> => {
    const trace = traceOf(viewOf(migration), counterexample);
    return { trace, insight: insightOf(migration, scenario, { counterexample, trace, repairer }) };
  };
  const asked = safetyFamilies.flatMap((family): PropertyEntry[] => {
    const { id, title } = family;
    const reason = family.unasked(migration);
    if (reason !== undefined) return [{ id, title, verdict: 'unasked', reason }];
    const property = result.properties.find((candidate) => candidate.id === id)!;
    return propertyRows(title, property, shown);
  });
  const deadlock = result.properties.find(({ id }) => id === deadlockProperty)!;
  return [...asked, ...propertyRows(deadlockTitle, deadlock, shown)];
}

const deadlockTitle = 'No deadlock: something can move until the migration is over';
