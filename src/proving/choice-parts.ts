/** One of several independent decisions that the environment takes in a step. */
export class ChoicePart {
  /** How many outcomes it has. */
  readonly count: number;
  readonly #radix: number;

  constructor(count: number, radix: number) {
    this.count = count;
    this.#radix = radix;
  }

  /** The outcome that a step's choice stands for, from 0 to `count` - 1. */
  of(choice: number): number {
    return Math.floor(choice / this.#radix) % this.count;
  }

  /** Choices of an event whose last part this is. */
  get choices(): number {
    return this.#radix * this.count;
  }
}

/**
 * Divides the choice number of a step into parts, so that the nondeterminism of an abstraction is the
 * environment's choice: traces, tokens, workers and checkpoints need nothing else. A guard and the actions
 * of its row get the same number, and so take the same decisions.
 */
export class ChoiceParts {
  #radix = 1;

  /** Adds a part. Parts that most events use come first: an event declares the choices up to its last. */
  part(count: number): ChoicePart {
    const part = new ChoicePart(count, this.#radix);
    this.#radix *= count;
    return part;
  }
}
