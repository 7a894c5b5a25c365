import { differencesOf } from './canonical-key.ts';
import { isPlain } from './xstate/replace-refs.ts';

/** Differences of two contexts that are looked at, at most. */
const differencesMax = 64;

/**
 * Places in the context of an actor whose values a clock or chance gives: `startedAt`, `items[].id`. Two contexts
 * that differ there alone are one state. Whether something is there still counts: a missing value, an empty text
 * and lists of different lengths stay apart.
 */
export class MaskedPlaces {
  readonly #places = new Set<string>();

  get isEmpty(): boolean {
    return this.#places.size === 0;
  }

  /** Adds every place in which two contexts differ; returns those that are new. */
  addDifferences(one: unknown, other: unknown): string[] {
    const found = differencesOf(one, other, differencesMax).map(({ path }) => placeOf(path));
    const added = [...new Set(found)].filter((place) => !this.#places.has(place));
    for (const place of added) this.#places.add(place);
    return added;
  }

  /** The value with only the shape of what is masked. */
  of(value: unknown): unknown {
    return this.isEmpty ? value : this.#inside(value, '');
  }

  #inside(value: unknown, place: string): unknown {
    if (this.#places.has(place)) return shapeOf(value);
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map((each) => this.#inside(each, `${place}[]`));
    if (!isPlain(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, each]) => [
        key,
        this.#inside(each, place === '' ? key : `${place}.${key}`),
      ]),
    );
  }
}

/** The place of a difference, whatever the position in a list. */
function placeOf(path: string): string {
  return path.replaceAll(/\[\d+\]/g, '[]');
}

function shapeOf(value: unknown): string {
  if (value === null || value === undefined) return `\0${String(value)}`;
  if (typeof value === 'string') return value === '' ? '\0empty' : '\0text';
  if (typeof value !== 'object') return `\0${typeof value}`;
  if (Array.isArray(value)) return `\0list ${value.length}`;
  return value instanceof Map || value instanceof Set ? `\0size ${value.size}` : '\0object';
}
