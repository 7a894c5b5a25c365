import type { GuardCounts } from '../system/compile.ts';
import type { Step, System } from '../system/system.ts';
import type { Goal } from './path-goals.ts';
import { StateTable } from './state-table.ts';

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
  readonly #table: StateTable;
  readonly #current: Uint32Array;
  readonly #next: Uint32Array;
  readonly #runs: GoalRuns = new Map();
  /** Goals not found yet; of a step by the transition, of a pair by both. */
  readonly #states: Set<Goal>;
  readonly #guards: Set<Goal>;
  readonly #steps = new Map<number, Goal>();
  readonly #pairs = new Map<number, Goal>();
  readonly #counts: GuardCounts;
  #expanding = 0;

  constructor(
    system: System,
    goals: readonly Goal[],
    { statesMax, watched }: { readonly statesMax: number; readonly watched: string | undefined },
  ) {
    const count = system.transitions.length;
    const words = system.layout.wordsPerState + 1;
    this.#system = system;
    this.#statesMax = statesMax;
    this.#watched = watched;
    this.#table = new StateTable(words);
    this.#current = new Uint32Array(words);
    this.#next = new Uint32Array(words);
    this.#states = new Set(goals.filter(({ kind }) => kind === 'state'));
    this.#guards = new Set(goals.filter(({ kind }) => kind === 'guard'));
    this.#counts = { held: new Float64Array(count), failed: new Float64Array(count) };
    for (const goal of goals) {
      if (goal.kind === 'transition') this.#steps.set(goal.transition!, goal);
      if (goal.kind === 'pair') this.#pairs.set(goal.before! * count + goal.transition!, goal);
    }
  }

  run(): GoalSearchResult {
    const table = this.#table;
    this.#next.set(this.#system.initial());
    table.add(this.#next, 0, 0);
    this.#lookAtStates(this.#next, 0);
    while (this.#expanding < table.size && !this.#isDone && table.size < this.#statesMax) {
      this.#expand();
      this.#expanding++;
    }
    return {
      runs: this.#runs,
      states: table.size,
      complete: this.#expanding === table.size,
    };
  }

  get #isDone(): boolean {
    const sets = [this.#states, this.#guards, this.#steps, this.#pairs];
    return sets.every(({ size }) => size === 0);
  }

  #expand(): void {
    const system = this.#system;
    const { transitions } = system;
    const [current, next] = [this.#current, this.#next];
    const lastAt = current.length - 1;
    this.#table.read(this.#expanding, current);
    const last = current[lastAt]! - 1;
    const visit = (transition: number, choice: number): void => {
      next.set(current);
      system.apply(next, transition, choice);
      const isWatched = transitions[transition]!.process === this.#watched;
      if (isWatched) next[lastAt] = transition + 1;
      const step = choice * transitions.length + transition;
      const added = this.#table.add(next, this.#expanding, step);
      this.#found(this.#steps, transition, { transition, choice });
      if (isWatched && last >= 0) {
        this.#found(this.#pairs, last * transitions.length + transition, { transition, choice });
      }
      if (added >= 0 && this.#states.size > 0) this.#lookAtStates(next, added);
    };
    const isCounting = this.#guards.size > 0;
    for (const process of system.processes) {
      process.forEachEnabled(current, visit, isCounting ? this.#counts : undefined);
    }
    if (isCounting) this.#lookAtGuards();
  }

  #found(goals: Map<number, Goal>, key: number, step: Step): void {
    const goal = goals.get(key);
    if (goal === undefined) return;
    goals.delete(key);
    this.#runs.set(goal, [...this.#pathTo(this.#expanding), step]);
  }

  #lookAtStates(words: Uint32Array, id: number): void {
    for (const goal of this.#states) {
      const { control } = this.#system.process(goal.process);
      if (control.get(words, 0) !== goal.state) continue;
      this.#states.delete(goal);
      this.#runs.set(goal, this.#pathTo(id));
    }
  }

  /** Counts grow only; the first that is above 0 comes from the state that is being expanded. */
  #lookAtGuards(): void {
    const { held, failed } = this.#counts;
    for (const goal of this.#guards) {
      if ((goal.holds === true ? held : failed)[goal.transition!] === 0) continue;
      this.#guards.delete(goal);
      this.#runs.set(goal, this.#pathTo(this.#expanding));
    }
  }

  #pathTo(id: number): Step[] {
    const count = this.#system.transitions.length;
    const steps: Step[] = [];
    for (let at = id; at !== 0; at = this.#table.parent(at)) {
      const step = this.#table.step(at);
      steps.push({ transition: step % count, choice: Math.floor(step / count) });
    }
    return steps.toReversed();
  }
}
