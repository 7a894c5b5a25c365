const chunkShift = 10;
const chunkStates = 1 << chunkShift;

/** Whole states between the first that is still to be expanded and the last found, in pieces that are
 * given back as the search passes them. */
export class Frontier {
  readonly #wordsPerState: number;
  readonly #chunks = new Map<number, Uint32Array>();
  /** Given back and not yet used again. */
  readonly #spare: Uint32Array[] = [];
  #last: Uint32Array | undefined;
  #first = 0;

  constructor(wordsPerState: number) {
    this.#wordsPerState = wordsPerState;
  }

  get bytes(): number {
    return (this.#chunks.size + this.#spare.length) * this.bytesPerChunk;
  }

  get bytesPerChunk(): number {
    return chunkStates * this.#wordsPerState * 4;
  }

  /** Adds the state with the number `state`, one more than that of the state before. */
  add(state: number, words: Uint32Array, from: number): void {
    const offset = (state & (chunkStates - 1)) * this.#wordsPerState;
    if (offset === 0 || this.#last === undefined) this.#last = this.#open(state >>> chunkShift);
    const chunk = this.#last;
    for (let word = 0; word < this.#wordsPerState; word++)
      chunk[offset + word] = words[from + word]!;
  }

  read(state: number, words: Uint32Array): void {
    const chunk = this.#chunks.get(state >>> chunkShift)!;
    const offset = (state & (chunkStates - 1)) * this.#wordsPerState;
    for (let word = 0; word < this.#wordsPerState; word++) words[word] = chunk[offset + word]!;
  }

  forgetBefore(state: number): void {
    for (; this.#first < state >>> chunkShift; this.#first++) {
      const chunk = this.#chunks.get(this.#first);
      if (chunk === undefined) continue;
      this.#chunks.delete(this.#first);
      if (this.#spare.length < 4) this.#spare.push(chunk);
    }
  }

  #open(number: number): Uint32Array {
    const chunk = this.#spare.pop() ?? new Uint32Array(chunkStates * this.#wordsPerState);
    this.#chunks.set(number, chunk);
    return chunk;
  }
}
