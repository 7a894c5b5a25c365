import { requireOptions, type OptionKinds } from '../../foundation/options.ts';
import type { GuardCounts } from '../../system/compile.ts';
import { firstPass } from '../../system/first-pass.ts';
import type { Step, System } from '../../system/system.ts';
import { searchGoals } from './goal-search.ts';
import { goalsOf, type Goal } from './path-goals.ts';

export interface PathOptions {
  /** States of each search at most; default 1,000,000. There is one search for each process. */
  readonly maxStates?: number;
  /** Paths at most; default: as many as it takes. */
  readonly maxPaths?: number;
  /** Which goals; default: all. */
  readonly goals?: (goal: Goal) => boolean;
}

const optionKinds: OptionKinds<PathOptions> = {
  maxStates: 'count',
  maxPaths: 'count',
  goals: 'function',
};

/**
 * - `covered`: a path of the suite shows it
 * - `uncovered`: it can be shown, but `maxPaths` left no room for a path that does
 * - `unreachable`: proved, by the chart alone or by a complete search within the bounds of the system
 * - `unknown`: not met before a search ended at `maxStates`
 */
export type GoalStatus = 'covered' | 'uncovered' | 'unreachable' | 'unknown';

export interface GoalResult extends Goal {
  readonly status: GoalStatus;
  /** What proves that it is unreachable. */
  readonly proof?: 'chart' | 'search';
  /** The first path that shows it, as a position in the suite. */
  readonly path?: number;
}

/** A run from the initial state. */
export interface CoveringPath {
  /** The goal for whose sake it is in the suite: it is a shortest run to it. */
  readonly name: string;
  readonly steps: readonly Step[];
  /** Goals that this path is the first to show. */
  readonly covers: number;
}

export interface CoveringPaths {
  readonly goals: readonly GoalResult[];
  readonly paths: readonly CoveringPath[];
  /** States of all searches together. */
  readonly states: number;
}

/**
 * Runs that together show every control state, transition, pair of transitions and guard outcome that
 * `system` can show. That is what exhaustive means here: all simple paths would be more than anybody
 * can run (they grow exponentially), and all states are the business of `check`.
 *
 * Deterministic. Each run is as short as any to the goal it is named for; a run is left out where
 * longer ones show all that it shows. Costs one search, and one per process with its last transition
 * as part of the state.
 *
 * @example
 * ```ts
 * import { coveringPaths } from 'skipover';
 * import { twoWorkers } from './two-workers.ts';
 *
 * const { goals, paths } = coveringPaths(twoWorkers);
 * const covered = goals.filter(({ status }) => status === 'covered');
 * console.log(paths.length < covered.length); // true
 * ```
 */
export function coveringPaths(system: System, options: PathOptions = {}): CoveringPaths {
  requireOptions('coveringPaths', options, optionKinds);
  firstPass(system);
  const { maxStates = 1_000_000, maxPaths = Infinity } = options;
  const { goals, found, complete, states } = findGoals(system, maxStates, options.goals);
  const { paths, firstPath } = suiteOf(system, found, maxPaths);
  const results = goals.map((goal): GoalResult => {
    const path = firstPath.get(goal);
    if (path !== undefined) return { ...goal, status: 'covered', path };
    if (found.has(goal)) return { ...goal, status: 'uncovered' };
    if (!goal.inChart) return { ...goal, status: 'unreachable', proof: 'chart' };
    if (complete.has(goal)) return { ...goal, status: 'unreachable', proof: 'search' };
    return { ...goal, status: 'unknown' };
  });
  return { goals: results, paths, states };
}

/** What a system can show, and what was proved that it cannot. */
export interface FoundGoals {
  readonly goals: readonly Goal[];
  /** A shortest run to each that was found. */
  readonly found: ReadonlyMap<Goal, readonly Step[]>;
  /** Goals whose search was complete. */
  readonly complete: ReadonlySet<Goal>;
  /** States of all searches together. */
  readonly states: number;
}

/** Looks for all goals of a system, by one search and one for each process's pairs. */
export function findGoals(
  system: System,
  maxStates: number,
  isSought: (goal: Goal) => boolean = () => true,
): FoundGoals {
  const goals = goalsOf(system).filter((goal) => isSought(goal));
  const found = new Map<Goal, readonly Step[]>();
  const complete = new Set<Goal>();
  let states = 0;
  for (const sought of searchesFor(system, goals)) {
    const search = searchGoals(system, sought, maxStates);
    states += search.states;
    for (const [goal, steps] of search.runs) found.set(goal, steps);
    if (search.complete) for (const goal of sought) complete.add(goal);
  }
  return { goals, found, complete, states };
}

/** Goals that one search can look for; none that the chart itself rules out. */
function searchesFor({ processes }: System, goals: readonly Goal[]): Goal[][] {
  const possible = goals.filter(({ inChart }) => inChart);
  const pairs = processes.map(({ name }) =>
    possible.filter(({ kind, process }) => kind === 'pair' && process === name),
  );
  const simple = possible.filter(({ kind }) => kind !== 'pair');
  return [simple, ...pairs].filter(({ length }) => length > 0);
}

/** Longest runs first: each shows many goals on its way, and the short ones are seldom needed. */
function suiteOf(
  system: System,
  found: ReadonlyMap<Goal, readonly Step[]>,
  maxPaths: number,
): { readonly paths: CoveringPath[]; readonly firstPath: ReadonlyMap<Goal, number> } {
  const paths: CoveringPath[] = [];
  const firstPath = new Map<Goal, number>();
  const shown = new Shown(system, [...found.keys()]);
  const longestFirst = [...found].toSorted(([, one], [, other]) => other.length - one.length);
  for (const [goal, steps] of longestFirst) {
    if (firstPath.has(goal) || paths.length >= maxPaths) continue;
    const before = firstPath.size;
    for (const each of shown.by(steps)) {
      if (!firstPath.has(each)) firstPath.set(each, paths.length);
    }
    paths.push({ name: goal.name, steps, covers: firstPath.size - before });
  }
  return { paths, firstPath };
}

/** Which goals a run shows. */
class Shown {
  readonly #system: System;
  readonly #goals: readonly Goal[];

  constructor(system: System, goals: readonly Goal[]) {
    this.#system = system;
    this.#goals = goals;
  }

  by(steps: readonly Step[]): Goal[] {
    const system = this.#system;
    const count = system.transitions.length;
    const words = system.initial();
    const taken = new Set<number>();
    const pairs = new Set<string>();
    const standing = new Set<string>();
    const last = new Map<string, number>();
    const counts: GuardCounts = {
      held: new Float64Array(count),
      failed: new Float64Array(count),
    };
    const look = (): void => {
      for (const process of system.processes) {
        standing.add(`${process.name} ${process.control.get(words, 0)}`);
        process.forEachEnabled(words, () => {}, counts);
      }
    };
    look();
    for (const { transition, choice } of steps) {
      const { process } = system.transitions[transition]!;
      taken.add(transition);
      pairs.add(`${last.get(process)} ${transition}`);
      last.set(process, transition);
      system.apply(words, transition, choice);
      look();
    }
    return this.#goals.filter((goal) => {
      switch (goal.kind) {
        case 'state':
          return standing.has(`${goal.process} ${goal.state}`);
        case 'transition':
          return taken.has(goal.transition!);
        case 'pair':
          return pairs.has(`${goal.before} ${goal.transition}`);
        case 'guard':
          return (goal.holds === true ? counts.held : counts.failed)[goal.transition!]! > 0;
      }
    });
  }
}
