import type { Transition } from '../system/compile.ts';
import type { Commuting } from '../migration/step-independence.ts';
import type { Repeat } from '../migration/repeats.ts';
import type { System } from '../system/system.ts';
import { GeneratedSteps, type ApplyStep, type FirstStep } from '../system/generated-steps.ts';

/** Says when a process is due and what it does then. */
export interface Driver {
  readonly process: string;
  /** The step to take now, or -1 where the process has to wait for another. */
  pick(words: Uint32Array, now: number): number;
  /** The environment's choice for the step just picked. */
  readonly choice: number;
  /** After the step was taken: when the process is due again. */
  after(words: Uint32Array, now: number, transition: number): number;
  /** How often the step just picked is taken in a row from now on, each time due before `horizon` and at
   * most as often as `repeat` allows; 0 where it is better taken alone. Books them, as `after` would. */
  readonly ahead?: (words: Uint32Array, stretch: Stretch) => number;
  /** When the process is due after the steps that `ahead` counted. */
  readonly dueAhead?: number;
  /** When the process is through with the step just picked, due at `now`, and those in a row with it that
   * `repeat` allows. Books nothing. */
  readonly through?: (words: Uint32Array, now: number, picked: Picked) => number;
}

interface Picked {
  readonly transition: number;
  readonly repeat: Repeat;
}

/** A stretch of time in which no other process is due. One object for all, written anew. */
export interface Stretch {
  now: number;
  horizon: number;
  /** Steps that may be taken at once. */
  most: number;
  transition: number;
  repeat: Repeat | undefined;
}

/** Called with every step, after it was taken. */
export type ClockObserver = (words: Uint32Array, now: number, transition: number) => void;

/** Runs a process that has no choices: its first enabled step, as fast as its steps take. */
export class PlainDriver implements Driver {
  readonly process: string;
  readonly choice = 0;
  readonly #first: FirstStep;
  readonly #seconds: Float64Array;
  dueAhead = 0;

  constructor(system: System, process: string, seconds: Float64Array) {
    this.process = process;
    this.#first = new GeneratedSteps(system).first(system.process(process));
    this.#seconds = seconds;
  }

  pick(words: Uint32Array): number {
    return this.#first(words);
  }

  after(_words: Uint32Array, now: number, transition: number): number {
    return now + this.#seconds[transition]!;
  }

  ahead(words: Uint32Array, stretch: Stretch): number {
    const { now, horizon, transition, repeat } = stretch;
    const seconds = this.#seconds[transition]!;
    if (now + seconds >= horizon) return 0;
    const most = Math.min(stretch.most, repeat!.possible(words, this.choice, stretch.most));
    // Added one by one: sums of floating-point numbers depend on the order.
    let count = 0;
    let due = now;
    for (; count < most && due < horizon; count++) due += seconds;
    this.dueAhead = due;
    return count;
  }

  through(words: Uint32Array, now: number, { transition, repeat }: Picked): number {
    const seconds = this.#seconds[transition]!;
    let due = now;
    for (let left = repeat.possible(words, this.choice, stepsAhead); left > 0; left--)
      due += seconds;
    return due;
  }
}

/** Steps that are looked ahead at once, at most. */
const stepsAhead = 32;

export interface ClockOptions {
  readonly drivers: readonly Driver[];
  /** How long a waiting process needs to notice that something changed. */
  readonly wakeSeconds: number;
  /** Processes whose every step may be what another waits for, also when it changes no state. */
  readonly loud: ReadonlySet<string>;
  /** A run that is not over by then is stuck. */
  readonly secondsMax: number;
  /** Nor is one that has taken so many steps. Default: any number. */
  readonly stepsMax?: number;
  /** Called with the steps that `watches` names, after they were taken. */
  readonly observe: ClockObserver;
  readonly watches: (transition: Transition) => boolean;
  /** Steps that may be taken several times at once, by transition id. Default: none is. */
  readonly repeats?: readonly (Repeat | undefined)[];
  /** Steps of the JVM that may be taken before sends of the daemon that are due earlier. Default: none. */
  readonly commuting?: Commuting | undefined;
}

/**
 * The clock scheduler: always takes the step that is due next. It only chooses; what a step does is
 * `System.apply`, the same that the checker explores.
 *
 * A process that cannot move is parked until some process changes its control state or a message
 * moves; steps that stay in their state and touch no channel wake nobody. Where the daemon sends frames and
 * the JVM writes others, the JVM takes its steps of that time first: the order does not matter, and going to and
 * fro costs more than the steps. Cost: 50 to 100 ns a step, less where steps are repeated.
 */
export class Clock {
  readonly words: Uint32Array;
  now = 0;
  steps = 0;
  /** How often each transition was taken. */
  readonly taken: Float64Array;
  readonly #apply: ApplyStep;
  readonly #options: ClockOptions;
  readonly #stepsMax: number;
  readonly #due: Float64Array;
  /** When a parked process may move at the earliest. */
  readonly #busyUntil: Float64Array;
  readonly #isQuiet: Uint8Array;
  readonly #isWatched: Uint8Array;
  /** Of steps that are quiet and not watched. */
  readonly #repeats: readonly (Repeat | undefined)[];
  readonly #stretch: Stretch = {
    now: 0,
    horizon: 0,
    most: stepsAhead,
    transition: 0,
    repeat: undefined,
  };
  /** Who overtakes whom, by index; -1 where nobody does. */
  readonly #overtaking: number;
  readonly #overtaken: number;
  /** What the overtaking process has picked and must not take before its turn, or -1. */
  #held = -1;

  constructor(system: System, options: ClockOptions) {
    const { drivers, loud, watches } = options;
    this.#apply = new GeneratedSteps(system).apply();
    this.words = system.initial();
    this.#options = options;
    this.#stepsMax = options.stepsMax ?? Infinity;
    this.taken = new Float64Array(system.transitions.length);
    this.#due = new Float64Array(drivers.length);
    this.#busyUntil = new Float64Array(drivers.length);
    this.#isQuiet = Uint8Array.from(system.transitions, ({ rule, channel, process }) =>
      rule !== undefined &&
      channel === undefined &&
      rule.source === rule.target &&
      !loud.has(process)
        ? 1
        : 0,
    );
    this.#isWatched = Uint8Array.from(system.transitions, (each) => (watches(each) ? 1 : 0));
    this.#repeats = system.transitions.map(({ id }) =>
      this.#isQuiet[id] === 1 && this.#isWatched[id] === 0 ? options.repeats?.[id] : undefined,
    );
    const indexOf = (process: string): number =>
      options.commuting === undefined ? -1 : drivers.findIndex((each) => each.process === process);
    this.#overtaking = indexOf('jvm');
    this.#overtaken = indexOf('daemon');
  }

  /**
   * Runs until `done` says so after a step that could end the run. Returns false where it never does:
   * nothing is due any more, or a limit is passed.
   */
  run(done: () => boolean): boolean {
    const { drivers, secondsMax } = this.#options;
    const stepsMax = this.#stepsMax;
    const due = this.#due;
    for (;;) {
      let index = 0;
      let horizon = Infinity;
      for (let other = 1; other < due.length; other++) {
        if (due[other]! < due[index]!) {
          horizon = due[index]!;
          index = other;
        } else if (due[other]! < horizon) horizon = due[other]!;
      }
      if (due[index]! > secondsMax || this.steps >= stepsMax) return false;
      const wasLoud = this.#runUntil(drivers[index]!, index, Math.min(horizon, secondsMax));
      if (wasLoud && done()) return true;
    }
  }

  /**
   * Takes steps of one process until another is due first, the process waits, or a step was taken that
   * others may have waited for (true).
   */
  #runUntil(driver: Driver, index: number, horizon: number): boolean {
    const { words, taken } = this;
    const stretch = this.#stretch;
    let now = this.#due[index]!;
    let end = horizon;
    let overtakes = false;
    for (;;) {
      this.now = now;
      const transition =
        index === this.#overtaking ? this.#pickOrHeld(driver, now) : driver.pick(words, now);
      if (transition < 0) {
        this.#busyUntil[index] = now;
        this.#due[index] = Infinity;
        return false;
      }
      stretch.most = overtakes ? this.#apart(transition, driver.choice) : stepsAhead;
      if (stretch.most === 0) {
        this.#held = transition;
        break;
      }
      const repeat = this.#repeats[transition];
      stretch.now = now;
      stretch.horizon = end;
      stretch.transition = transition;
      stretch.repeat = repeat;
      const count =
        repeat === undefined || driver.ahead === undefined ? 0 : driver.ahead(words, stretch);
      if (count > 0) {
        repeat!.apply(words, driver.choice, count);
        this.steps += count;
        taken[transition]! += count;
        now = driver.dueAhead!;
      } else {
        this.#apply(words, transition, driver.choice);
        this.steps++;
        taken[transition]!++;
        now = driver.after(words, now, transition);
        if (this.#isWatched[transition] === 1) this.#options.observe(words, this.now, transition);
        if (this.#isQuiet[transition] === 0) {
          this.#due[index] = now;
          this.#wake();
          return true;
        }
      }
      if (now < end && this.steps < this.#stepsMax) continue;
      if (index !== this.#overtaking || overtakes) break;
      overtakes = true;
      end = this.#endOfOvertaking(end);
      if (now >= end) break;
    }
    this.#due[index] = now;
    return false;
  }

  #pickOrHeld(driver: Driver, now: number): number {
    const held = this.#held;
    if (held < 0) return driver.pick(this.words, now);
    this.#held = -1;
    return held;
  }

  #apart(transition: number, choice: number): number {
    const given = { choice, most: stepsAhead };
    return this.#options.commuting!.apart(this.words, transition, given);
  }

  /** Until when nothing is due but sends of the daemon that are picked and known ahead. */
  #endOfOvertaking(horizon: number): number {
    const due = this.#due;
    const { drivers, commuting } = this.#options;
    const daemon = drivers[this.#overtaken]!;
    if (due[this.#overtaken] !== horizon || daemon.through === undefined) return horizon;
    const transition = daemon.pick(this.words, horizon);
    const repeat = transition < 0 ? undefined : this.#repeats[transition];
    if (repeat === undefined || !commuting!.isSend(transition)) return horizon;
    let end = daemon.through(this.words, horizon, { transition, repeat });
    for (let other = 0; other < due.length; other++) {
      const isThird = other !== this.#overtaken && other !== this.#overtaking;
      if (isThird && due[other]! < end) end = due[other]!;
    }
    return end;
  }

  #wake(): void {
    const { wakeSeconds } = this.#options;
    for (let index = 0; index < this.#due.length; index++) {
      if (this.#due[index] !== Infinity) continue;
      this.#due[index] = Math.max(this.#busyUntil[index]!, this.now + wakeSeconds);
    }
  }
}
