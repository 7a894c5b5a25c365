import type { Expander } from './expander.ts';
import { recordTail } from '../stores/state-store.ts';

/** Chunks under way at once, each in a slot of its own. */
const slotCount = 16;
/** States of a chunk at most; fewer where they can have many steps. */
const statesMax = 128;
const stepsPerChunk = 1 << 12;

/** The words by which threads wait for one another, each in a cache line of its own. */
const lineWords = 16;
const [filledAt, claimedAt, startedAt, failedAt, doneAt] = [0, 1, 2, 3, 4].map(
  (line) => line * lineWords,
) as [number, number, number, number, number];
/** What `filled` says when no chunk will come any more. */
const over = -1;
/** Looks before it sleeps: waits are short where every thread has a core. */
const looks = 4_000;

/** Places in the head of a chunk. */
const [firstAt, countAt, recordsAt, faultAt, headWords] = [0, 1, 2, 3, 4] as const;

/** A run of states to be expanded, and what was found, in shared memory. */
export interface Chunk {
  readonly head: Uint32Array;
  /** The words of one state after the other. */
  readonly states: Uint32Array;
  /** Per state, 1 where something that counts as progress moved. */
  readonly moved: Uint32Array;
  /** Where its records start in `WorkQueue.words`. */
  readonly recordsStart: number;
}

/** Who expands a chunk. */
export interface Claimant {
  readonly worker: number;
  readonly onFault: (error: unknown) => void;
}

/** Memory that the threads of a search share. */
export interface SharedRelay {
  readonly signals: SharedArrayBuffer;
  readonly words: SharedArrayBuffer;
}

/**
 * Hands chunks of states from the thread that knows them to those that expand them, and what they find
 * back. Whoever is free claims the next chunk, so each thread expands its chunks in ascending order.
 */
export class WorkQueue {
  readonly statesPerChunk: number;
  readonly words: Uint32Array;
  readonly #chunks: readonly Chunk[];
  readonly #signals: Int32Array;

  constructor(wordsPerState: number, stepsMax: number, { signals, words }: SharedRelay) {
    this.statesPerChunk = statesPerChunkFor(stepsMax);
    this.words = new Uint32Array(words);
    this.#signals = new Int32Array(signals);
    const size = this.words.length / slotCount;
    this.#chunks = Array.from({ length: slotCount }, (_, slot): Chunk => {
      const states = slot * size + headWords;
      const moved = states + this.statesPerChunk * wordsPerState;
      const recordsStart = moved + this.statesPerChunk;
      return {
        head: this.words.subarray(slot * size, states),
        states: this.words.subarray(states, moved),
        moved: this.words.subarray(moved, recordsStart),
        recordsStart,
      };
    });
  }

  static share(wordsPerState: number, stepsMax: number): SharedRelay {
    const states = statesPerChunkFor(stepsMax);
    const records = states * stepsMax * (wordsPerState + recordTail);
    const chunk = headWords + states * (wordsPerState + 1) + records;
    return {
      signals: new SharedArrayBuffer((doneAt + slotCount * lineWords) * 4),
      words: new SharedArrayBuffer(slotCount * chunk * 4),
    };
  }

  /** The slot of a chunk. It is another's once `slotCount` more chunks are filled. */
  chunk(number: number): Chunk {
    return this.#chunks[number % slotCount]!;
  }

  /** Whether there is a slot for one more chunk while `pending` are not taken back. */
  hasRoom(pending: number): boolean {
    return pending < slotCount;
  }

  /** Offers the next chunk: states from `first` on, written to its slot before. */
  offer(
    number: number,
    { first, count }: { readonly first: number; readonly count: number },
  ): void {
    const { head } = this.chunk(number);
    head[firstAt] = first;
    head[countAt] = count;
    this.#report(filledAt, number + 1);
  }

  /** Claims the next chunk that is offered; -1 if there is none. */
  claim(): number {
    const signals = this.#signals;
    for (;;) {
      const next = Atomics.load(signals, claimedAt);
      if (next >= Atomics.load(signals, filledAt)) return -1;
      if (Atomics.compareExchange(signals, claimedAt, next, next + 1) === next) return next;
    }
  }

  /** Claims the next chunk and waits for it; -1 where none will come. */
  next(): number {
    for (;;) {
      const filled = Atomics.load(this.#signals, filledAt);
      if (filled === over) return -1;
      const claimed = this.claim();
      if (claimed >= 0) return claimed;
      this.#waitWhile(filledAt, filled);
    }
  }

  /** Expands a chunk that was claimed, and hands it back: with a fault of `worker` where that threw. */
  expand(number: number, expander: Expander, { worker, onFault }: Claimant): void {
    const { head, states, moved, recordsStart } = this.chunk(number);
    const { words } = expander;
    expander.writeTo(this.words, recordsStart);
    head[faultAt] = 0;
    try {
      for (let at = 0, from = 0; at < head[countAt]!; at++) {
        for (let word = 0; word < words.length; word++) words[word] = states[from++]!;
        moved[at] = expander.expand(head[firstAt]! + at) ? 1 : 0;
      }
    } catch (error) {
      onFault(error);
      head[faultAt] = worker + 1;
    }
    head[recordsAt] = expander.count;
    this.#report(this.#doneAt(number), number + 1);
  }

  isDone(number: number): boolean {
    return Atomics.load(this.#signals, this.#doneAt(number)) === number + 1;
  }

  waitFor(number: number): void {
    const at = this.#doneAt(number);
    for (let done; (done = Atomics.load(this.#signals, at)) !== number + 1;) {
      this.#waitWhile(at, done);
    }
  }

  firstOf({ head }: Chunk): number {
    return head[firstAt]!;
  }

  countOf({ head }: Chunk): number {
    return head[countAt]!;
  }

  /** The worker that threw, or -1. */
  faultOf({ head }: Chunk): number {
    return head[faultAt]! - 1;
  }

  recordsOf({ head, recordsStart }: Chunk): { words: Uint32Array; start: number; count: number } {
    return { words: this.words, start: recordsStart, count: head[recordsAt]! };
  }

  /** No chunk will come any more. */
  end(): void {
    this.#report(filledAt, over);
  }

  waitForStart(threads: number): void {
    for (let started; (started = Atomics.load(this.#signals, startedAt)) < threads;) {
      this.#waitWhile(startedAt, started);
    }
  }

  get hasFailed(): boolean {
    return Atomics.load(this.#signals, failedAt) === 1;
  }

  #doneAt(number: number): number {
    return doneAt + (number % slotCount) * lineWords;
  }

  #report(at: number, value: number): void {
    Atomics.store(this.#signals, at, value);
    Atomics.notify(this.#signals, at);
  }

  #waitWhile(at: number, value: number): void {
    for (let look = 0; look < looks; look++) {
      if (Atomics.load(this.#signals, at) !== value) return;
    }
    Atomics.wait(this.#signals, at, value);
  }
}

/** Says that a thread can expand now, or never will. */
export function tellStarted({ signals }: SharedRelay, hasFailed: boolean): void {
  const words = new Int32Array(signals);
  if (hasFailed) Atomics.store(words, failedAt, 1);
  Atomics.add(words, startedAt, 1);
  Atomics.notify(words, startedAt);
}

function statesPerChunkFor(stepsMax: number): number {
  return Math.max(1, Math.min(statesMax, Math.floor(stepsPerChunk / stepsMax)));
}
