import type { CheckOptions } from '../../checking/check.ts';
import type { StoreKind } from '../../checking/stores/store-kind.ts';
import type { Scenario } from '../../migration/scenario.ts';
import { isInterrupted } from '../interruption.ts';
import { memoryQuestion } from './process-memory.ts';
import type { SearchArguments } from './search-options.ts';

/** How one cell is searched, as it is sent to a thread. */
export interface SearchTask extends SearchArguments {
  readonly workers: number;
  /** Bytes that the visited set may take. */
  readonly maxBytes: number;
  /** Bytes that the complete process may take. */
  readonly processBytesMax: number;
  /** Version and model: a search of another is not taken up again. */
  readonly checkpointKey: string;
  readonly interruption?: SharedArrayBuffer;
}

const secondsBetweenCheckpoints = 60;

/** The options of a search of a scenario, with the clocks that it needs; `elapsed` in seconds. */
export function checkOptionsFor(
  task: SearchTask,
  scenario: Scenario,
  elapsed: () => number,
): CheckOptions {
  return searchOptionsFor(task, { key: scenario, source: sourceOf(scenario) }, elapsed);
}

/** What is searched: what distinguishes its checkpoints from others, and how another thread gets the system; without a
 * source the search has one thread. */
export interface Searched {
  readonly key: unknown;
  readonly source?: NonNullable<CheckOptions['workers']>['source'];
}

/** The options of a search of any system. */
export function searchOptionsFor(
  task: SearchTask,
  { key, source }: Searched,
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
    ...(task.maxMemory === undefined ? {} : { reserveBytes: maxBytes }),
    mayGrow: memoryQuestion(task.processBytesMax),
    store: storeKindOf(task),
    ...(source === undefined ? {} : { workers: { count: task.workers, source } }),
    ...(task.checkpoint === undefined
      ? {}
      : { checkpoint: { folder: task.checkpoint, due: isDue } }),
    ...(task.resume === undefined ? {} : { resume: task.resume }),
    checkpointKey: `${task.checkpointKey} ${JSON.stringify(key)}`,
    stop: () => {
      if (isInterrupted(task.interruption)) return 'interrupted';
      return maxSeconds !== undefined && elapsed() > maxSeconds ? 'maxSeconds' : undefined;
    },
  };
}

/** A Bloom filter takes half of the memory allowed: the largest power of two. */
function storeKindOf({ store, maxBytes }: SearchTask): StoreKind {
  if (store !== 'bloom') return { mode: store ?? 'exact' };
  return { mode: 'bloom', bits: Math.min(2 ** 33, 2 ** Math.floor(Math.log2(maxBytes * 4))) };
}

/** How another thread gets the same system. */
function sourceOf(scenario: Scenario): NonNullable<CheckOptions['workers']>['source'] {
  const module = new URL('../../analysis/matrix/scenario-source.js', import.meta.url).href;
  return { module, name: 'systemOfScenario', given: [scenario] };
}
