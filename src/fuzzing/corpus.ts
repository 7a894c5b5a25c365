import type { Random } from '../foundation/random.ts';
import type { Step } from '../system/system.ts';
import type { Walk } from './walk.ts';

const entriesMax = 4_096;
/** The newest entries, from which every other start is drawn. */
const newest = 64;

/** Runs that showed something new, up to where they did: other runs start with a part of one. */
export class Corpus {
  readonly #entries: (readonly Step[])[] = [];
  #kept = 0;

  get size(): number {
    return this.#entries.length;
  }

  /** Keeps the run so far; of very many, the oldest gives way. */
  keep(steps: readonly Step[]): void {
    this.#entries[this.#kept % entriesMax] = steps;
    this.#kept++;
  }

  /** Walks the beginning of an entry, cut near its end more often than elsewhere. Three runs of four
   * start so; the others from the beginning, or the fuzzer would stay where it was once. */
  start(walk: Walk, random: Random, take: (step: Step) => void): void {
    const { length } = this.#entries;
    if (length === 0 || random.below(4) === 0) return;
    const isNew = random.below(2) === 0;
    const back = random.below(isNew ? Math.min(newest, length) : length) + 1;
    const entry = this.#entries[(this.#kept - back) % entriesMax]!;
    const end = entry.length - random.below(1 + random.below(entry.length));
    for (let at = 0; at < end && walk.length < walk.stepsMax; at++) take(entry[at]!);
  }
}
