/** Lets all workers of a search come together. */
export interface Meeting {
  /** Returns when every worker has come. */
  wait(): void;
}

/** A worker alone has nobody to wait for. */
export const alone: Meeting = { wait: () => {} };

/** Another worker failed: there is nothing to wait for any more. */
export class AbandonedError extends Error {
  override readonly name = 'AbandonedError';
}

const [arrived, generation, abandoned] = [0, 1, 2] as const;
/** Looks before it sleeps: meetings are short where every worker has a core. */
const looks = 200;

/** A meeting of threads, over three words of shared memory. */
export class ThreadMeeting implements Meeting {
  static readonly bytes = 12;
  readonly #words: Int32Array;
  readonly #workers: number;

  constructor(memory: SharedArrayBuffer, workers: number) {
    this.#words = new Int32Array(memory);
    this.#workers = workers;
  }

  /** Throws `AbandonedError` where a worker has failed. */
  wait(): void {
    const words = this.#words;
    const current = Atomics.load(words, generation);
    if (Atomics.add(words, arrived, 1) + 1 === this.#workers) {
      Atomics.store(words, arrived, 0);
      Atomics.add(words, generation, 1);
      Atomics.notify(words, generation);
    } else {
      for (let look = 0; look < looks; look++) {
        if (Atomics.load(words, generation) !== current) break;
      }
      // In a loop: the notification of the meeting before may come late and wake those of this one.
      while (Atomics.load(words, generation) === current) {
        Atomics.wait(words, generation, current);
      }
    }
    if (Atomics.load(words, abandoned) === 1) throw new AbandonedError('another worker failed');
  }

  /** Tells all who wait, now or later, that this worker will not come. */
  abandon(): void {
    Atomics.store(this.#words, abandoned, 1);
    Atomics.add(this.#words, generation, 1);
    Atomics.notify(this.#words, generation);
  }
}
