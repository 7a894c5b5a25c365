import type { Heap } from './heap.ts';

/** Where the spaces of Young lie, in heap pages. Bottoms of Eden and From do not move. */
export interface Geometry {
  readonly edenEnd: number;
  readonly fromEnd: number;
  readonly toBottom: number;
  readonly toEnd: number;
  readonly youngEnd: number;
}

/** What the configuration decides that is too large for a choice number: the only other input of a run. */
export interface Environment {
  /** How many resizes there are to choose from. */
  readonly resizeChoices: number;
  /** The geometry that a choice leads to, or `undefined` where it is impossible now. */
  geometry(words: Uint32Array, choice: number): Geometry | undefined;
}

/**
 * Every resize by one page at the high end of Young, as HotSpot makes them (`psYoungGen.cpp`: only the
 * empty tail of the last survivor space is given back). Choice 0 keeps, 1 shrinks, 2 grows.
 */
export class TailResizes implements Environment {
  readonly resizeChoices = 3;
  readonly #heap: Heap;
  readonly #youngEndMax: number;

  constructor(heap: Heap, youngEndMax: number) {
    this.#heap = heap;
    this.#youngEndMax = youngEndMax;
  }

  geometry(words: Uint32Array, choice: number): Geometry | undefined {
    const heap = this.#heap;
    const now = geometryOf(words, heap);
    if (choice === 0) return now;
    if (!heap.resizesLeft.isLeft(words)) return undefined;
    const by = choice === 1 ? -1 : 1;
    const youngEnd = now.youngEnd + by;
    if (youngEnd > this.#youngEndMax) return undefined;
    return endingAt(words, heap, youngEnd);
  }
}

/** Where the spaces lie now. */
export function geometryOf(words: Uint32Array, heap: Heap): Geometry {
  return {
    edenEnd: heap.edenEnd.get(words, 0),
    fromEnd: heap.fromEnd.get(words, 0),
    toBottom: heap.toBottom.get(words, 0),
    toEnd: heap.toEnd.get(words, 0),
    youngEnd: heap.youngEnd.get(words, 0),
  };
}

/** Young ends at another page, and with it the survivor space that lies last; `undefined` where that
 * space is filled beyond. */
export function endingAt(words: Uint32Array, heap: Heap, youngEnd: number): Geometry | undefined {
  const now = geometryOf(words, heap);
  const fromIsLast = now.fromEnd === now.youngEnd && now.toEnd !== now.youngEnd;
  if (fromIsLast) {
    if (youngEnd < heap.fromTop.get(words, 0)) return undefined;
    return { ...now, fromEnd: youngEnd, youngEnd };
  }
  if (youngEnd < now.toBottom) return undefined;
  return { ...now, toEnd: youngEnd, youngEnd };
}
