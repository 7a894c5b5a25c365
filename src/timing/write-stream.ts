import type { Random } from '../foundation/random.ts';

/** Pages that are written alike: each of the last `pages` of a region with the same likelihood. */
export interface WriteClass {
  readonly pages: number;
  readonly perSecond: number;
}

/** Page writes at even distances, spread over classes of pages at random. */
export class WriteStream {
  /** When the next write is due, in seconds. */
  next: number;
  readonly #classes: readonly WriteClass[];
  readonly #perSecond: number;
  readonly #random: Random;

  constructor(classes: readonly WriteClass[], random: Random) {
    this.#classes = classes;
    this.#perSecond = classes.reduce((sum, { perSecond }) => sum + perSecond, 0);
    this.#random = random;
    this.next = this.#perSecond > 0 ? 0 : Infinity;
  }

  /** The write that was due has been made, or could not be. */
  advance(now: number): void {
    this.next = now + 1 / this.#perSecond;
  }

  /** Nothing was written for a while, and nothing is made up for. */
  restart(now: number): void {
    if (this.#perSecond > 0) this.next = now;
  }

  /** Which page of `pages`, counted from the region's end. */
  below(pages: number): number {
    let rest =
      this.#classes.length === 1 ? 0 : (this.#random.below(2 ** 24) / 2 ** 24) * this.#perSecond;
    let chosen = this.#classes[0]!;
    for (const each of this.#classes) {
      chosen = each;
      rest -= each.perSecond;
      if (rest < 0) break;
    }
    return this.#random.below(Math.min(chosen.pages, pages));
  }
}
