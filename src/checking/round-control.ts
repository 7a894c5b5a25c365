import type { Meeting } from './meeting.ts';
import { shardCount } from './shard-number.ts';
import type { Shard } from './shard.ts';

export interface Progress {
  readonly states: number;
  readonly depth: number;
  /** States found and not yet expanded. */
  readonly frontier: number;
}

/** What may be asked of a search after a round: to end at the end of the level, to end at once, to be
 * written down. */
export type Request = 'stopped' | 'interrupted' | 'save';

const statesPerProgress = 1 << 14;
const requests: readonly (Request | undefined)[] = [undefined, 'stopped', 'interrupted', 'save'];

export interface RoundControlInput {
  readonly meeting: Meeting;
  readonly numbers: ArrayBuffer | SharedArrayBuffer;
  /** Given to one worker only. */
  readonly ask?: (() => Request | undefined) | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Whether this worker speaks for all. */
  readonly leads: boolean;
}

/** What shards tell of themselves after every round. Everybody reads the same numbers, between two
 * meetings, and so comes to the same decision. */
export class RoundControl {
  /** Per shard: states, states to expand in this level, bytes, bytes at most after a round, room left,
   * failures; then what the leader was told. */
  readonly #numbers: Float64Array;
  readonly #input: RoundControlInput;
  #told = 0;

  static readonly bytes = (shardCount * 6 + 1) * 8;

  constructor(input: RoundControlInput) {
    this.#input = input;
    this.#numbers = new Float64Array(input.numbers);
  }

  meet(): void {
    this.#input.meeting.wait();
  }

  publish({ number, store, expanded, levelEnd, failures }: Shard, recordsMax: number): void {
    const row = [
      store.size,
      levelEnd - expanded,
      store.bytes,
      store.bytesWith(recordsMax),
      store.room - recordsMax,
      failures,
    ];
    for (let at = 0; at < row.length; at++) this.#numbers[at * shardCount + number] = row[at]!;
  }

  /** The leader asks whether to go on, and tells how far the search is. */
  publishRequest(depth: number): void {
    const { leads, ask, onProgress } = this.#input;
    if (!leads) return;
    this.#numbers[6 * shardCount] = requests.indexOf(ask?.());
    // Sizes of other workers' shards may be those of the round before: it is a status line.
    const states = this.states();
    if (onProgress === undefined || states < this.#told + statesPerProgress) return;
    this.#told = states;
    onProgress({ states, depth, frontier: this.pending() });
  }

  states(): number {
    return this.#sum(0);
  }

  pending(): number {
    return this.#sum(1);
  }

  bytes(): number {
    return this.#sum(2);
  }

  /** Upper bound of the bytes after one more round: tables grow one after the other. */
  bytesNext(): number {
    let most = 0;
    for (let shard = 0; shard < shardCount; shard++) {
      const more = this.#numbers[3 * shardCount + shard]! - this.#numbers[2 * shardCount + shard]!;
      most += more;
    }
    return this.bytes() + most;
  }

  /** Whether a shard might run out of numbers in the next round. */
  isFull(): boolean {
    for (let shard = 0; shard < shardCount; shard++) {
      if (this.#numbers[4 * shardCount + shard]! < 0) return true;
    }
    return false;
  }

  hasViolation(): boolean {
    return this.#sum(5) > 0;
  }

  request(): Request | undefined {
    return requests[this.#numbers[6 * shardCount]!];
  }

  #sum(row: number): number {
    let sum = 0;
    for (let shard = 0; shard < shardCount; shard++)
      sum += this.#numbers[row * shardCount + shard]!;
    return sum;
  }
}
