import type { Design } from '../../models/design.ts';
import type { HazardName } from '../../models/hazards.ts';
import { scopes } from '../../models/scope.ts';
import type { MutantConfiguration } from './mutant.ts';

const { small, quick, regrow, stops } = scopes;

/** One enforced collection; no page comes or goes. */
export function calm(design: Partial<Design> = {}): MutantConfiguration {
  return { hazards: [], scope: small, design };
}

/** A page may leave Young, and its frame be taken by others. */
export function shrinking(design: Partial<Design> = {}): MutantConfiguration {
  return { hazards: [], scope: quick, design };
}

/** A page may leave and come back, around a collection of the JVM's own accord. */
export function regrowing(design: Partial<Design> = {}): MutantConfiguration {
  return { hazards: [], scope: regrow, design };
}

/** Iterations enough that each stop test ends some run. */
export function stopping(design: Partial<Design> = {}): MutantConfiguration {
  return { hazards: [], scope: stops, design };
}

/** `calm`, with hazards. */
export function under(
  hazards: readonly HazardName[],
  design: Partial<Design> = {},
): MutantConfiguration {
  return { hazards, scope: small, design };
}

/** `shrinking`, with hazards. */
export function shrinkingUnder(
  hazards: readonly HazardName[],
  design: Partial<Design> = {},
): MutantConfiguration {
  return { hazards, scope: quick, design };
}
