import { isPlain } from './xstate/replace-refs.ts';
import { isActorRef, pathOfRef } from './xstate/stand-in.ts';

/** Numbers for objects that are equal only to themselves. */
const identities = new WeakMap<object, number>();
let identityNext = 1;
const symbols = new Map<symbol, number>();

/**
 * A text that is the same exactly for values that are equal: plain data, arrays, maps, sets, dates, errors and
 * objects of classes by what they hold, actors by where they are. Functions and objects that hide what they
 * hold (private fields, built-in classes) are equal only to themselves. Linear in the size of the value.
 */
export function keyOf(value: unknown): string {
  return write(value, []);
}

/** Whether two values are equal: the same as equal keys, and at once for records of plain values. */
export function isEqual(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (isFlat(one) && isFlat(other)) return isEqualFlat(one, other);
  return keyOf(one) === keyOf(other);
}

/** Whether a value is a record of texts, numbers and the like: nothing in it can change by itself. */
export function isFlat(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || !isPlain(value)) return false;
  if (isActorRef(value)) return false;
  for (const key in value) {
    const inner = (value as Record<string, unknown>)[key];
    if (typeof inner === 'function' || (typeof inner === 'object' && inner !== null)) return false;
  }
  return true;
}

function isEqualFlat(
  one: Readonly<Record<string, unknown>>,
  other: Readonly<Record<string, unknown>>,
): boolean {
  const keys = Object.keys(one);
  if (keys.length !== Object.keys(other).length) return false;
  return keys.every((key) => Object.hasOwn(other, key) && Object.is(one[key], other[key]));
}

function write(value: unknown, above: object[]): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value);
    case 'boolean':
    case 'undefined':
      return String(value);
    case 'bigint':
      return `${value}n`;
    case 'symbol':
      if (!symbols.has(value)) symbols.set(value, symbols.size);
      return `symbol${symbols.get(value)}`;
    case 'function':
      return `function${identityOf(value)}`;
    case 'object':
      return value === null ? 'null' : writeObject(value, above);
  }
}

function writeObject(value: object, above: object[]): string {
  const place = above.indexOf(value);
  if (place >= 0) return `^${above.length - place}`;
  if (isActorRef(value)) return `@${pathOfRef(value) ?? identityOf(value)}`;
  above.push(value);
  try {
    if (Array.isArray(value)) return `[${value.map((each) => write(each, above)).join()}]`;
    if (value instanceof Map) {
      const entries = [...value].map(([key, each]) => `${write(key, above)}>${write(each, above)}`);
      return `Map(${entries.join()})`;
    }
    if (value instanceof Set) return `Set(${[...value].map((each) => write(each, above)).join()})`;
    if (isPlain(value))
      return isSnapshot(value) ? writeSnapshot(value, above) : writeMembers(value, above);
    return writeInstance(value, above);
  } finally {
    above.pop();
  }
}

function writeMembers(value: object, above: object[]): string {
  const members = value as Record<string, unknown>;
  const texts = Object.keys(members)
    .toSorted()
    .map((key) => `${JSON.stringify(key)}:${write(members[key], above)}`);
  return `{${texts.join()}}`;
}

function isSnapshot(value: object): value is { value: unknown; context: unknown; status: string } {
  return 'machine' in value && '_nodes' in value && 'historyValue' in value;
}

function writeSnapshot(
  snapshot: { value: unknown; context: unknown; status: string },
  above: object[],
): string {
  const { value, context, status } = snapshot;
  return `snapshot(${[value, context, status].map((each) => write(each, above)).join()})`;
}

function writeInstance(value: object, above: object[]): string {
  const name = (value.constructor as { name?: string } | undefined)?.name ?? '';
  if (isDate(value)) return `Date(${value.getTime()})`;
  if (value instanceof RegExp || value instanceof URL) return `${name}(${String(value)})`;
  if (value instanceof Error)
    return `${name}(${JSON.stringify(value.message)})${writeMembers(value, above)}`;
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    return `${name}(${(value as Uint8Array).join()})`;
  }
  const members = writeMembers(value, above);
  return hidesNothing(value) ? `${name}${members}` : `${name}#${identityOf(value)}${members}`;
}

/** `instanceof` would ask the class that is in force now, which is another one under a shifted clock. */
function isDate(value: object): value is { getTime(): number; toISOString(): string } {
  return Object.prototype.toString.call(value) === '[object Date]';
}

/** Whether everything that an object holds can be seen: its classes are written in JavaScript without private fields. */
function hidesNothing(value: object): boolean {
  for (let prototype: object | null = Object.getPrototypeOf(value); ;) {
    if (prototype === null || prototype === Object.prototype) return true;
    const { constructor } = prototype;
    if (typeof constructor !== 'function') return false;
    const source = Function.prototype.toString.call(constructor);
    if (source.includes('[native code]') || source.includes('#')) return false;
    prototype = Object.getPrototypeOf(prototype) as object | null;
  }
}

function identityOf(value: object): number {
  let identity = identities.get(value);
  if (identity === undefined) {
    identity = identityNext++;
    identities.set(value, identity);
  }
  return identity;
}

/** A place inside two values in which they differ. */
export interface Difference {
  /** Keys from the outside in: `user.name`, `items[2]`. */
  readonly path: string;
  readonly from: unknown;
  readonly to: unknown;
}

/** Where two values differ, as deep inside as it can be said: at most `max` places. */
export function differencesOf(from: unknown, to: unknown, max = 8): Difference[] {
  const found: Difference[] = [];
  collect({ path: '', from, to }, found, max);
  return found;
}

function collect({ path, from, to }: Difference, found: Difference[], max: number): void {
  if (found.length >= max || keyOf(from) === keyOf(to)) return;
  if (isRecord(from) && isRecord(to)) {
    for (const key of new Set([...Object.keys(from), ...Object.keys(to)])) {
      const inner = path === '' ? key : `${path}.${key}`;
      collect({ path: inner, from: from[key], to: to[key] }, found, max);
    }
    return;
  }
  if (Array.isArray(from) && Array.isArray(to) && from.length === to.length) {
    from.forEach((each, at) =>
      collect({ path: `${path}[${at}]`, from: each, to: to[at] }, found, max),
    );
    return;
  }
  found.push({ path, from, to });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && isPlain(value) && !isActorRef(value);
}

/** A value as a person reads it, on one line and not much longer than `max` characters. */
export function shortText(value: unknown, max = 60): string {
  const text = readable(value, 0);
  return text.length <= max ? text : `${text.slice(0, max - 3)}...`;
}

function readable(value: unknown, depth: number): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'function') return `function ${value.name}`;
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value !== 'object' || value === null) return String(value);
  if (isActorRef(value)) return `actor ${pathOfRef(value) ?? value.id}`;
  if (depth > 4) return '...';
  const inner = (each: unknown): string => readable(each, depth + 1);
  if (Array.isArray(value)) return `[${value.map(inner).join(', ')}]`;
  if (value instanceof Map) return `Map ${inner(Object.fromEntries(value))}`;
  if (value instanceof Set) return `Set ${inner([...value])}`;
  if (value instanceof Error) return `${value.name}(${JSON.stringify(value.message)})`;
  if (isDate(value)) return Number.isNaN(value.getTime()) ? 'no date' : value.toISOString();
  const entries = Object.entries(value).map(([key, each]) => `${key}: ${inner(each)}`);
  const name = isPlain(value) ? '' : `${value.constructor.name} `;
  return entries.length === 0 ? `${name}{}` : `${name}{ ${entries.join(', ')} }`;
}
