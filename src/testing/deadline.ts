import { performance } from 'node:perf_hooks';

/** For the option `stop` of a search: a reason once so many seconds are over, counted from now. */
export function deadline(seconds: number): () => string | undefined {
  const end = performance.now() + seconds * 1000;
  return () => (performance.now() >= end ? `maxSeconds (${seconds})` : undefined);
}
