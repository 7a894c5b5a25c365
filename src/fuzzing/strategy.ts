import type { Random } from '../foundation/random.ts';
import type { StepKinds } from './step-kinds.ts';
import type { Walk } from './walk.ts';

/**
 * How a schedule is biased.
 * - `uniform`: every enabled step alike
 * - `swarm`: in each run a random subset of kinds of step is held back (Groce et al., Swarm Testing,
 *   ISSTA 2012); finds what needs a kind of step to be absent, or frequent
 * - `priority`: the process of the highest priority moves; priorities are random, with a few change
 *   points (PCT: Burckhardt et al., ASPLOS 2010); finds what needs a process to be late
 * - `mixed`: each run draws one of the three
 * - `feedback`: as `mixed`, but most runs start with a part of one that showed something new (a greybox
 *   fuzzer's loop: AFL; Böhme et al., CCS 2016)
 */
export const strategyNames = ['uniform', 'swarm', 'priority', 'mixed', 'feedback'] as const;
export type StrategyName = (typeof strategyNames)[number];

/** Chooses steps for one run after the other. Allocates nothing after it was made. */
export interface Strategy {
  /** Draws what holds for a complete run. */
  begin(random: Random): void;
  /** Position of the next step among the enabled ones of `walk`, of which there is at least one. */
  pick(walk: Walk, random: Random): number;
}

export function strategyOf(name: StrategyName, walk: Walk): Strategy {
  switch (name) {
    case 'uniform':
      return uniform;
    case 'swarm':
      return new Swarm(walk);
    case 'priority':
      return new Priority(walk);
    case 'mixed':
    case 'feedback':
      return new Mixed([uniform, new Swarm(walk), new Priority(walk)]);
  }
}

const uniform: Strategy = {
  begin: () => {},
  pick: (walk, random) => random.below(walk.enabledCount),
};

class Mixed implements Strategy {
  readonly #strategies: readonly Strategy[];
  #current: Strategy;

  constructor(strategies: readonly Strategy[]) {
    this.#strategies = strategies;
    this.#current = strategies[0]!;
  }

  begin(random: Random): void {
    this.#current = this.#strategies[random.below(this.#strategies.length)]!;
    this.#current.begin(random);
  }

  pick(walk: Walk, random: Random): number {
    return this.#current.pick(walk, random);
  }
}

class Swarm implements Strategy {
  readonly #kinds: StepKinds;
  readonly #isOn: Uint8Array;
  readonly #candidates: Int32Array;

  constructor({ kinds, enabledTransitions }: Walk) {
    this.#kinds = kinds;
    this.#isOn = new Uint8Array(kinds.kindCount);
    this.#candidates = new Int32Array(enabledTransitions.length);
  }

  begin(random: Random): void {
    // A quarter, a half or three quarters of the kinds are on.
    const quarters = 1 + random.below(3);
    for (let kind = 0; kind < this.#isOn.length; kind++) {
      this.#isOn[kind] = random.below(4) < quarters ? 1 : 0;
    }
  }

  /** A kind held back is taken all the same where no other step counts as progress: a process that
   * can write for ever would hold up the rest of the system otherwise. */
  pick({ enabledCount, enabledTransitions }: Walk, random: Random): number {
    const { kindOf, isProgress } = this.#kinds;
    const isOn = this.#isOn;
    const candidates = this.#candidates;
    let count = 0;
    let progress = 0;
    for (let index = 0; index < enabledCount; index++) {
      const transition = enabledTransitions[index]!;
      if (isOn[kindOf[transition]!] === 0) continue;
      candidates[count++] = index;
      progress += isProgress[transition]!;
    }
    if (progress === 0) {
      for (let index = 0; index < enabledCount; index++) {
        const transition = enabledTransitions[index]!;
        const isHeldBack = isOn[kindOf[transition]!] === 0;
        if (isHeldBack && isProgress[transition] === 1) candidates[count++] = index;
      }
    }
    return count === 0 ? random.below(enabledCount) : candidates[random.below(count)]!;
  }
}

/** Change points per run: a bug of depth d needs d - 1 of them (PCT, theorem 9). */
const changePoints = 3;

class Priority implements Strategy {
  readonly #kinds: StepKinds;
  readonly #stepsMax: number;
  /** Of each process; the highest moves. */
  readonly #priorities: Int32Array;
  /** Lengths of the run at which the process that moves falls behind all others. */
  readonly #changes = new Int32Array(changePoints);
  #lowest = 0;

  constructor({ kinds, stepsMax, system }: Walk) {
    this.#kinds = kinds;
    this.#stepsMax = stepsMax;
    this.#priorities = new Int32Array(system.processes.length);
  }

  begin(random: Random): void {
    const priorities = this.#priorities;
    for (let process = 0; process < priorities.length; process++) {
      // A random permutation, by inside-out shuffling.
      const other = random.below(process + 1);
      priorities[process] = priorities[other]!;
      priorities[other] = process;
    }
    // Most runs end long before `stepsMax`: early points are drawn more often.
    for (let point = 0; point < changePoints; point++) {
      this.#changes[point] = random.below(1 + random.below(this.#stepsMax));
    }
    this.#lowest = 0;
  }

  /** A process whose last step did not count as progress stands back for one step: writing for ever,
   * it would starve those below it. */
  pick(walk: Walk, random: Random): number {
    const { processOf, isProgress } = this.#kinds;
    const last = walk.length === 0 ? -1 : walk.lastTransition;
    const resting = last >= 0 && isProgress[last] === 0 ? processOf[last]! : -1;
    let top = this.#top(walk, resting);
    if (top < 0) top = resting;
    for (let point = 0; point < changePoints; point++) {
      if (this.#changes[point] === walk.length) this.#priorities[top] = --this.#lowest;
    }
    let count = 0;
    let picked = 0;
    for (let index = 0; index < walk.enabledCount; index++) {
      if (processOf[walk.enabledTransitions[index]!] !== top) continue;
      if (random.below(++count) === 0) picked = index;
    }
    return picked;
  }

  #top({ enabledCount, enabledTransitions }: Walk, except: number): number {
    const { processOf } = this.#kinds;
    let top = -1;
    for (let index = 0; index < enabledCount; index++) {
      const process = processOf[enabledTransitions[index]!]!;
      if (process === except) continue;
      if (top < 0 || this.#priorities[process]! > this.#priorities[top]!) top = process;
    }
    return top;
  }
}
