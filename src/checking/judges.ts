import type { Property } from '../system/definition.ts';
import type { System } from '../system/system.ts';
import { deadlockOf } from './deadlock-property.ts';
import { Judge, type JudgeReport } from './judge.ts';
import { watchedIn } from './watched.ts';

/** The questions that judges ask of a system. */
export interface Asked {
  /** What `watchedIn` says. */
  readonly watched: readonly Property[];
  readonly isAtRest: (words: Uint32Array) => boolean;
}

function plainly(system: System): Asked {
  return { watched: watchedIn(system), isAtRest: (words) => system.atRest(words, 0) };
}

/** Everybody who looks at the states of a search: a judge for each property and goal, and one for deadlock. */
export class Judges {
  readonly #system: System;
  readonly #judges: readonly Judge[];
  readonly #deadlock: Judge;

  readonly #isAtRest: (words: Uint32Array) => boolean;

  /** `keep`: states remembered of each kind of failure; `asked`: who asks the system, where somebody listens. */
  constructor(system: System, keep: number, asked: Asked = plainly(system)) {
    this.#system = system;
    this.#isAtRest = asked.isAtRest;
    this.#judges = asked.watched.map((property) => new Judge(system, property, keep));
    this.#deadlock = new Judge(system, deadlockOf(system), keep);
  }

  /** Whether something is violated. A goal that is reached is not. */
  get hasViolation(): boolean {
    const properties = this.#judges.slice(0, this.#system.properties.length);
    return [...properties, this.#deadlock].some(({ found }) => found.size > 0);
  }

  /** Looks at a state that is new. */
  look(words: Uint32Array, id: number): void {
    const judges = this.#judges;
    for (let index = 0; index < judges.length; index++) judges[index]!.look(words, id);
  }

  /** Looks at a state that was expanded, and in which nothing that counts as progress moved. */
  lookAtStill(words: Uint32Array, id: number): void {
    if (!this.#isAtRest(words)) this.#deadlock.look(words, id);
  }

  /** Says that states were expanded. */
  expanded(): void {
    this.#deadlock.exercised = true;
  }

  /** Per property and goal of the system in its order, then deadlock. */
  reports(): JudgeReport[] {
    return [...this.#judges, this.#deadlock].map((judge) => judge.report());
  }

  /** Takes up what was found before. */
  restore(reports: readonly JudgeReport[]): void {
    [...this.#judges, this.#deadlock].forEach((judge, at) => {
      judge.restore(reports[at]!);
    });
  }
}
