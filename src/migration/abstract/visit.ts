import type { ChoicePart } from '../../proving/choice-parts.ts';
import type { Variable } from '../../layout/variable.ts';
import { cursors } from './heap.ts';
import { entries, mappers, type AbstractMemory } from './memory.ts';

/**
 * Which page a loop over pages is at. A page that has nothing to do with the frame and is not the observed one
 * changes nothing that is known, and only where it does is a `bystander` visited.
 */
export const visits = {
  /** None: the loop is over. */
  end: 0,
  observed: 1,
  /** The other page that maps the frame. */
  mapper: 2,
  /** A page that the cache has with the frame, which it does not map: the last such page, or one of several. */
  lastNamer: 3,
  oneOfNamers: 4,
  bystander: 5,
  /** The observed page, where what it maps elsewhere is shared, or is not what it was cached with. */
  observedOtherwise: 6,
} as const;

export const visitCount = Object.keys(visits).length;

/** Reads the page that a loop is at from the choice of a step. */
export class Visits {
  readonly #memory: AbstractMemory;
  readonly #cursor: Variable;
  readonly #part: ChoicePart;

  /** `cursor`: whether the loop is still to come to the observed page. */
  constructor(memory: AbstractMemory, cursor: Variable, part: ChoicePart) {
    this.#memory = memory;
    this.#cursor = cursor;
    this.#part = part;
  }

  of(choice: number): number {
    return this.#part.of(choice);
  }

  /** The loop is over: it is not to come to the observed page, and to no other that matters. */
  isDone(words: Uint32Array, choice: number): boolean {
    return this.of(choice) === visits.end && this.#cursor.get(words) === cursors.passed;
  }

  isAtObserved(choice: number): boolean {
    const visit = this.of(choice);
    return visit === visits.observed || visit === visits.observedOtherwise;
  }

  /** Whether the loop can be at that page now. */
  isPossible(words: Uint32Array, choice: number): boolean {
    switch (this.of(choice)) {
      case visits.observed:
      case visits.observedOtherwise:
        return this.#cursor.get(words) !== cursors.passed;
      case visits.mapper:
        return this.#memory.mapper.get(words) === mappers.another;
      case visits.lastNamer:
      case visits.oneOfNamers:
        return this.#memory.namers.is(words);
      case visits.bystander:
        return true;
      default:
        return false;
    }
  }

  /** Whether the cache has an entry for the page, as far as that matters. */
  isCached(words: Uint32Array, choice: number): boolean {
    switch (this.of(choice)) {
      case visits.observed:
      case visits.observedOtherwise:
        return this.#memory.cached.get(words) !== entries.none;
      case visits.mapper:
        return this.#memory.mapperIsCached.is(words);
      case visits.lastNamer:
      case visits.oneOfNamers:
        return true;
      default:
        return false;
    }
  }

  /** Sets the bit of what the page is cached with, and drops the entry. */
  markMustSend(words: Uint32Array, choice: number): void {
    const memory = this.#memory;
    const visit = this.of(choice);
    if (this.isAtObserved(choice)) memory.markMustSend(words);
    else if (visit === visits.mapper) {
      if (!memory.mapperIsCached.is(words)) return;
      memory.setBit(words);
      memory.mapperIsCached.set(words, 0);
    } else if (visit === visits.lastNamer || visit === visits.oneOfNamers) {
      memory.setBit(words);
      memory.namers.put(words, visit === visits.oneOfNamers);
    }
  }

  /** Takes the frame of the page away. */
  unmap(words: Uint32Array, choice: number): void {
    if (this.isAtObserved(choice)) this.#memory.unmapPage(words);
    else if (this.of(choice) === visits.mapper) this.#memory.unmapMapper(words);
  }

  /** Goes on to the next page. */
  advance(words: Uint32Array, choice: number): void {
    if (this.isAtObserved(choice)) this.#cursor.set(words, cursors.passed);
  }
}
