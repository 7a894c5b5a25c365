import type { HazardName } from '../../../models/hazards.ts';
import type { Design } from '../../../models/design.ts';
import type { Scope } from '../../../models/scope.ts';
import { check, type CheckOptions } from '../../checking/check.ts';
import type { Verdict } from '../../checking/verdict.ts';
import { scenarioSystem } from './scenario-system.ts';
import { traceOf, type Trace } from '../../subject/trace.ts';
import { viewOf } from '../counterexamples/migration-view.ts';

/** Hazards within bounds: what a design has to survive. */
export interface Configuration {
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

/** What became of a design in a configuration. Plain data: it crosses threads. */
export interface ConfigurationResult {
  readonly verdict: Verdict;
  readonly properties: readonly { readonly id: string; readonly verdict: Verdict }[];
  /** The shortest run into each failure class. */
  readonly failures: readonly Trace[];
  readonly states: number;
  readonly depth: number;
  /** Why the search ended early, and how many states it had found and not expanded. */
  readonly ended?: { readonly reason: string; readonly frontier: number };
}

/** Checks a design in a configuration. `finish: 'first'` ends with the level of the first failure. */
export function checkConfiguration(
  { name, design }: Candidate,
  { hazards, scope }: Configuration,
  options: CheckOptions,
): ConfigurationResult {
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
      .map((counterexample) => traceOf(viewOf(migration), counterexample)),
    states,
    depth,
    ...(ended === undefined ? {} : { ended }),
  };
}

/** The hazards of a configuration as one phrase. */
export function configurationTitle({ hazards }: Pick<Configuration, 'hazards'>): string {
  return hazards.length === 0 ? 'no hazard' : hazards.join(' + ');
}
