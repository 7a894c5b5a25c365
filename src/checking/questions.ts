import type { Ancestry } from './paths.ts';

/** Places in the shared words: whose turn it is, what is asked, of which state, and the answer. */
const [turn, question, subject, answer, firstWord] = [0, 1, 2, 3, 4] as const;
const [nobody, asked, over] = [0, 1, 2] as const;
const [parentOf, isWords] = [0, 1] as const;

/** Shared memory for the questions to one worker. */
export function memoryForQuestions(wordsPerState: number): SharedArrayBuffer {
  return new SharedArrayBuffer((firstWord + wordsPerState) * 4);
}

/** Asks a worker in another thread how it came to its states, one question at a time. */
export class RemoteAncestry implements Ancestry {
  readonly #words: Int32Array;

  constructor(memory: SharedArrayBuffer) {
    this.#words = new Int32Array(memory);
  }

  parent(id: number): number {
    return this.#ask(parentOf, id) >>> 0;
  }

  is(id: number, words: Uint32Array): boolean {
    this.#words.set(words, firstWord);
    return this.#ask(isWords, id) === 1;
  }

  /** The worker may go. */
  end(): void {
    this.#give(over);
  }

  #ask(what: number, id: number): number {
    this.#words[question] = what;
    this.#words[subject] = id;
    this.#give(asked);
    waitWhile(this.#words, asked);
    return this.#words[answer]!;
  }

  #give(to: number): void {
    Atomics.store(this.#words, turn, to);
    Atomics.notify(this.#words, turn);
  }
}

/** Answers the questions of {@link RemoteAncestry} until it is told that it may go. */
export function answerQuestions(memory: SharedArrayBuffer, ancestry: Ancestry): void {
  const words = new Int32Array(memory);
  const state = new Uint32Array(words.length - firstWord);
  for (;;) {
    waitWhile(words, nobody);
    if (Atomics.load(words, turn) === over) return;
    const id = words[subject]! >>> 0;
    if (words[question] === parentOf) {
      words[answer] = ancestry.parent(id);
    } else {
      state.set(words.subarray(firstWord));
      words[answer] = ancestry.is(id, state) ? 1 : 0;
    }
    Atomics.store(words, turn, nobody);
    Atomics.notify(words, turn);
  }
}

/** In a loop: a notification may come late and wake who waits for the next. */
function waitWhile(words: Int32Array, value: number): void {
  while (Atomics.load(words, turn) === value) Atomics.wait(words, turn, value);
}
