import { BreadthFirst } from '../checking/search/breadth-first.ts';
import { runNamed } from '../fuzzing/shrink.ts';
import { Walk } from '../fuzzing/walk.ts';
import type { Step, System } from '../system/system.ts';
import type { DriveOutcome } from './drive.ts';

type Diverging = Extract<DriveOutcome, { kind: 'diverges' }>;

export interface MinimizeOptions {
  /** Runs a schedule on the implementation. */
  readonly drive: (schedule: readonly Step[]) => Promise<DriveOutcome>;
  /** Steps that all attempts together may drive; default 100,000. */
  readonly stepsMax?: number;
  /** Which transitions the implementation takes part in: a schedule ends with one of them. */
  readonly isObserved: (transition: number) => boolean;
}

/** States that one search for a shorter schedule may hold. */
const statesMax = 200_000;

/**
 * Makes a schedule that diverges shorter, in the passes that shrink a failure of the model: steps are left out by
 * name (ddmin), then a breadth-first search looks for a shorter run of the kinds of step that are left. Every
 * attempt is a run of the model and is driven through the implementation, which must repeat what it does.
 * Deterministic for such an implementation. Not the shortest if a budget ends the search.
 */
export async function minimizeDivergence(
  system: System,
  found: Diverging,
  options: MinimizeOptions,
): Promise<Diverging> {
  const attempts = new Attempts(system, options);
  const left = await leaveOut(attempts, found);
  return shorter(system, left, { attempts, isObserved: options.isObserved });
}

/** Drives schedules within a budget, none twice. */
class Attempts {
  readonly walk: Walk;
  readonly #drive: MinimizeOptions['drive'];
  readonly #tried = new Set<string>();
  #stepsLeft: number;

  constructor(system: System, { drive, stepsMax = 100_000 }: MinimizeOptions) {
    this.walk = new Walk(system, 1 << 16);
    this.#drive = drive;
    this.#stepsLeft = stepsMax;
  }

  get isSpent(): boolean {
    return this.#stepsLeft <= 0;
  }

  /** The divergence that a schedule shows; `undefined` if it shows none, was tried, or the budget is spent. */
  async at(schedule: readonly Step[]): Promise<Diverging | undefined> {
    const key = schedule.map(({ transition, choice }) => `${transition}.${choice}`).join(' ');
    if (this.isSpent || this.#tried.has(key)) return undefined;
    this.#tried.add(key);
    this.#stepsLeft -= schedule.length + 1;
    const outcome = await this.#drive(schedule);
    return outcome.kind === 'diverges' ? outcome : undefined;
  }

  /** The run that is left of some steps when those that are not enabled are passed over. */
  runOf(steps: readonly Step[]): readonly Step[] {
    runNamed(this.walk, steps, () => false);
    return this.walk.steps();
  }
}

async function leaveOut(attempts: Attempts, found: Diverging): Promise<Diverging> {
  let shortest = found;
  for (let before = Infinity; shortest.steps.length < before && !attempts.isSpent;) {
    before = shortest.steps.length;
    for (let part = before >> 1; part >= 1; part >>= 1) {
      for (let from = 0; from < shortest.steps.length;) {
        const { steps } = shortest;
        const rest = attempts.runOf([...steps.slice(0, from), ...steps.slice(from + part)]);
        const outcome = rest.length < steps.length ? await attempts.at(rest) : undefined;
        if (outcome !== undefined && outcome.steps.length < steps.length) shortest = outcome;
        else from += part;
      }
    }
  }
  return shortest;
}

/** A shortest run to a divergence among the kinds of step of the one that is known. */
async function shorter(
  system: System,
  known: Diverging,
  {
    attempts,
    isObserved,
  }: { readonly attempts: Attempts; readonly isObserved: MinimizeOptions['isObserved'] },
): Promise<Diverging> {
  const { kindOf } = attempts.walk.kinds;
  const kinds = new Set(known.steps.map(({ transition }) => kindOf[transition]!));
  const last = known.steps.at(-1)?.transition ?? 0;
  let shortest = known;
  // The transition that diverged first, then its kind: few schedules end with it, and most faults show there.
  for (const mayEnd of [
    (transition: number) => transition === last,
    (transition: number) => kindOf[transition] === kindOf[last],
    isObserved,
  ]) {
    const search = new ScheduleSearch(system, (transition) => kinds.has(kindOf[transition]!));
    for (const schedule of search.schedules(shortest.steps.length - 1, mayEnd)) {
      if (attempts.isSpent) break;
      const outcome = await attempts.at(schedule);
      if (outcome === undefined) continue;
      shortest = outcome;
      break;
    }
  }
  return shortest;
}

/** Runs of a model, shortest first: one to each state, and from there each step that a schedule may end with. */
class ScheduleSearch {
  readonly #search: BreadthFirst;

  constructor(system: System, mayTake: (transition: number) => boolean) {
    this.#search = new BreadthFirst(system, { mayTake });
  }

  *schedules(
    lengthMax: number,
    mayEnd: (transition: number) => boolean,
  ): Generator<readonly Step[]> {
    const search = this.#search;
    for (let length = 1; length <= lengthMax; length++) {
      for (const levelEnd = search.size; search.expanded < levelEnd;) {
        const state = search.expanded;
        const last: Step[] = [];
        search.expand((transition, choice) => {
          if (mayEnd(transition)) last.push({ transition, choice });
          search.add(transition, choice);
        });
        for (const step of last) yield [...search.pathTo(state), step];
        if (search.size > statesMax) return;
      }
    }
  }
}
