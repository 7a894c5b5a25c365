/** Words that are written once, in order, and seldom read back. */
export interface WordLog {
  /** Words appended. */
  readonly length: number;
  /** Bytes of memory in use; what lies in a file is not counted. */
  readonly bytes: number;
  append(word: number): void;
  get(at: number): number;
}

const chunkShift = 12;
const chunkWords = 1 << chunkShift;

/** A log in memory, in pieces: it grows without being copied. */
export class MemoryLog implements WordLog {
  readonly #chunks: Uint32Array[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  get bytes(): number {
    return this.#length * 4;
  }

  append(word: number): void {
    const at = this.#length++;
    if (at >>> chunkShift === this.#chunks.length) this.#chunks.push(new Uint32Array(chunkWords));
    this.#chunks[at >>> chunkShift]![at & (chunkWords - 1)] = word;
  }

  get(at: number): number {
    return this.#chunks[Math.floor(at / chunkWords)]![at % chunkWords]!;
  }
}
