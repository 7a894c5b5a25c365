import { designs } from '../../../models/design.ts';
import type { Counterexample } from '../../checking/verdict.ts';
import type { Migration } from '../../migration/migration-system.ts';
import type { Scenario } from '../../migration/scenario.ts';
import { certaintyOf, type Certainty } from './certainty.ts';
import { scenarioSystem } from '../matrix/scenario-system.ts';
import { clauseTruths, type ClauseTruth } from './clause-truth.ts';
import type { Repair } from './repairs.ts';
import { sameScheduleOn, type Comparison } from './same-schedule.ts';
import { traceSnapshots, type TraceSnapshots } from '../../subject/trace-snapshots.ts';
import type { Trace } from '../../subject/trace.ts';
import { viewOf } from './migration-view.ts';

/** What can be known of a counterexample beside its steps. All of it is computed, nothing is guessed. */
export interface TraceInsight {
  readonly clauses: readonly ClauseTruth[];
  readonly certain: Certainty;
  readonly snapshots: TraceSnapshots;
  /** The same schedule on `hardened`; absent where that is the design that fails. */
  readonly comparison?: Comparison;
  /** Switches that repair the schedule, each turned alone; absent for `hardened`. None: it takes several. */
  readonly repairs?: readonly Repair[];
}

/** What can be computed for any run without a search. */
export function sceneOf(
  migration: Migration,
  { property, steps }: Pick<Counterexample, 'property' | 'steps'>,
): Pick<TraceInsight, 'clauses' | 'snapshots'> {
  return {
    clauses: clauseTruths(migration.system, property, steps),
    snapshots: traceSnapshots(viewOf(migration), steps),
  };
}

interface InsightOf {
  readonly counterexample: Counterexample;
  readonly trace: Trace;
  /** Made once for all counterexamples of a scenario. */
  readonly repairer: (trace: Trace) => readonly Repair[];
}

/** Looks into one counterexample. Costs a few searches of at most 200,000 states each. */
export function insightOf(
  migration: Migration,
  scenario: Scenario,
  { counterexample, trace, repairer }: InsightOf,
): TraceInsight {
  const { property, steps } = counterexample;
  return {
    ...sceneOf(migration, counterexample),
    certain: certaintyOf(migration.system, { property, steps }),
    ...onHardened(migration, scenario, trace),
    ...(isHardened(migration) ? {} : { repairs: repairer(trace) }),
  };
}

function isHardened({ design }: Migration): boolean {
  return JSON.stringify(design) === JSON.stringify(designs.hardened);
}

/** The same schedule on `hardened`; nothing where that is the design that fails. */
export function onHardened(
  migration: Migration,
  scenario: Scenario,
  trace: Trace,
): Pick<TraceInsight, 'comparison'> {
  const design = 'hardened';
  if (isHardened(migration)) return {};
  const other = scenarioSystem({ ...scenario, designName: design, design: designs[design] });
  return { comparison: sameScheduleOn(other, { trace, design }) };
}
