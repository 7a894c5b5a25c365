/**
 * Replaces references to actors inside plain data, arrays, maps and sets; what holds none stays the same object.
 * Objects of classes are left as they are.
 */
export function replaceRefs(value: unknown, replace: (ref: object) => object | undefined): unknown {
  return new Replacement(replace).of(value);
}

class Replacement {
  readonly #replace: (ref: object) => object | undefined;
  readonly #known = new Map<object, unknown>();

  constructor(replace: (ref: object) => object | undefined) {
    this.#replace = replace;
  }

  of(value: unknown): unknown {
    if (typeof value !== 'object' || value === null) return value;
    if (this.#known.has(value)) return this.#known.get(value);
    const replaced = this.#replace(value);
    if (replaced !== undefined) return replaced;
    // A cycle ends here: it keeps what it points to.
    this.#known.set(value, value);
    const made = this.#inside(value);
    this.#known.set(value, made);
    return made;
  }

  #inside(value: object): unknown {
    if (Array.isArray(value)) {
      const made = value.map((each) => this.of(each));
      return made.some((each, at) => each !== value[at]) ? made : value;
    }
    if (value instanceof Map) {
      const made = [...value].map(([key, each]) => [key, this.of(each)] as const);
      return made.some(([key, each]) => each !== value.get(key)) ? new Map(made) : value;
    }
    if (value instanceof Set) {
      const made = [...value].map((each) => this.of(each));
      return made.some((each) => !value.has(each)) ? new Set(made) : value;
    }
    if (!isPlain(value)) return value;
    const entries = Object.entries(value);
    const made = entries.map(([key, each]) => [key, this.of(each)] as const);
    return made.some(([, each], at) => each !== entries[at]![1]) ? Object.fromEntries(made) : value;
  }
}

/** Whether an object is a record: nothing of a class. */
export function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

/** A deep copy of records, arrays, maps, sets and dates; everything else stays the same object. */
export function copyData(value: unknown, known = new Map<object, unknown>()): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (known.has(value)) return known.get(value);
  if (Array.isArray(value)) {
    const made: unknown[] = [];
    known.set(value, made);
    for (const each of value) made.push(copyData(each, known));
    return made;
  }
  if (value instanceof Map) {
    const made = new Map<unknown, unknown>();
    known.set(value, made);
    for (const [key, each] of value) made.set(copyData(key, known), copyData(each, known));
    return made;
  }
  if (value instanceof Set) {
    const made = new Set<unknown>();
    known.set(value, made);
    for (const each of value) made.add(copyData(each, known));
    return made;
  }
  if (!isPlain(value)) return value;
  const made: Record<string, unknown> = {};
  known.set(value, made);
  for (const [key, each] of Object.entries(value)) made[key] = copyData(each, known);
  return made;
}
