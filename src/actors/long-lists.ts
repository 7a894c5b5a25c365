/** Values inside one another that are looked into. */
const depthMax = 3;

/**
 * Lists in the contexts of one actor. One that grows with every step makes each snapshot larger than the one
 * before, and a search as slow as the square of its length, long before there are too many snapshots.
 */
export class LongLists {
  readonly #gainMax: number;
  #first: number | undefined;

  /** `gainMax`: elements that a list may have more than any list had in the first snapshot. */
  constructor(gainMax: number) {
    this.#gainMax = gainMax;
  }

  /** What there is too much of, if a list has grown too long. */
  excessIn(context: unknown): string | undefined {
    if (this.#gainMax === Infinity) return undefined;
    const longest = longestIn(context, 0);
    this.#first ??= longest;
    return longest > this.#first + this.#gainMax ? `${longest - 1} elements in a list` : undefined;
  }
}

function longestIn(value: unknown, depth: number): number {
  if (typeof value !== 'object' || value === null || depth > depthMax) return 0;
  if (Array.isArray(value)) return value.length;
  if (value instanceof Map || value instanceof Set) return value.size;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return 0;
  let longest = 0;
  for (const key in value) {
    longest = Math.max(longest, longestIn((value as Record<string, unknown>)[key], depth + 1));
  }
  return longest;
}
