import type { RecordedField } from '../../layout/access-log.ts';
import type { Transition } from '../../system/compile.ts';
import type { System } from '../../system/system.ts';
import { addTo, type Elements, type Footprints } from './footprints.ts';

export interface DeadVariablesInput {
  /** The system whose accessors report to nobody. */
  readonly plain: System;
  /** The same, built with a log. */
  readonly recorded: System;
  readonly footprints: Footprints;
  /** By process: elements that may be called dead because of where it stands. */
  readonly mayDie: readonly Elements[];
}

/**
 * Dead-variable reduction: an element that will be written before anybody reads it is 0 in what is
 * remembered. An element is dead while a process is in a control state if, as far as accesses are known,
 * nobody reads it there, and after each step of that process it is dead again or was written by that step.
 *
 * Proof obligation, met by {@link isDisproved} at every step that is taken: no element that is dead is read,
 * and none becomes live without being written. Then two states that differ in dead elements only take the
 * same steps to states that differ in dead elements only, and properties say the same of both.
 */
export class DeadVariables {
  /** By process and control state: what is dead there. */
  readonly #dead: readonly (readonly Elements[])[];
  /** The same as masks for the words of a state. */
  readonly #masks: readonly (readonly Uint32Array[])[];
  readonly #system: System;
  readonly #footprints: Footprints;

  constructor({ plain, recorded, footprints, mayDie }: DeadVariablesInput) {
    this.#system = plain;
    this.#footprints = footprints;
    this.#dead = mayDie.map((elements, process) => this.#deadIn(process, elements));
    this.#masks = this.#dead.map((states) => states.map((dead) => maskOf(recorded, dead)));
  }

  /** Writes 0 into every dead element. */
  readonly normalise = (words: Uint32Array): void => {
    const { processes } = this.#system;
    for (let process = 0; process < processes.length; process++) {
      const mask = this.#masks[process]![processes[process]!.control.get(words, 0)]!;
      for (let word = 0; word < words.length; word++) words[word]! &= mask[word]!;
    }
  };

  /** Whether what is known by now contradicts what was called dead. */
  get isDisproved(): boolean {
    const { standings } = this.#footprints;
    return (
      standings.some((states, process) =>
        states.some(({ usesOfAll }, state) =>
          usesOfAll.some((word, at) => (word & this.#dead[process]![state]![at]!) !== 0),
        ),
      ) || this.#system.processes.some((_, process) => this.#comesAlive(process))
    );
  }

  /** Whether a step of the process leads from where something is dead, without writing it, to where it is not. */
  #comesAlive(process: number): boolean {
    return this.#transitionsOf(process).some(([state, { id, target }]) => {
      const kills = this.#footprints.kills[id];
      if (kills === undefined) return false;
      const [before, after] = [this.#dead[process]![state]!, this.#dead[process]![target]!];
      return before.some((dead, at) => (dead & ~kills[at]! & ~after[at]!) !== 0);
    });
  }

  /** The complement of what is live: the least solution of the equations of live-variable analysis. */
  #deadIn(process: number, mayDie: Elements): Elements[] {
    const { standings, kills } = this.#footprints;
    const live = standings[process]!.map(({ usesOfAll }) => usesOfAll.slice());
    const transitions = this.#transitionsOf(process);
    for (let grew = true; grew;) {
      grew = false;
      for (const [state, { id, target }] of transitions) {
        const killed = kills[id];
        if (killed === undefined) continue;
        const needed = live[target]!.map((word, at) => word & ~killed[at]!);
        if (addTo(live[state]!, needed)) grew = true;
      }
    }
    return live.map((each) => each.map((word, at) => ~word & mayDie[at]!));
  }

  /** Every transition of a process with each control state from which it leads. */
  #transitionsOf(process: number): (readonly [number, Transition])[] {
    return this.#system.processes[process]!.states.flatMap(({ own, mailboxes }, state) =>
      [...own, ...mailboxes.flatMap(({ byMessage }) => byMessage)].flatMap((candidates) =>
        (candidates?.transitions ?? []).map((transition) => [state, transition] as const),
      ),
    );
  }
}

function maskOf({ layout }: System, dead: Elements): Uint32Array {
  const mask = layout.zero().fill(0xffff_ffff);
  for (const field of layout.fields as readonly RecordedField[]) {
    for (let index = 0; index < field.length; index++) {
      const element = field.firstElement + index;
      if (((dead[element >>> 5]! >>> (element & 31)) & 1) === 1) field.set(mask, index, 0);
    }
  }
  return mask;
}
