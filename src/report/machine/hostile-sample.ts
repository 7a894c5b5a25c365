// Results in which everything that may come from outside is hostile, for the tests.

/** Ends markup, starts markup, breaks lines, and holds characters that XML forbids. */
export const hostile =
  '</failure>]]><script>&amp;<!-- "\'=\u0000\u0007\u001b[31m\u0085\u2028\ud800\ufffe\r\n\t| `x` *b* ' +
  '[a](https://example.org) {0} {{1}} %0A%25 ::error::x,y: @you #1 $(id) \\ 💥';

const closed = new Set(['verdict', 'stoppedBy', 'schema']);

/** A copy with every string hostile, but those that can only be one of a few words. */
export function withHostileStrings<Value>(value: Value): Value {
  return hostileCopy(value) as Value;
}

function hostileCopy(value: unknown, key = ''): unknown {
  if (typeof value === 'string') return closed.has(key) ? value : value + hostile;
  if (Array.isArray(value)) return value.map((item) => hostileCopy(item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, hostileCopy(inner, name)]),
  );
}
