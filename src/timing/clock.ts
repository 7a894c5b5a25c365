import type { System } from '../system/system.ts';

/** Says when a process is due and what it does then. */
export interface Driver {
  readonly process: string;
  /** The step to take now, or -1 where the process has to wait for another. */
  pick(words: Uint32Array, now: number): number;
  /** The environment's choice for the step just picked. */
  readonly choice: number;
  /** After the step was taken: when the process is due again. */
  after(words: Uint32Array, now: number, transition: number): number;
}

/** Told of every step, after it was taken. */
export type ClockObserver = (words: Uint32Array, now: number, transition: number) => void;

/** Runs a process that has no choices: its first enabled step, as fast as its steps take. */
export class PlainDriver implements Driver {
  readonly process: string;
  readonly choice = 0;
  readonly #system: System;
  readonly #index: number;
  readonly #seconds: Float64Array;

  constructor(system: System, process: string, seconds: Float64Array) {
    this.process = process;
    this.#system = system;
    this.#index = system.processes.findIndex(({ name }) => name === process);
    this.#seconds = seconds;
  }

  pick(words: Uint32Array): number {
    return this.#system.processes[this.#index]!.firstEnabled(words);
  }

  after(_words: Uint32Array, now: number, transition: number): number {
    return now + this.#seconds[transition]!;
  }
}

export interface ClockOptions {
  readonly drivers: readonly Driver[];
  /** How long a waiting process needs to notice that something changed. */
  readonly wakeSeconds: number;
  /** Processes whose every step may be what another waits for, also when it changes no state. */
  readonly loud: ReadonlySet<string>;
  /** A run that is not over by then is stuck. */
  readonly secondsMax: number;
}

/**
 * The clock scheduler: always takes the step that is due next. It only chooses; what a step does is
 * `System.apply`, the same that the checker explores.
 *
 * A process that cannot move is parked until some process changes its control state or a message
 * moves; steps that stay in their state and touch no channel wake nobody.
 */
export class Clock {
  readonly words: Uint32Array;
  now = 0;
  steps = 0;
  readonly #system: System;
  readonly #options: ClockOptions;
  readonly #drivers: readonly Driver[];
  readonly #due: Float64Array;
  /** When a parked process may move at the earliest. */
  readonly #busyUntil: Float64Array;
  readonly #isQuiet: Uint8Array;

  constructor(system: System, options: ClockOptions) {
    const { drivers, loud } = options;
    this.#system = system;
    this.words = system.initial();
    this.#options = options;
    this.#drivers = drivers;
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
  }

  /**
   * Runs until `done` says so after a step that could end the run. Returns false where it never does:
   * nothing is due any more, or the time limit is passed.
   */
  run(done: () => boolean, observe: ClockObserver): boolean {
    const { words } = this;
    const system = this.#system;
    for (;;) {
      const index = this.#next();
      if (this.#due[index]! > this.#options.secondsMax) return false;
      this.now = this.#due[index]!;
      const driver = this.#drivers[index]!;
      const transition = driver.pick(words, this.now);
      if (transition < 0) {
        this.#busyUntil[index] = this.now;
        this.#due[index] = Infinity;
        continue;
      }
      system.apply(words, transition, driver.choice);
      this.steps++;
      this.#due[index] = driver.after(words, this.now, transition);
      observe(words, this.now, transition);
      if (this.#isQuiet[transition] === 1) continue;
      this.#wake();
      if (done()) return true;
    }
  }

  #next(): number {
    let next = 0;
    for (let index = 1; index < this.#due.length; index++) {
      if (this.#due[index]! < this.#due[next]!) next = index;
    }
    return next;
  }

  #wake(): void {
    const { wakeSeconds } = this.#options;
    for (let index = 0; index < this.#due.length; index++) {
      if (this.#due[index] !== Infinity) continue;
      this.#due[index] = Math.max(this.#busyUntil[index]!, this.now + wakeSeconds);
    }
  }
}
