import { recordTail, type Records } from './state-store.ts';
import { shardCount } from './shard-number.ts';

const recordsMin = 256;

/**
 * One box for each pair of shards: what the first found for the second in this round. Boxes have one
 * writer and one reader, never at the same time, and lie in memory that threads can share. A shard
 * stops for this round when one of its boxes might not hold all steps of another state, whatever the
 * other shards do: so rounds are the same for any number of workers.
 */
export class Mailboxes {
  readonly stride: number;
  readonly words: Uint32Array;
  readonly counts: Int32Array;
  /** Like `counts`, with the steps whose record was left out because it was sent shortly before. */
  readonly #announced = new Int32Array(shardCount * shardCount);
  readonly #capacity: number;
  readonly #limit: number;

  /** `stepsMax`: the most steps that can be enabled in one state. */
  constructor(wordsPerState: number, stepsMax: number, shared?: SharedBoxes) {
    this.stride = wordsPerState + recordTail;
    this.#limit = recordsMin;
    this.#capacity = recordsMin + stepsMax;
    const length = shardCount * shardCount * this.#capacity * this.stride;
    this.words = new Uint32Array(shared?.words ?? new ArrayBuffer(length * 4));
    this.counts = new Int32Array(shared?.counts ?? new ArrayBuffer(shardCount * shardCount * 4));
  }

  /** Memory for the boxes of several threads. */
  static share(wordsPerState: number, stepsMax: number): SharedBoxes {
    const records = shardCount * shardCount * (recordsMin + stepsMax);
    return {
      words: new SharedArrayBuffer(records * (wordsPerState + recordTail) * 4),
      counts: new SharedArrayBuffer(shardCount * shardCount * 4),
    };
  }

  /** Whether every box of a shard has room for all steps of one more state. */
  hasRoom(from: number): boolean {
    const first = from * shardCount;
    for (let box = first; box < first + shardCount; box++) {
      if (this.#announced[box]! > this.#limit) return false;
    }
    return true;
  }

  /** Counts a step from one shard to another, whether or not a record of it follows: the end of a round
   * must not depend on what a worker happens to remember. */
  announce(from: number, to: number): void {
    this.#announced[from * shardCount + to]! += 1;
  }

  /** A shard begins a round. */
  beginRound(from: number): void {
    this.#announced.fill(0, from * shardCount, (from + 1) * shardCount);
  }

  /** Position at which the next record from one shard to another is to be written. */
  open(from: number, to: number): number {
    const box = from * shardCount + to;
    return (box * this.#capacity + this.counts[box]!++) * this.stride;
  }

  /** What one shard found for another in this round. */
  between(from: number, to: number): Records {
    const box = from * shardCount + to;
    const start = box * this.#capacity * this.stride;
    return { words: this.words, start, count: this.counts[box]! };
  }

  empty(from: number, to: number): void {
    this.counts[from * shardCount + to] = 0;
  }

  /** Records that a shard is about to receive. */
  countFor(to: number): number {
    let count = 0;
    for (let from = 0; from < shardCount; from++) count += this.counts[from * shardCount + to]!;
    return count;
  }

  /** The most records that one shard can receive in a round. */
  get recordsMax(): number {
    return shardCount * this.#capacity;
  }
}

export interface SharedBoxes {
  readonly words: SharedArrayBuffer;
  readonly counts: SharedArrayBuffer;
}
