const chunkShift = 10;
const chunkStates = 1 << chunkShift;

/** Complete states between the first that is still to be expanded and the last found, in pieces that are
 * given back as the search passes them. */
export class Frontier {
  readonly #wordsPerState: number;
  readonly #chunks = new Map<number, Uint32Array>();
  #last: Uint32Array | undefined;
  #first = 0;
  #end = 0;

  constructor(wordsPerState: number) {
    this.#wordsPerState = wordsPerState;
  }

  /** Of the states that may still be read; there is a piece more at each end. */
  get bytes(): number {
    return (this.#end - this.#first) * this.#wordsPerState * 4;
  }

  get bytesPerChunk(): number {
    return chunkStates * this.#wordsPerState * 4;
  }

  /** Adds the state with the number `state`, one more than that of the state before. */
  add(state: number, words: Uint32Array, from: number): void {
    const offset = (state & (chunkStates - 1)) * this.#wordsPerState;
    // Where a search is taken up again, the first state may be in the middle of a piece.
    if (this.#last === undefined) this.#first = state;
    if (offset === 0 || this.#last === undefined) this.#last = this.#open(state >>> chunkShift);
    const chunk = this.#last;
    for (let word = 0; word < this.#wordsPerState; word++) {
      chunk[offset + word] = words[from + word]!;
    }
    this.#end = state + 1;
  }

  read(state: number, words: Uint32Array): void {
    const chunk = this.#chunks.get(state >>> chunkShift)!;
    const offset = (state & (chunkStates - 1)) * this.#wordsPerState;
    for (let word = 0; word < this.#wordsPerState; word++) words[word] = chunk[offset + word]!;
  }

  /** The words of all states from `state` on, piece by piece. */
  *pieces(state: number): Iterable<Uint32Array> {
    for (let at = state; at < this.#end; at = ((at >>> chunkShift) + 1) << chunkShift) {
      const chunk = this.#chunks.get(at >>> chunkShift)!;
      const inside = chunkStates - 1;
      const end = Math.min(chunkStates, (at & inside) + this.#end - at);
      const size = this.#wordsPerState;
      yield chunk.subarray((at & inside) * size, end * size);
    }
  }

  forgetBefore(state: number): void {
    for (let at = this.#first >>> chunkShift; at < state >>> chunkShift; at++) {
      this.#chunks.delete(at);
    }
    this.#first = state;
    this.#end = Math.max(this.#end, state);
  }

  #open(number: number): Uint32Array {
    const chunk = new Uint32Array(chunkStates * this.#wordsPerState);
    this.#chunks.set(number, chunk);
    return chunk;
  }
}
