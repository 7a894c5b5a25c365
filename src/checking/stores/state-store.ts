/**
 * Steps to new states travel as records: the words of the state, then its hash (`hashOf`), then the
 * id of the state that the step was taken from.
 */
export const recordTail = 2;

/** A run of records in a larger array. */
export interface Records {
  readonly words: Uint32Array;
  /** Position of the first record. */
  readonly start: number;
  readonly count: number;
}

/** How far the search was whose states were dumped. */
export interface DumpedSearch {
  readonly states: number;
  readonly position: {
    readonly depth: number;
    readonly levelEnd: number;
    readonly expanded: number;
  };
}

/**
 * The visited set: which states were seen, in order of discovery, and how each was first
 * reached. States are numbered from 0. The strategies differ in what they remember of a state, and so
 * in what their verdict may say.
 */
export interface StateStore {
  /** States added. */
  readonly size: number;
  /** Bytes of memory in use now. */
  readonly bytes: number;
  /** What `bytes` may grow to while `count` more states are added, at most. */
  bytesWith(count: number): number;
  /** How many more states fit by the width of an id. */
  readonly room: number;
  /**
   * Adds records in their order. Positions (in `records.words`) of those that were new are written
   * to `fresh`; returns how many. The first of them has the number that `size` was before.
   */
  addAll(records: Records, fresh: Uint32Array): number;
  /** Copies a state of the current or the next level into `words`. */
  read(state: number, words: Uint32Array): void;
  /** Everything before `state` will not be read any more: a level is complete. */
  forgetBefore(state: number): void;
  /** How likely it is now that a state never seen is taken for known, if it can be computed. */
  readonly omission?: number;
  /** The id of the state from which `state` was first reached. */
  parent(state: number): number;
  /** Whether a state was added. Changes nothing. */
  has(words: Uint32Array): boolean;
  /** Whether `words` are what was remembered as `state`. */
  is(state: number, words: Uint32Array): boolean;
  /** Everything that `load` needs, piece by piece, `from` being the first state that will be read again. */
  dump(from: number): Iterable<Uint32Array>;
  /** How many words `dump` gives of `size` states, `from` being the first that will be read again. */
  dumpLength(size: number, from: number): number;
  /** Puts a store that is still empty into the state in which it was dumped. Returns what makes no sense about
   * it, if anything: the words come from a file. `dump` has `dumpLength` words. */
  load(saved: DumpedSearch, dump: Uint32Array): string | undefined;
  /** Gives back what is not memory. */
  close(): void;
}
