import type { Design } from '../../models/design.ts';
import type { HazardName } from '../../models/hazards.ts';
import type { Scope } from '../../models/scope.ts';

/** A design in a configuration within bounds: what one check is about. */
export interface Scenario {
  /** As the user gave it: a named design, with overrides after a colon. */
  readonly designName: string;
  readonly design: Design;
  readonly hazards: readonly HazardName[];
  readonly scope: Scope;
}

/** How many migrations a scenario makes, one after the other. */
export function migrationsOf({ hazards, scope }: Pick<Scenario, 'hazards' | 'scope'>): number {
  return hazards.includes('secondMigration') ? scope.migrations : 1;
}
