/** What an observer writes for a value that it does not know. */
export const unobserved = '*';

/** An ITF value without its wrappers. A map keeps its pairs: it is a list of which some elements are known. */
export type PlainValue =
  | number
  | bigint
  | string
  | boolean
  | readonly PlainValue[]
  | SparseList
  | ElementSet;

/** Some elements of a list, by position. */
export class SparseList {
  readonly pairs: readonly (readonly [number, PlainValue])[];
  constructor(pairs: readonly (readonly [number, PlainValue])[]) {
    this.pairs = pairs;
  }
}

/** The positions at which a list of bits is 1. */
export class ElementSet {
  readonly elements: ReadonlySet<number>;
  constructor(elements: readonly number[]) {
    this.elements = new Set(elements);
  }
}

/**
 * Takes the wrappers off a value in the Informal Trace Format (Apalache ADR-015): `#bigint`, `#tup`, `#set`
 * of numbers, `#map` from numbers. Returns `undefined` for anything else, which is not a value of a state.
 */
export function plainValue(value: unknown): PlainValue | undefined {
  if (typeof value === 'number') return Number.isInteger(value) ? value : undefined;
  if (typeof value === 'string' || typeof value === 'boolean' || typeof value === 'bigint') {
    return value;
  }
  if (Array.isArray(value)) return plainList(value);
  if (typeof value !== 'object' || value === null) return undefined;
  return unwrapped(value as Readonly<Record<string, unknown>>);
}

function unwrapped(value: Readonly<Record<string, unknown>>): PlainValue | undefined {
  const [key, ...more] = Object.keys(value);
  if (key === undefined || more.length > 0) return undefined;
  const content = value[key];
  switch (key) {
    case '#bigint':
      return typeof content === 'string' && /^-?\d+$/.test(content) ? wholeOf(content) : undefined;
    case '#tup':
      return Array.isArray(content) ? plainList(content) : undefined;
    case '#set': {
      const elements = Array.isArray(content) ? plainList(content) : undefined;
      const isNumbers = elements?.every((element) => typeof element === 'number') ?? false;
      return isNumbers ? new ElementSet(elements as readonly number[]) : undefined;
    }
    case '#map':
      return Array.isArray(content) ? sparseList(content) : undefined;
    default:
      return undefined;
  }
}

function wholeOf(digits: string): number | bigint {
  const value = Number(digits);
  return Number.isSafeInteger(value) ? value : BigInt(digits);
}

function plainList(values: readonly unknown[]): readonly PlainValue[] | undefined {
  const plain = values.map((value) => plainValue(value));
  return plain.includes(undefined) ? undefined : (plain as readonly PlainValue[]);
}

function sparseList(pairs: readonly unknown[]): SparseList | undefined {
  const plain = pairs.map((pair) => plainValue(pair));
  const isPairs = plain.every(
    (pair) => Array.isArray(pair) && pair.length === 2 && typeof pair[0] === 'number',
  );
  return isPairs ? new SparseList(plain as never) : undefined;
}
