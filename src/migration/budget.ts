import { bitsFor, type Field } from '../layout/field.ts';
import type { LayoutBuilder } from '../layout/layout.ts';
import type { Bound } from '../../models/scope.ts';

/**
 * How often the environment may still do something. Unlimited, it costs no state: then a cycle of the
 * graph stands for doing it for ever, which is what questions about complete runs need.
 */
export class Budget {
  readonly #bound: Bound;
  readonly #left: Field | undefined;

  constructor(layout: LayoutBuilder, name: string, bound: Bound) {
    this.#bound = bound;
    this.#left = bound === 'unlimited' ? undefined : layout.field(name, bitsFor(bound));
  }

  fill(words: Uint32Array): void {
    if (this.#bound !== 'unlimited') this.#left!.set(words, 0, this.#bound);
  }

  isLeft(words: Uint32Array): boolean {
    return this.#left === undefined || this.#left.get(words, 0) > 0;
  }

  /** Whether any has been taken away; unlimited, nobody knows. */
  isTouched(words: Uint32Array): boolean {
    return this.#left === undefined || this.#left.get(words, 0) !== this.#bound;
  }

  /** Takes one away, where any is left to take. */
  spend(words: Uint32Array): void {
    if (this.#left !== undefined && this.isLeft(words)) this.#left.add(words, 0, -1);
  }
}
