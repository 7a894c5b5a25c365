import type { System } from '../system/system.ts';

/** Slots of the map: some ten thousand behaviours collide seldom. */
const slots = 2 ** 18;

/**
 * What runs have shown so far, as a fuzzer's coverage map: a behaviour is a transition together with
 * the control states of all processes in which it was taken. Memory does not count: there would be no
 * end of it. Behaviours that share a slot of the map count as one. A step costs two array accesses.
 */
export class Behaviours {
  readonly #seen = new Uint8Array(slots);
  /** Transition -> what taking it changes in the hash of all control states. */
  readonly #moves: Int32Array;
  #standing = 0;
  #count = 0;

  constructor({ transitions }: System) {
    this.#moves = Int32Array.from(transitions, ({ process, rule }) =>
      rule === undefined ? 0 : mixed(process, rule.source) ^ mixed(process, rule.target),
    );
  }

  /** Different behaviours so far. */
  get count(): number {
    return this.#count;
  }

  /** Starts a run, in which every process stands where it starts. */
  begin(): void {
    this.#standing = 0;
  }

  /** Takes note of a step; true where it is a new behaviour. */
  take(transition: number): boolean {
    const slot = scattered(this.#standing ^ Math.imul(transition + 1, 0x9e37_79b1)) & (slots - 1);
    this.#standing ^= this.#moves[transition]!;
    if (this.#seen[slot] === 1) return false;
    this.#seen[slot] = 1;
    this.#count++;
    return true;
  }

  /** The slots seen; runs of one system use the same slots for the same behaviours. */
  slots(): number[] {
    return Array.from(this.#seen.keys()).filter((slot) => this.#seen[slot] === 1);
  }
}

function mixed(process: string, state: number): number {
  let hash = state + 1;
  for (const character of process) hash = scattered(Math.imul(hash, 31) + character.charCodeAt(0));
  return hash;
}

/** The finisher of MurmurHash3. */
function scattered(value: number): number {
  let hash = value ^ (value >>> 16);
  hash = Math.imul(hash, 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
  return hash ^ (hash >>> 16);
}
