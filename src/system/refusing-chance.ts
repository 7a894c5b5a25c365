import { ModelError } from '../foundation/model-error.ts';

/* oxlint-disable no-restricted-globals -- they are replaced here, and nobody is asked for the time */
/** Sources of values that are in no state. */
const sources = [
  { owner: Math, key: 'random', name: 'Math.random' },
  { owner: Date, key: 'now', name: 'Date.now' },
  { owner: performance, key: 'now', name: 'performance.now' },
] as const;

/**
 * Calls `call` while code that asks for chance or for the time throws `ModelError`: a guard by `Math.random` would be
 * found by asking it twice only if it happened to answer differently. `call` must be synchronous; what is replaced is
 * restored in any case.
 */
export function refusingChance<Result>(call: () => Result): Result {
  const restore = sources.map(({ owner, key, name }) => {
    const before = Object.getOwnPropertyDescriptor(owner, key);
    Object.defineProperty(owner, key, {
      configurable: true,
      writable: true,
      value: () => {
        throw new ModelError(
          `${name} is refused: what a step does depends on the state alone. Let the environment choose (\`choices\`), or keep the value in a field`,
        );
      },
    });
    return () => {
      if (before === undefined) Reflect.deleteProperty(owner, key);
      else Object.defineProperty(owner, key, before);
    };
  });
  try {
    return call();
  } finally {
    for (const undo of restore) undo();
  }
}
