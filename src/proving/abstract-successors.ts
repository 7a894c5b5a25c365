import type { Field } from '../layout/field.ts';
import { enabledStepsOf } from '../system/successors.ts';
import type { Step, System } from '../system/system.ts';

/** A state as a string: equal where all words are. */
export function keyOf(words: Uint32Array): string {
  return Buffer.from(words.buffer, words.byteOffset, words.byteLength).toString('latin1');
}

/** States whose successors are remembered, at most; then all are forgotten. */
const rememberedMax = 200_000;

/** Answers which states an abstract state leads to, by which steps; remembers the answers. */
export class AbstractSuccessors {
  readonly #system: System;
  readonly #ghosts: readonly Field[];
  readonly #after: Uint32Array;
  readonly #known = new Map<string, ReadonlyMap<string, Step>>();

  /** `ghosts` are 0 in every key. */
  constructor(system: System, ghosts: readonly Field[]) {
    this.#system = system;
    this.#ghosts = ghosts;
    this.#after = system.layout.zero();
  }

  /** The states that `words` leads to, by their keys, each with the first step that leads there. */
  of(words: Uint32Array, key: string): ReadonlyMap<string, Step> {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const found = new Map<string, Step>();
    const after = this.#after;
    enabledStepsOf(this.#system)(words, (transition, choice) => {
      after.set(words);
      this.#system.apply(after, transition, choice);
      for (const ghost of this.#ghosts) ghost.set(after, 0, 0);
      const next = keyOf(after);
      if (!found.has(next)) found.set(next, { transition, choice });
    });
    if (this.#known.size >= rememberedMax) this.#known.clear();
    this.#known.set(key, found);
    return found;
  }
}
