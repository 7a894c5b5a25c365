import type { GuardCounts } from '../../system/compile.ts';
import type { Step, System } from '../../system/system.ts';
import type { Goal } from './path-goals.ts';
import { BreadthFirst } from '../search/breadth-first.ts';

/** A shortest run that shows a goal. */
export type GoalRuns = Map<Goal, readonly Step[]>;

export interface GoalSearchResult {
  readonly runs: GoalRuns;
  readonly states: number;
  /** Whether every reachable state was looked at: then what was not found cannot be. */
  readonly complete: boolean;
}

/**
 * Looks for goals through every reachable state, breadth first, so that each run found is as short as
 * any. Pairs need to know what their process did last, so a search for pairs takes those of one process
 * and tells states apart by that too. Ends at `statesMax`, and where nothing is left to be found.
 */
export function searchGoals(
  system: System,
  goals: readonly Goal[],
  statesMax: number,
): GoalSearchResult {
  const pairs = goals.filter(({ kind }) => kind === 'pair');
  return new GoalSearch(system, goals, { statesMax, watched: pairs[0]?.process }).run();
}

class GoalSearch {
  readonly #system: System;
  readonly #statesMax: number;
  /** The process whose last transition is part of the state, as one more word. */
  readonly #watched: string | undefined;
  readonly #search: BreadthFirst;
  readonly #runs: GoalRuns = new Map();
  /** Goals not found yet; of a step by the transition, of a pair by both. */
  readonly #states: Set<Goal>;
  readonly #guards: Set<Goal>;
  readonly #steps = new Map<number, Goal>();
  readonly #pairs = new Map<number, Goal>();
  readonly #counts: GuardCounts;

  constructor(
    system: System,
    goals: readonly Goal[],
    { statesMax, watched }: { readonly statesMax: number; readonly watched: string | undefined },
  ) {
    const count = system.transitions.length;
    this.#system = system;
    this.#statesMax = statesMax;
    this.#watched = watched;
    this.#search = new BreadthFirst(system, { extraWords: 1 });
    this.#states = new Set(goals.filter(({ kind }) => kind === 'state'));
    this.#guards = new Set(goals.filter(({ kind }) => kind === 'guard'));
    this.#counts = { held: new Float64Array(count), failed: new Float64Array(count) };
    for (const goal of goals) {
      if (goal.kind === 'transition') this.#steps.set(goal.transition!, goal);
      if (goal.kind === 'pair') this.#pairs.set(goal.before! * count + goal.transition!, goal);
    }
  }

  run(): GoalSearchResult {
    const search = this.#search;
    this.#lookAtStates(search.next, 0);
    while (search.isLeft && !this.#isDone && search.size < this.#statesMax) this.#expand();
    return { runs: this.#runs, states: search.size, complete: !search.isLeft };
  }

  get #isDone(): boolean {
    const sets = [this.#states, this.#guards, this.#steps, this.#pairs];
    return sets.every(({ size }) => size === 0);
  }

  #expand(): void {
    const { transitions } = this.#system;
    const search = this.#search;
    const { current, next, expanded } = search;
    const lastAt = current.length - 1;
    const visit = (transition: number, choice: number): void => {
      const last = current[lastAt]! - 1;
      const isWatched = transitions[transition]!.process === this.#watched;
      if (isWatched) next[lastAt] = transition + 1;
      const added = search.add(transition, choice);
      this.#found(this.#steps, transition, { transition, choice });
      if (isWatched && last >= 0) {
        this.#found(this.#pairs, last * transitions.length + transition, { transition, choice });
      }
      if (added >= 0 && this.#states.size > 0) this.#lookAtStates(next, added);
    };
    const isCounting = this.#guards.size > 0;
    search.expand(visit, isCounting ? this.#counts : undefined);
    if (isCounting) this.#lookAtGuards(expanded);
  }

  #found(goals: Map<number, Goal>, key: number, step: Step): void {
    const goal = goals.get(key);
    if (goal === undefined) return;
    goals.delete(key);
    this.#runs.set(goal, [...this.#search.pathTo(this.#search.expanded), step]);
  }

  #lookAtStates(words: Uint32Array, id: number): void {
    for (const goal of this.#states) {
      const { control } = this.#system.process(goal.process);
      if (control.get(words, 0) !== goal.state) continue;
      this.#states.delete(goal);
      this.#runs.set(goal, this.#search.pathTo(id));
    }
  }

  /** Counts grow only; the first that is above 0 comes from the state that was just expanded. */
  #lookAtGuards(expanded: number): void {
    const { held, failed } = this.#counts;
    for (const goal of this.#guards) {
      if ((goal.holds === true ? held : failed)[goal.transition!] === 0) continue;
      this.#guards.delete(goal);
      this.#runs.set(goal, this.#search.pathTo(expanded));
    }
  }
}
