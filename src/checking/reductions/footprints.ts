import type { AccessLog } from '../../layout/access-log.ts';
import type { Transition } from '../../system/compile.ts';
import type { System } from '../../system/system.ts';

/** A set of elements of memory, one bit each, in the order of an {@link AccessLog}. */
export type Elements = Uint32Array;

/** What is known of one control state of one process. */
export interface Standing {
  /** Read by the process itself here, to find out what it can do and to do it, before it had written it. */
  readonly uses: Elements;
  /** Written by the process's own steps from here. */
  readonly writes: Elements;
  /** Read while the process is here, by anybody: all processes, properties, the question of rest. */
  readonly usesOfAll: Elements;
}

/** What a property read where it was asked. */
export interface AskedReads {
  readonly reads: Elements;
}

/**
 * Which elements of memory guards, actions and properties read and wrote, as the layout's accessors reported
 * it: by process and control state. Nothing is declared, and it only ever grows (`kills` only ever shrinks),
 * so whoever reasons with it asks again when `changes` is another number.
 */
export class Footprints {
  /** Grows with every access that was not known. */
  changes = 0;
  /** By process and control state. */
  readonly standings: readonly (readonly Standing[])[];
  /** By transition: what every execution of it so far wrote; absent before the first. */
  readonly kills: (Elements | undefined)[];
  /** By property and goal of the system. */
  readonly asked: readonly AskedReads[];
  readonly #log: AccessLog;

  constructor(system: System, log: AccessLog) {
    const none = (): Elements => new Uint32Array(log.uses.length);
    this.#log = log;
    this.standings = system.processes.map(({ states }) =>
      states.map(() => ({ uses: none(), writes: none(), usesOfAll: none() })),
    );
    this.kills = system.transitions.map(() => undefined);
    const { length } = [...system.properties, ...system.reachable];
    this.asked = Array.from({ length }, () => ({ reads: none() }));
  }

  /** A process asked what it can do in a control state, or took a step from there. */
  noteOwn(process: number, state: number): void {
    const standing = this.standings[process]![state]!;
    if (addTo(standing.uses, this.#log.uses)) this.changes++;
    if (addTo(standing.writes, this.#log.writes)) this.changes++;
  }

  /** What a step wrote. */
  noteStep({ id }: Transition): void {
    const { writes } = this.#log;
    const known = this.kills[id];
    if (known === undefined) {
      this.kills[id] = writes.slice();
      this.changes++;
    } else if (keepOnly(known, writes)) this.changes++;
  }

  /** What somebody read while the processes stood at `controls`. */
  noteUses(controls: ArrayLike<number>): void {
    const { uses } = this.#log;
    for (let process = 0; process < this.standings.length; process++) {
      const standing = this.standings[process]![controls[process]!]!;
      if (addTo(standing.usesOfAll, uses)) this.changes++;
    }
  }

  /** What a property read. */
  noteAsked(property: number): void {
    if (addTo(this.asked[property]!.reads, this.#log.uses)) this.changes++;
  }
}

/** Adds a set to another; whether that grew. */
export function addTo(set: Elements, more: Elements): boolean {
  let fresh = 0;
  for (let at = 0; at < set.length; at++) fresh |= more[at]! & ~set[at]!;
  if (fresh === 0) return false;
  for (let at = 0; at < set.length; at++) set[at]! |= more[at]!;
  return true;
}

/** Takes from a set what is not in another; whether that shrank. */
function keepOnly(set: Elements, others: Elements): boolean {
  let lost = 0;
  for (let at = 0; at < set.length; at++) lost |= set[at]! & ~others[at]!;
  if (lost === 0) return false;
  for (let at = 0; at < set.length; at++) set[at]! &= others[at]!;
  return true;
}

export function overlap(one: Elements, other: Elements): boolean {
  for (let at = 0; at < one.length; at++) if ((one[at]! & other[at]!) !== 0) return true;
  return false;
}
