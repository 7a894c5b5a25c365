import { propertyFamilies } from '../../properties/all.ts';
import { check, deadlockProperty, type CheckOptions } from '../checking/check.ts';
import type { CheckResult, PropertyResult } from '../checking/verdict.ts';
import type { Migration } from '../migration/migration-system.ts';
import type { Scenario } from '../migration/scenario.ts';
import type { CheckEntry, PropertyEntry } from './check-entry.ts';
import { checkRuns } from './check-liveness.ts';
import { scenarioSystem } from './check-scenario.ts';
import { entryVerdict } from './entry-verdict.ts';
import { inertHazards } from './inert-hazards.ts';
import { insightOf } from './insight.ts';
import { convergenceEntry, isWithoutBudgets, livenessOf, runEntries } from './run-entries.ts';
import { traceOf } from './trace.ts';

export interface EntryOptions extends CheckOptions {
  /** Whether runs that go on for ever are judged too; always where the environment has no budgets. */
  readonly liveness?: boolean;
}

/** Checks one scenario and tells all of it; `seconds` is left to the caller, who has a clock. */
export function entryFor(
  scenario: Scenario,
  { liveness, ...options }: EntryOptions,
): Omit<CheckEntry, 'seconds'> {
  const migration = scenarioSystem(scenario);
  const result = check(migration.system, options);
  const asksRuns = liveness === true || isWithoutBudgets(scenario.scope);
  const runs = asksRuns
    ? checkRuns(migration, { ...options, reductions: result.reductions })
    : undefined;
  const properties = [
    ...propertyEntries(migration, scenario, result),
    ...runEntries(migration, scenario, runs),
    convergenceEntry(migration, result),
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
    states: result.states,
    transitions: result.transitions,
    depth: result.depth,
    ...(result.ended === undefined ? {} : { ended: result.ended }),
    bytesPerState: Math.max(1, Math.round(result.bytesPerState)),
    ...(result.omissionProbability === undefined
      ? {}
      : { omissionProbability: result.omissionProbability }),
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
  const asked = propertyFamilies.flatMap((family): PropertyEntry[] => {
    const { id, title } = family;
    const reason = family.unasked(migration);
    if (reason !== undefined) return [{ id, title, verdict: 'unasked', reason }];
    const property = result.properties.find((candidate) => candidate.id === id)!;
    return rowsOf(migration, scenario, { title, property });
  });
  const deadlock = result.properties.find(({ id }) => id === deadlockProperty)!;
  return [...asked, ...rowsOf(migration, scenario, { title: deadlockTitle, property: deadlock })];
}

const deadlockTitle = 'No deadlock: something can move until the migration is over';

/** One row per kind of failure, the shortest first; one row where there is none. */
function rowsOf(
  migration: Migration,
  scenario: Scenario,
  { title, property }: { readonly title: string; readonly property: PropertyResult },
): PropertyEntry[] {
  const { id, verdict, counterexamples } = property;
  if (counterexamples.length === 0) return [{ id, title, verdict }];
  return counterexamples.map((counterexample) => {
    const trace = traceOf(migration, counterexample);
    const insight = insightOf(migration, scenario, { counterexample, trace });
    return { id, title, verdict, bugClass: counterexample.violation.bugClass, trace, insight };
  });
}
