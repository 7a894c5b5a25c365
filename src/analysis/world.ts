import type { HazardName } from '../../models/hazards.ts';
import type { Design } from '../../models/design.ts';
import type { Scope } from '../../models/scope.ts';
import { check, type CheckOptions } from '../checking/check.ts';
import type { Verdict } from '../checking/verdict.ts';
import { scenarioSystem } from './check-scenario.ts';
import { traceOf, type Trace } from './trace.ts';

/** Hazards within bounds: what a design has to survive. */
export interface World {
  readonly hazards: readonly HazardName[];
  readonly scope: Scope;
  /** How many times the usual budget a proof in it may cost. Default: 1. */
  readonly effort?: number;
}

/** A design, under the name by which its traces are found again. */
export interface Candidate {
  readonly name: string;
  readonly design: Design;
}

/** What became of a design in a world. Plain data: it crosses threads. */
export interface WorldResult {
  readonly verdict: Verdict;
  readonly properties: readonly { readonly id: string; readonly verdict: Verdict }[];
  /** The shortest run into each kind of failure. */
  readonly failures: readonly Trace[];
  readonly states: number;
  readonly depth: number;
  /** Why the search ended early, and how many states it had found and not expanded. */
  readonly ended?: { readonly reason: string; readonly frontier: number };
}

/** Checks a design in a world. `finish: 'first'` ends with the level of the first failure. */
export function checkWorld(
  { name, design }: Candidate,
  { hazards, scope }: World,
  options: CheckOptions,
): WorldResult {
  const migration = scenarioSystem({ designName: name, design, hazards, scope });
  const result = check(migration.system, options);
  const { verdict, states, depth, ended } = result;
  return {
    verdict,
    properties: result.properties.map((property) => ({
      id: property.id,
      verdict: property.verdict,
    })),
    failures: result.properties
      .flatMap(({ counterexamples }) => counterexamples)
      .toSorted((one, other) => one.steps.length - other.steps.length)
      .map((counterexample) => traceOf(migration, counterexample)),
    states,
    depth,
    ...(ended === undefined ? {} : { ended }),
  };
}

/** The hazards of a world as one phrase. */
export function worldTitle({ hazards }: Pick<World, 'hazards'>): string {
  return hazards.length === 0 ? 'ordinary life' : hazards.join(' + ');
}
