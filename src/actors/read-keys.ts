/** Keys of values that code took as a function, a list or a text. */
const functions = new WeakSet<ReadKeys>();
const lists = new WeakSet<ReadKeys>();
const texts = new WeakSet<ReadKeys>();

/** More reads than this are a loop over something that never ends. */
const readsMax = 10_000;

/** Keys that code read of a value, and inside them the keys of theirs. */
export type ReadKeys = Map<string, ReadKeys>;

/** What is called under the name of a method takes the value as a list, a text, a date and so on. */
const builtIn: readonly object[] = [
  Object.prototype,
  Array.prototype,
  String.prototype,
  Number.prototype,
  Map.prototype,
  Set.prototype,
  // oxlint-disable-next-line no-restricted-globals -- its methods, no time
  Date.prototype,
  Promise.prototype,
];

/**
 * Runs code on an object of which only some members are known, and returns the keys of what is missing that it
 * reads. Code sees a stand-in for each: it may fail on it, or loop, and is stopped then.
 */
export function keysReadOf(known: object, run: (value: object) => unknown): ReadKeys {
  const found: ReadKeys = new Map();
  let reads = 0;
  const reading = (keys: ReadKeys, key: string | symbol): unknown => {
    if (++reads > readsMax) throw new RangeError('too many reads');
    noteUse(keys, key);
    if (typeof key === 'symbol') return ofSymbol(key);
    if (key === 'length') return 0;
    const inner = keys.get(key) ?? new Map<string, ReadKeys>();
    keys.set(key, inner);
    return missing(inner, () => {
      if (builtIn.some((prototype) => key in prototype)) keys.delete(key);
    });
  };
  const missing = (keys: ReadKeys, onCall: () => void): object =>
    new Proxy(() => {}, {
      get: (_, key) => reading(keys, key),
      apply: () => {
        functions.add(keys);
        onCall();
        return missing(new Map(), () => {});
      },
    });
  const value = new Proxy(known, {
    get: (target, key) => (key in target ? Reflect.get(target, key) : reading(found, key)),
  });
  try {
    run(value);
  } catch {
    // What was read before counts.
  }
  return found;
}

/** Taken as a text, a number or a list, what is missing is empty. */
function ofSymbol(key: symbol): unknown {
  if (key === Symbol.toPrimitive) return () => '';
  return key === Symbol.iterator ? () => [][Symbol.iterator]() : undefined;
}

function noteUse(keys: ReadKeys, key: string | symbol): void {
  if (key === Symbol.iterator || key === 'length' || key in Array.prototype) lists.add(keys);
  if (typeof key === 'string' && key in String.prototype) texts.add(keys);
}

/** One for all, so that two contexts that hold it are equal. */
function giveNothing(): undefined {
  return undefined;
}

/**
 * An object with these keys and no values: empty where code takes a value as a list or a text, and a function that
 * gives nothing where code calls it.
 */
export function emptyOf(keys: ReadKeys): object {
  const made = [...keys].map(([key, inner]) => {
    if (inner.size > 0) return [key, emptyOf(inner)];
    if (functions.has(inner)) return [key, giveNothing];
    if (lists.has(inner)) return [key, []];
    return [key, texts.has(inner) ? '' : undefined];
  });
  return Object.fromEntries(made) as object;
}

/** Adds the keys of one value to those of another. */
export function mergeKeys(into: ReadKeys, from: ReadKeys): void {
  for (const [key, inner] of from) {
    const known = into.get(key);
    if (known === undefined) into.set(key, inner);
    else mergeKeys(known, inner);
  }
}

/** An object with these keys, as a person would begin to write it: `{ user: { name: ... } }`. */
export function objectText(keys: ReadKeys): string {
  if (keys.size === 0) return '{ ... }';
  const parts = [...keys].map(
    ([key, inner]) => `${quoted(key)}: ${inner.size === 0 ? '...' : objectText(inner)}`,
  );
  return `{ ${parts.join(', ')} }`;
}

/** A key of an object as JavaScript writes it. */
export function quoted(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key);
}
