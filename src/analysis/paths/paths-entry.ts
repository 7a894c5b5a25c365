import type { CoveringPaths, GoalStatus } from '../../checking/coverage/covering-paths.ts';
import type { GoalKind } from '../../checking/coverage/path-goals.ts';
import type { Scenario } from '../../migration/scenario.ts';
import type { Step, System } from '../../system/system.ts';
import type { CheckEntry } from '../matrix/cell-entry.ts';

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

/** What covering paths are of: a scenario of the migration, or a system of a file. */
export type PathsHead = Pick<PathsEntry, 'scenario' | 'bounds'>;

/** The head of a scenario of the migration. */
export function headOf(scenario: Scenario): PathsHead {
  const { name: scope, title: _title, ...bounds } = scenario.scope;
  const { designName: design, design: switches, hazards } = scenario;
  return { scenario: { design, switches, hazards, scope }, bounds };
}

/** Covering paths of a system, by names; `seconds` is left to the caller, who has a clock. The runs themselves
 * are in the order of `paths`. */
export function pathsEntry(
  system: System,
  head: PathsHead,
  { goals, paths, states }: CoveringPaths,
): { readonly entry: Omit<PathsEntry, 'seconds'>; readonly runs: readonly (readonly Step[])[] } {
  const entry = {
    ...head,
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
