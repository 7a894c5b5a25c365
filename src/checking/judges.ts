import type { Property } from '../system/definition.ts';
import type { System } from '../system/system.ts';
import { deadlockOf } from './deadlock-property.ts';
import { Judge, type JudgeReport } from './judge.ts';
import { judgedProperties } from './judged-properties.ts';

/** The questions that judges ask of a system. */
export interface JudgedSystem {
  /** What `judgedProperties` says. */
  readonly properties: readonly Property[];
  readonly isTerminal: (words: Uint32Array) => boolean;
}

function plainly(system: System): JudgedSystem {
  return {
    properties: judgedProperties(system),
    isTerminal: (words) => system.isTerminal(words, 0),
  };
}

/** Everybody who looks at the states of a search: a judge for each property and goal, and one for deadlock. */
export class Judges {
  readonly #system: System;
  readonly #judges: readonly Judge[];
  readonly #deadlock: Judge;

  readonly #isTerminal: (words: Uint32Array) => boolean;

  /** `keep`: states remembered of each failure class; `asked`: who asks the system, where somebody listens. */
  constructor(system: System, keep: number, judged: JudgedSystem = plainly(system)) {
    this.#system = system;
    this.#isTerminal = judged.isTerminal;
    this.#judges = judged.properties.map((property) => new Judge(system, property, keep));
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
  lookAtNoProgress(words: Uint32Array, id: number): void {
    if (!this.#isTerminal(words)) this.#deadlock.look(words, id);
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
