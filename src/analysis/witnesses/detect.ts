import { consumedDirtinessId } from '../../../properties/consumed-dirtiness.ts';
import { check, type CheckOptions } from '../../checking/check.ts';
import type { PropertyResult } from '../../checking/verdict.ts';
import type { Scenario } from '../../migration/scenario.ts';
import { traceOf, type Trace } from '../../subject/trace.ts';
import { viewOf } from '../counterexamples/migration-view.ts';
import { detectingSystem } from './detecting-system.ts';

/** What a detector found: never a verdict on the design. */
export interface Detection {
  readonly verdict: PropertyResult['verdict'];
  /** The shortest run into each kind. */
  readonly runs: readonly Trace[];
  readonly states: number;
  readonly ended?: { readonly reason: string; readonly frontier: number };
}

/** Looks for consumed dirtiness in every run within the bounds. */
export function detectConsumedDirtiness(scenario: Scenario, options: CheckOptions): Detection {
  const migration = detectingSystem(scenario);
  const { properties, states, ended } = check(migration.system, options);
  const found = properties.find(({ id }) => id === consumedDirtinessId);
  return {
    verdict: found?.verdict ?? 'vacuous',
    runs: (found?.counterexamples ?? []).map((each) => traceOf(viewOf(migration), each)),
    states,
    ...(ended === undefined ? {} : { ended }),
  };
}
