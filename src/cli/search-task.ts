import type { CheckOptions } from '../checking/check.ts';
import type { Visited } from '../checking/visited.ts';
import type { Scenario } from '../migration/scenario.ts';
import { isInterrupted } from './interruption.ts';
import type { SearchArguments } from './search-options.ts';

/** How one cell is searched, as it is sent to a thread. */
export interface SearchTask extends SearchArguments {
  readonly workers: number;
  /** Bytes that the visited set may take. */
  readonly maxBytes: number;
  /** Version and model: a search of another is not taken up again. */
  readonly checkpointKey: string;
  readonly interruption?: SharedArrayBuffer;
}

const secondsBetweenCheckpoints = 60;

/** The options of a search, with the clocks that it needs; `elapsed` in seconds. */
export function checkOptionsFor(
  task: SearchTask,
  scenario: Scenario,
  elapsed: () => number,
): CheckOptions {
  const { maxStates, maxSeconds, maxDepth, maxBytes, finish, counterexamples, reduce } = task;
  const every = task.checkpointEvery ?? secondsBetweenCheckpoints;
  let savedAt = elapsed();
  const isDue = (): boolean => {
    if (elapsed() < savedAt + every) return false;
    savedAt = elapsed();
    return true;
  };
  return {
    ...(maxStates === undefined ? {} : { maxStates }),
    ...(maxDepth === undefined ? {} : { maxDepth }),
    ...(finish === undefined ? {} : { finish }),
    ...(counterexamples === undefined ? {} : { counterexamples }),
    ...(reduce === undefined ? {} : { reduce }),
    maxBytes,
    visited: visitedOf(task),
    workers: { count: task.workers, source: sourceOf(scenario) },
    ...(task.checkpoint === undefined
      ? {}
      : { checkpoint: { folder: task.checkpoint, due: isDue } }),
    ...(task.resume === undefined ? {} : { resume: task.resume }),
    checkpointKey: `${task.checkpointKey} ${JSON.stringify(scenario)}`,
    stop: () => {
      if (isInterrupted(task.interruption)) return 'interrupted';
      return maxSeconds !== undefined && elapsed() > maxSeconds ? 'maxSeconds' : undefined;
    },
  };
}

/** A Bloom filter takes half of the memory allowed: the largest power of two. */
function visitedOf({ visited, maxBytes }: SearchTask): Visited {
  if (visited !== 'bloom') return { mode: visited ?? 'exact' };
  return { mode: 'bloom', bits: Math.min(2 ** 33, 2 ** Math.floor(Math.log2(maxBytes * 4))) };
}

/** How another thread gets the same system. */
function sourceOf(scenario: Scenario): NonNullable<CheckOptions['workers']>['source'] {
  const module = new URL('../analysis/scenario-source.js', import.meta.url).href;
  return { module, name: 'systemOfScenario', given: [scenario] };
}
