import { livenessFamilies } from '../../../properties/all.ts';
import { convergence } from '../../../properties/convergence.ts';
import { fairnessFor } from '../../../properties/liveness-family.ts';
import type { LivenessResult } from '../../checking/liveness/liveness.ts';
import type { CheckResult } from '../../checking/verdict.ts';
import type { Migration } from '../../migration/migration-system.ts';
import type { Scope } from '../../../models/scope.ts';
import type { Scenario } from '../../migration/scenario.ts';
import type { CheckEntry, PropertyEntry } from '../matrix/cell-entry.ts';
import { runClauses } from '../matrix/check-liveness.ts';
import { onHardened } from './insight.ts';
import { traceSnapshots } from '../../subject/trace-snapshots.ts';
import { traceOf } from '../../subject/trace.ts';
import { viewOf } from './migration-view.ts';

const unaskedRuns = 'runs that go on for ever are judged in scope live, and with --liveness';

/** Whether some cycle stands for what the environment may do. */
export function isWithoutBudgets(scope: Scope): boolean {
  return Object.values(scope).includes('unlimited');
}

/** One row per property of complete runs, or per kind of its failures. */
export function runEntries(
  migration: Migration,
  scenario: Scenario,
  runs: LivenessResult | undefined,
): PropertyEntry[] {
  return livenessFamilies.flatMap(({ id, title, unasked }): PropertyEntry[] => {
    const reason = unasked(migration);
    if (reason !== undefined || runs === undefined) {
      return [{ id, title, verdict: 'unasked', reason: reason ?? unaskedRuns }];
    }
    const { verdict, counterexamples } = runs.properties.find((property) => property.id === id)!;
    if (counterexamples.length === 0) return [{ id, title, verdict }];
    return counterexamples.map((counterexample) => {
      const { violation, steps, loopStart = steps.length } = counterexample;
      const trace = traceOf(viewOf(migration), counterexample);
      const insight = {
        clauses: runClauses(migration, { property: id, steps, loopStart }),
        snapshots: traceSnapshots(viewOf(migration), steps),
        ...onHardened(migration, scenario, trace),
      };
      return { id, title, verdict, failureClass: violation.failureClass, trace, insight };
    });
  });
}

/** How the runs were searched. */
export function livenessOf(
  migration: Migration,
  { states, transitions, ended }: LivenessResult,
): NonNullable<CheckEntry['liveness']> {
  const fairness = fairnessFor(migration).map(({ name, strength }) => [name, strength] as const);
  return {
    states,
    transitions,
    fairness: Object.fromEntries(fairness),
    ...(ended === undefined ? {} : { ended }),
  };
}

/** What some run must reach. */
export function convergenceEntry(migration: Migration, result: CheckResult): PropertyEntry {
  const { id, title } = convergence;
  const reason = convergence.unasked(migration);
  if (reason !== undefined) return { id, title, verdict: 'unasked', reason };
  const { verdict, unreached } = convergence.judged(result);
  if (unreached === undefined) return { id, title, verdict };
  return { id, title, verdict, failureClass: `no run stops by ${unreached}` };
}
