import type { ChoicePart } from '../../proving/choice-parts.ts';
import type { AbstractMemory } from './memory.ts';

/**
 * A page gets a free frame: the observed page gets the frame, or one elsewhere; or another page gets the frame,
 * one that the cache has with it (the last such page, or one of several) or one that it has not.
 */
export const handings = {
  observedGetsFrame: 0,
  observedGetsAnother: 1,
  anotherGetsFrame: 2,
  lastNamerGetsFrame: 3,
  oneOfNamersGetsFrame: 4,
} as const;

export const handingCount = Object.keys(handings).length;

/** Reads from a choice which page gets what. */
export class Handing {
  readonly #memory: AbstractMemory;
  readonly #part: ChoicePart;

  constructor(memory: AbstractMemory, part: ChoicePart) {
    this.#memory = memory;
    this.#part = part;
  }

  of(choice: number): number {
    return this.#part.of(choice);
  }

  concernsObserved(choice: number): boolean {
    return this.of(choice) <= handings.observedGetsAnother;
  }

  /** Whether the frame that is handed out can be, as far as the frame goes. */
  isPossible(words: Uint32Array, choice: number): boolean {
    const memory = this.#memory;
    switch (this.of(choice)) {
      case handings.observedGetsAnother:
        return true;
      case handings.observedGetsFrame:
      case handings.anotherGetsFrame:
        return memory.isFree(words);
      default:
        return memory.isFree(words) && memory.namers.is(words);
    }
  }

  /** Hands the frame out, zeroed. */
  map(words: Uint32Array, choice: number): void {
    const memory = this.#memory;
    switch (this.of(choice)) {
      case handings.observedGetsFrame:
        memory.mapPage(words);
        return;
      case handings.observedGetsAnother:
        memory.mapPageElsewhere(words);
        return;
      default:
        memory.mapByAnother(words, namerChoice(this.of(choice)));
    }
  }
}

/** What a handing to another page says of the cache. */
export function namerChoice(handing: number): {
  readonly isNamer: boolean;
  readonly namersAreLeft: boolean;
} {
  return {
    isNamer: handing === handings.lastNamerGetsFrame || handing === handings.oneOfNamersGetsFrame,
    namersAreLeft: handing === handings.oneOfNamersGetsFrame,
  };
}
