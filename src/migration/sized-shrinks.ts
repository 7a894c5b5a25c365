import type { Environment, Geometry } from './environment.ts';
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
    const now: Geometry = {
      edenEnd: heap.edenEnd.get(words, 0),
      fromEnd: heap.fromEnd.get(words, 0),
      toBottom: heap.toBottom.get(words, 0),
      toEnd: heap.toEnd.get(words, 0),
      youngEnd: heap.youngEnd.get(words, 0),
    };
    if (choice === 0) return now;
    if (!heap.resizesLeft.isLeft(words)) return undefined;
    const youngEnd = now.youngEnd - choice;
    const fromIsLast = now.fromEnd === now.youngEnd && now.toEnd !== now.youngEnd;
    if (youngEnd < (fromIsLast ? heap.fromTop.get(words, 0) : now.toBottom)) return undefined;
    return { ...now, ...(fromIsLast ? { fromEnd: youngEnd } : { toEnd: youngEnd }), youngEnd };
  }
}
