import { designs } from '../../models/design.ts';
import type { Counterexample } from '../checking/verdict.ts';
import type { Migration } from '../migration/migration-system.ts';
import type { Scenario } from '../migration/scenario.ts';
import { certaintyOf, type Certainty } from './certainty.ts';
import { scenarioSystem } from './check-scenario.ts';
import { clauseTruths, type ClauseTruth } from './clause-truth.ts';
import { sameScheduleOn, type Comparison } from './same-schedule.ts';
import { tableauOf, type Tableau } from './tableau.ts';
import type { Trace } from './trace.ts';

/** What can be known of a counterexample beside its steps. All of it is computed, nothing is guessed. */
export interface TraceInsight {
  readonly clauses: readonly ClauseTruth[];
  readonly certain: Certainty;
  readonly tableau: Tableau;
  /** The same schedule on `hardened`; absent where that is the design that fails. */
  readonly comparison?: Comparison;
}

/** What can be told of any run without a search. */
export function sceneOf(
  migration: Migration,
  { property, steps }: Pick<Counterexample, 'property' | 'steps'>,
): Pick<TraceInsight, 'clauses' | 'tableau'> {
  return {
    clauses: clauseTruths(migration.system, property, steps),
    tableau: tableauOf(migration, steps),
  };
}

/** Looks into one counterexample. Costs a few searches of at most 200,000 states each. */
export function insightOf(
  migration: Migration,
  scenario: Scenario,
  { counterexample, trace }: { readonly counterexample: Counterexample; readonly trace: Trace },
): TraceInsight {
  const { property, steps } = counterexample;
  return {
    ...sceneOf(migration, counterexample),
    certain: certaintyOf(migration.system, { property, steps }),
    ...onHardened(migration, scenario, trace),
  };
}

/** The same schedule on `hardened`; nothing where that is the design that fails. */
export function onHardened(
  migration: Migration,
  scenario: Scenario,
  trace: Trace,
): Pick<TraceInsight, 'comparison'> {
  const design = 'hardened';
  if (JSON.stringify(migration.design) === JSON.stringify(designs[design])) return {};
  const other = scenarioSystem({ ...scenario, designName: design, design: designs[design] });
  return { comparison: sameScheduleOn(other, { trace, design }) };
}
