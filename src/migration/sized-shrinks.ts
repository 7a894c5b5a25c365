import { endingAt, geometryOf, type Environment, type Geometry } from './environment.ts';
import type { Heap } from './heap.ts';

/**
 * Shrinks of every size at the high end of Young, as far as the last survivor space is empty. Choice 0
 * keeps, choice n gives n pages back. Young does not grow.
 */
export class SizedShrinks implements Environment {
  readonly resizeChoices: number;
  readonly #heap: Heap;

  constructor(heap: Heap, pagesMax: number) {
    this.#heap = heap;
    this.resizeChoices = pagesMax + 1;
  }

  geometry(words: Uint32Array, choice: number): Geometry | undefined {
    const heap = this.#heap;
    const now = geometryOf(words, heap);
    if (choice === 0) return now;
    if (!heap.resizesLeft.isLeft(words)) return undefined;
    return endingAt(words, heap, now.youngEnd - choice);
  }
}
