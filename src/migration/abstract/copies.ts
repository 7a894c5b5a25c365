import type { ChoicePart } from '../../proving/choice-parts.ts';
import { cursors, type AbstractHeap } from './heap.ts';
import { mappers, type AbstractMemory } from './memory.ts';
import { targets } from './copy-target.ts';

/** What one step of a collection does with the page that it visits. */
export const kinds = {
  end: 0,
  /** Of a minor collection: the survivors end inside a page. */
  endInsidePage: 1,
  garbage: 2,
  toNewPage: 3,
  toOpenPage: 4,
  toOpenOldPage: 5,
  toNewOldPage: 6,
} as const;

export const kindCount = Object.keys(kinds).length;

/** The page that a collector visits. */
const sources = { observed: 0, another: 1 } as const;

export interface CopyParts {
  /** {@link kinds}. */
  readonly kind: ChoicePart;
  /** 0: the observed page is visited; 1: another. */
  readonly source: ChoicePart;
  /** {@link targets}: the page that is copied to. */
  readonly target: ChoicePart;
}

/** Reads from the choice of a step what a collector copies, from where to where. */
export class Copies {
  readonly #memory: AbstractMemory;
  readonly #heap: AbstractHeap;
  readonly #parts: CopyParts;

  constructor(memory: AbstractMemory, heap: AbstractHeap, parts: CopyParts) {
    this.#memory = memory;
    this.#heap = heap;
    this.#parts = parts;
  }

  kind(choice: number): number {
    return this.#parts.kind.of(choice);
  }

  fromObserved(choice: number): boolean {
    return this.#parts.source.of(choice) === sources.observed;
  }

  toObserved(choice: number): boolean {
    return this.#parts.target.of(choice) === targets.observed;
  }

  /** Nothing is copied: the parts that say from where to where are at their first outcome. */
  isBare(choice: number): boolean {
    return this.fromObserved(choice) && this.toObserved(choice);
  }

  /** No page is left that the collection would visit and that matters. */
  isDone(words: Uint32Array): boolean {
    return this.#heap.cursor.get(words) === cursors.passed;
  }

  /** The collector can be at that page. */
  isAtSource(words: Uint32Array, choice: number): boolean {
    return !this.fromObserved(choice) || this.#heap.cursor.get(words) !== cursors.passed;
  }

  /** The page copied to is another than the one copied from, and may be written if it lies in `region`. */
  canWriteTarget(words: Uint32Array, choice: number, region: number): boolean {
    switch (this.#parts.target.of(choice)) {
      case targets.observed:
        return (
          !this.fromObserved(choice) &&
          this.#heap.is(words, region) &&
          this.#memory.isWritable(words)
        );
      case targets.mapper:
        return this.#memory.isMappedByAnother(words);
      default:
        return true;
    }
  }

  /** Reads the page that is visited. */
  read(words: Uint32Array, choice: number): void {
    if (this.fromObserved(choice)) this.#memory.readPage(words);
  }

  /** Writes the page copied to; true where that is the observed one. */
  write(words: Uint32Array, choice: number): boolean {
    const target = this.#parts.target.of(choice);
    if (target === targets.observed) this.#memory.writePage(words);
    else if (target === targets.mapper && this.#memory.mapper.get(words) === mappers.another) {
      this.#memory.write(words);
    }
    return target === targets.observed;
  }

  /** The collector is done with the page that it visits. */
  visitNext(words: Uint32Array, choice: number): void {
    if (this.fromObserved(choice)) this.#heap.cursor.set(words, cursors.passed);
  }
}
