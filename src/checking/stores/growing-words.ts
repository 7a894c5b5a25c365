import { invariant } from '../../foundation/invariant.ts';

const capacityMin = 1 << 12;

/** A list of 32-bit words that grows by doubling. */
export class GrowingWords {
  length = 0;
  #words = new Uint32Array(capacityMin);

  push(word: number): void {
    if (this.length === this.#words.length) {
      invariant(this.length < 2 ** 30, 'the graph is full');
      const larger = new Uint32Array(this.length * 2);
      larger.set(this.#words);
      this.#words = larger;
    }
    this.#words[this.length++] = word;
  }

  at(index: number): number {
    return this.#words[index]!;
  }

  get bytes(): number {
    return this.#words.byteLength;
  }

  trimmed(): Uint32Array {
    return this.#words.subarray(0, this.length);
  }
}
