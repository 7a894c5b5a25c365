/** Few enough to stay in the first-level cache where states are small. */
const statesMax = 1 << 12;
const bytesMax = 1 << 16;

/**
 * The states that steps led to a moment ago. Three in five steps of a breadth-first search lead to a
 * state that another step led to shortly before: they need not be looked up in a visited set that is
 * larger than the caches. Remembers complete states: what it says is certain.
 */
export class RecentStates {
  /** The states, one after the other. */
  readonly words: Uint32Array;
  readonly #wordsPerState: number;
  /** The bits of a hash that are the number of its place. */
  readonly mask: number;

  /** `known` is a state that is in the visited set already: it is in all places at first. */
  constructor(known: Uint32Array) {
    const size = known.length;
    const fit = Math.min(statesMax, Math.max(1, bytesMax / 4 / size));
    const places = 2 ** Math.floor(Math.log2(fit));
    this.#wordsPerState = size;
    this.mask = places - 1;
    this.words = new Uint32Array(places * size);
    this.words.set(known);
    for (let filled = size; filled < this.words.length; filled *= 2) {
      this.words.copyWithin(filled, 0, filled);
    }
  }

  /** Whether the state was given shortly before. It is remembered now, in place of another. */
  has(state: Uint32Array, hash: number): boolean {
    const size = this.#wordsPerState;
    const words = this.words;
    const start = (hash & this.mask) * size;
    let word = 0;
    while (word < size && words[start + word] === state[word]) word++;
    if (word === size) return true;
    for (; word < size; word++) words[start + word] = state[word]!;
    return false;
  }
}
