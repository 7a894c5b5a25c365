import type { Property } from '../../system/definition.ts';
import type { CompiledProcess } from '../../system/compile.ts';
import type { System } from '../../system/system.ts';
import { addTo, overlap, type Elements, type Footprints } from './footprints.ts';
import { judgedProperties } from '../judged-properties.ts';

/**
 * Partial-order reduction: in a state it is enough to take the steps of one process, if nothing that the
 * others can still do reads or writes what these steps write, or writes what they, or the question whether
 * they are possible, read (an ample set by process: Clarke, Grumberg and Peled, Model Checking, chapter 10).
 *
 * By accesses as they are known: they are those of the process in its control state, and of the others in
 * every control state that their charts lead to from where they stand. Properties see none of the steps:
 * they read nothing that is written, or are asked only where their process can come no more. The cycle
 * proviso is that of breadth-first search: who calls takes all steps where those of the one process lead to
 * nothing new (Bosnacki, Leue and Lluch Lafuente 2006).
 */
export class PartialOrder {
  /** Position of the first control state of each process among those of all. */
  readonly #first: readonly number[];
  readonly #count: number;
  /** By control state of the one process and of another: whether the two are in each other's way. */
  readonly #conflict: Uint8Array;
  /** The same for properties: by control state of the one process, and of any other or itself. */
  readonly #visible: Uint8Array;

  /** `watched`: so many of the properties and goals must not see a step that is taken first. */
  constructor(system: System, footprints: Footprints, watched: number) {
    let count = 0;
    this.#first = system.processes.map(({ states }) => (count += states.length) - states.length);
    this.#count = count;
    this.#conflict = new Uint8Array(count * count);
    this.#visible = new Uint8Array(count * count);
    const futures = system.processes.map((process, index) => futuresOf(process, footprints, index));
    this.#fillConflicts(footprints, futures);
    judgedProperties(system)
      .slice(0, watched)
      .forEach((property, at) => {
        this.#fillVisible(system, footprints, {
          at: property.at,
          reads: footprints.asked[at]!.reads,
        });
      });
  }

  /** Whether it is enough, where processes are at `controls`, to take the steps of one process. */
  isEnough(process: number, controls: ArrayLike<number>): boolean {
    const row = (this.#first[process]! + controls[process]!) * this.#count;
    for (let other = 0; other < controls.length; other++) {
      const at = row + this.#first[other]! + controls[other]!;
      if (this.#visible[at] === 1) return false;
      if (other !== process && this.#conflict[at] === 1) return false;
    }
    return true;
  }

  /** Whether another reduction allows what this one does not, or the other way round. */
  differsFrom(other: PartialOrder): boolean {
    const differ = (one: Uint8Array, two: Uint8Array): boolean =>
      one.some((value, at) => value !== two[at]);
    return differ(this.#conflict, other.#conflict) || differ(this.#visible, other.#visible);
  }

  #fillConflicts(
    { standings }: Footprints,
    futures: readonly (readonly { uses: Elements; writes: Elements }[])[],
  ): void {
    standings.forEach((states, process) => {
      states.forEach(({ uses, writes }, state) => {
        const row = (this.#first[process]! + state) * this.#count;
        futures.forEach((others, other) => {
          others.forEach((future, standing) => {
            const inTheWay =
              overlap(writes, future.uses) ||
              overlap(writes, future.writes) ||
              overlap(uses, future.writes);
            this.#conflict[row + this.#first[other]! + standing] = inTheWay ? 1 : 0;
          });
        });
      });
    });
  }

  #fillVisible({ processes }: System, { standings }: Footprints, { at, reads }: Watched): void {
    const asker = at === undefined ? -1 : processes.findIndex(({ name }) => name === at.process);
    const asked = at === undefined ? undefined : processes[asker]!.statesMatching(at.states);
    const comes = asked === undefined ? undefined : leadingTo(processes[asker]!, asked);
    standings.forEach((states, process) => {
      states.forEach(({ writes }, state) => {
        const row = (this.#first[process]! + state) * this.#count;
        if (asked === undefined) {
          // Asked everywhere: visible wherever the others stand. Its own place stands for that.
          if (overlap(writes, reads)) this.#visible[row + this.#first[process]! + state] = 1;
          return;
        }
        if (process === asker) {
          const targets = targetsOf(processes[process]!, state);
          const isAsked = asked[state] === 1 || targets.some((target) => asked[target] === 1);
          if (isAsked) this.#visible[row + this.#first[process]! + state] = 1;
          return;
        }
        if (!overlap(writes, reads)) return;
        comes!.forEach((isPossible, standing) => {
          if (isPossible === 1) this.#visible[row + this.#first[asker]! + standing] = 1;
        });
      });
    });
  }
}

/** What a property reads, and where alone it is asked. */
interface Watched {
  readonly at: Property['at'];
  readonly reads: Elements;
}

/** By control state: what the process may read and write from there on, in any run. */
function futuresOf(
  process: CompiledProcess,
  { standings }: Footprints,
  index: number,
): { uses: Elements; writes: Elements }[] {
  const futures = standings[index]!.map(({ uses, writes }) => ({
    uses: uses.slice(),
    writes: writes.slice(),
  }));
  const targets = process.states.map((_, state) => targetsOf(process, state));
  for (let grew = true; grew;) {
    grew = false;
    futures.forEach((future, state) => {
      for (const target of targets[state]!) {
        if (addTo(future.uses, futures[target]!.uses)) grew = true;
        if (addTo(future.writes, futures[target]!.writes)) grew = true;
      }
    });
  }
  return futures;
}

/** By control state: whether some run leads from it to one of `wanted`, or it is one. */
function leadingTo(process: CompiledProcess, wanted: Uint8Array): Uint8Array {
  const leads = wanted.slice();
  for (let grew = true; grew;) {
    grew = false;
    process.states.forEach((_, state) => {
      if (leads[state] === 1) return;
      if (!targetsOf(process, state).some((target) => leads[target] === 1)) return;
      leads[state] = 1;
      grew = true;
    });
  }
  return leads;
}

function targetsOf({ states }: CompiledProcess, state: number): number[] {
  const { own, mailboxes } = states[state]!;
  const all = [...own, ...mailboxes.flatMap(({ byMessage }) => byMessage)];
  return all.flatMap((candidates) => (candidates?.transitions ?? []).map(({ target }) => target));
}
