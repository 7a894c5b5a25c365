import type { RaceScenario } from '../../../models/scenarios.ts';
import { invariant } from '../../foundation/invariant.ts';
import { countsByRace } from './race-counts.generated.ts';

/** What the searches of a race found; `check --expect` and the specs compare with it. */
export interface RaceCounts {
  /** Steps of the shortest counterexample. None if no run, but the lack of one, is the failure (L3). */
  readonly counterexampleSteps?: number;
  readonly statesFailing: number;
  /** States of `hardened` under the same hazards, in the same scope. */
  readonly statesRepaired: number;
}

/** The counts of a race. A race without any is an `InvariantError`: `npm run races:count` writes them. */
export function countsOf({ name }: Pick<RaceScenario, 'name'>): RaceCounts {
  const table: Readonly<Record<string, RaceCounts>> = countsByRace;
  const counts = table[name];
  invariant(counts !== undefined, `race '${name}' has no counts: npm run races:count`);
  return counts;
}
