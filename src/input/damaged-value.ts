/** A JSON value with one of its parts changed for another value, or taken out (`undefined`): for tests of readers. */
export function damaged(value: unknown, places: readonly number[], by: unknown): unknown {
  const [place, ...rest] = places;
  if (place === undefined || typeof value !== 'object' || value === null) return by;
  const keys = Object.keys(value);
  if (keys.length === 0) return by;
  const key = keys[place % keys.length]!;
  const inner = (value as Record<string, unknown>)[key];
  const changed = damaged(inner, rest, by);
  if (Array.isArray(value))
    return value.map((each: unknown, at) => (String(at) === key ? changed : each));
  const { [key]: _, ...others } = value as Record<string, unknown>;
  return changed === undefined ? others : { ...value, [key]: changed };
}
