import { coveringPaths, type GoalStatus, type PathOptions } from '../checking/covering-paths.ts';
import type { GoalKind } from '../checking/path-goals.ts';
import type { Scenario } from '../migration/scenario.ts';
import type { Step } from '../system/system.ts';
import type { CheckEntry } from './check-entry.ts';
import { scenarioSystem } from './check-scenario.ts';

/** What `skipover paths` found in one scenario. */
export interface PathsEntry {
  readonly scenario: CheckEntry['scenario'];
  readonly bounds: CheckEntry['bounds'];
  /** States of all searches together: one, and one for each process's pairs. */
  readonly states: number;
  readonly seconds: number;
  readonly goals: readonly {
    readonly kind: GoalKind;
    readonly process: string;
    readonly name: string;
    readonly status: GoalStatus;
    /** What proves that it is unreachable: the chart by itself, or the complete search. */
    readonly proof?: 'chart' | 'search';
    /** The first path that shows it, as a position in `paths`. */
    readonly path?: number;
  }[];
  readonly paths: readonly {
    readonly name: string;
    readonly covers: number;
    readonly steps: readonly PathStep[];
  }[];
}

export interface PathStep {
  readonly process: string;
  readonly step: string;
  readonly choice: number;
}

/** Covering paths of a scenario, told by names; `seconds` is left to the caller, who has a clock. The
 * runs themselves stand beside it, in the order of `paths`. */
export function pathsEntry(
  scenario: Scenario,
  options: PathOptions,
): { readonly entry: Omit<PathsEntry, 'seconds'>; readonly runs: readonly (readonly Step[])[] } {
  const { system } = scenarioSystem(scenario);
  const { goals, paths, states } = coveringPaths(system, options);
  const { name: scope, title: _title, ...bounds } = scenario.scope;
  const { designName: design, design: switches, hazards } = scenario;
  const entry = {
    scenario: { design, switches, hazards, scope },
    bounds,
    states,
    goals: goals.map(({ kind, process, name, status, proof, path }) => ({
      kind,
      process,
      name,
      status,
      ...(proof === undefined ? {} : { proof }),
      ...(path === undefined ? {} : { path }),
    })),
    paths: paths.map(({ name, covers, steps }) => ({
      name,
      covers,
      steps: steps.map(({ transition, choice }): PathStep => {
        const { process, event } = system.transitions[transition]!;
        return { process, step: event, choice };
      }),
    })),
  };
  return { entry, runs: paths.map(({ steps }) => steps) };
}
