import { Frontier } from '../search/frontier.ts';
import { hashOf, secondHashOf } from './hash.ts';
import { disorderOf } from './dumped-order.ts';
import { recordTail, type DumpedSearch, type Records, type StateStore } from './state-store.ts';
import type { WordLog } from './word-log.ts';

/** What is remembered of two hashes of a state. The strategies differ in what they forget. */
export interface HashSet {
  readonly bytes: number;
  /** What `bytes` may grow to, at most, while `count` more are added. */
  bytesWith(count: number): number;
  /** How many may be in it. */
  readonly sizeMax: number;
  /** How likely it is now that a state never seen is taken for known, if it can be computed. */
  readonly omission?: number;
  /** Whether a pair is known at first sight. False says nothing. */
  knows(hash: number, second: number): boolean;
  /** Whether a pair seems to be in it. */
  has(hash: number, second: number): boolean;
  /** Adds a pair; false where it seems to be in it. `second` is never 0. */
  add(hash: number, second: number): boolean;
  /** What cannot be found again by adding all pairs once more. */
  dump(): readonly Uint32Array[];
  /** How many words `dump` gives. */
  readonly dumpLength: number;
  /** Takes up what was dumped, the start of `words`; returns how many words it was. */
  load(words: Uint32Array): number;
}

/** Per state: parent, hash, second hash. */
const logWords = 3;

/**
 * A visited set that keeps complete states of the frontier only, and of all others what a `HashSet` makes
 * of two hashes. How a state was reached, 12 bytes each, goes to a log that may be a file.
 */
export class HashedStore implements StateStore {
  readonly #wordsPerState: number;
  readonly #set: HashSet;
  readonly #frontier: Frontier;
  readonly #log: WordLog;
  #size = 0;
  #seconds = new Uint32Array(1);

  constructor(wordsPerState: number, set: HashSet, log: WordLog) {
    this.#wordsPerState = wordsPerState;
    this.#set = set;
    this.#frontier = new Frontier(wordsPerState);
    this.#log = log;
  }

  get size(): number {
    return this.#size;
  }

  get bytes(): number {
    return this.#set.bytes + this.#frontier.bytes + this.#log.bytes;
  }

  get room(): number {
    return this.#set.sizeMax - this.#size;
  }

  get omission(): number {
    return this.#set.omission ?? 0;
  }

  bytesWith(count: number): number {
    const frontier = this.#frontier.bytesPerChunk + count * this.#wordsPerState * 4;
    const log = this.#log.bytesWith(count * logWords);
    return this.#set.bytesWith(count) + this.#frontier.bytes + frontier + log;
  }

  addAll({ words, start, count }: Records, fresh: Uint32Array): number {
    if (count > this.#seconds.length) this.#seconds = new Uint32Array(count * 2);
    const size = this.#wordsPerState;
    const stride = size + recordTail;
    const seconds = this.#seconds;
    const set = this.#set;
    // The reads of this loop do not wait for one another; what it finds known is done with.
    for (let at = 0, from = start; at < count; at++, from += stride) {
      const second = secondHashOf(words, from, from + size);
      seconds[at] = set.knows(words[from + size]!, second) ? 0 : second;
    }
    let added = 0;
    for (let at = 0, from = start; at < count; at++, from += stride) {
      const hash = words[from + size]!;
      const second = seconds[at]!;
      if (second === 0 || !set.add(hash, second)) continue;
      this.#frontier.add(this.#size++, words, from);
      this.#log.append(words[from + size + 1]!);
      this.#log.append(hash);
      this.#log.append(second);
      fresh[added++] = from;
    }
    return added;
  }

  read(state: number, words: Uint32Array): void {
    this.#frontier.read(state, words);
  }

  forgetBefore(state: number): void {
    this.#frontier.forgetBefore(state);
  }

  parent(state: number): number {
    return this.#log.get(state * logWords);
  }

  has(words: Uint32Array): boolean {
    const { length } = words;
    return this.#set.has(hashOf(words, 0, length), secondHashOf(words, 0, length));
  }

  is(state: number, words: Uint32Array): boolean {
    const { length } = words;
    return (
      this.#log.get(state * logWords + 1) === hashOf(words, 0, length) &&
      this.#log.get(state * logWords + 2) === secondHashOf(words, 0, length)
    );
  }

  /** The set, the log, the frontier. */
  *dump(from: number): Iterable<Uint32Array> {
    yield* this.#set.dump();
    yield* this.#log.pieces();
    yield* this.#frontier.pieces(from);
  }

  dumpLength(size: number, from: number): number {
    return this.#set.dumpLength + size * logWords + (size - from) * this.#wordsPerState;
  }

  load(saved: DumpedSearch, dump: Uint32Array): string | undefined {
    const size = saved.states;
    const from = saved.position.expanded;
    const start = this.#set.load(dump);
    const disorder = disorderOf(saved, (state) => dump[start + state * logWords]!);
    if (disorder !== undefined) return disorder;
    const end = start + size * logWords;
    for (let at = start; at < end; at++) this.#log.append(dump[at]!);
    for (let at = start; at < end; at += logWords) {
      const [hash, second] = [dump[at + 1]!, dump[at + 2]!];
      const isNew = second !== 0 && this.#set.add(hash, second);
      if (!isNew && this.#set.omission === undefined) return 'a state is there twice';
    }
    for (let state = from; state < size; state++) {
      const at = end + (state - from) * this.#wordsPerState;
      if (hashOf(dump, at, at + this.#wordsPerState) !== dump[start + state * logWords + 1]) {
        return `state ${state} is not what was found`;
      }
      this.#frontier.add(state, dump, at);
    }
    this.#frontier.forgetBefore(from);
    this.#size = size;
    return undefined;
  }

  close(): void {
    this.#log.close();
  }
}
