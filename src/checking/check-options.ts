import type { OptionKinds } from '../foundation/options.ts';
import type { FairGroup } from './liveness/fairness.ts';
import type { Workers } from './search/search-workers.ts';
import type { Progress } from './search/search.ts';
import type { Reduction } from './verdict.ts';
import type { StoreKind } from './stores/store-kind.ts';

export interface CheckOptions {
  /** Ends the search at the end of the level in which this many states are passed. Default: none. */
  readonly maxStates?: number;
  /** Ends the search when all states at this distance are found. Default: none. */
  readonly maxDepth?: number;
  /** Ends the search before the visited set needs more memory than this. Default: none. */
  readonly maxBytes?: number;
  /** Asked after every round whether the process may grow by so many bytes; `false` ends the search as `maxBytes`
   * does. Default: it may. */
  readonly mayGrow?: (bytes: number) => boolean;
  /** Address space for states whose number is to reach a limit of memory: they are never copied then. Default: none. */
  readonly reserveBytes?: number;
  /** `first` ends the search at the end of the level in which something is violated. Default: `all`. */
  readonly finish?: 'first' | 'all';
  /** Counterexamples per failure class, that differ in their last step. Default: 1. */
  readonly counterexamples?: number;
  /** What is remembered of a state. Default: all of it. */
  readonly store?: StoreKind;
  /** What is left out because something like it is looked at. Default: `symmetry`, which is in force where a
   * system declares parts that are alike. */
  readonly reduce?: readonly Reduction[];
  /** Threads that search together. The result does not depend on their number. Default: this one. */
  readonly workers?: Workers;
  /** Writes the search down into a folder, which must exist: whenever `due` says so, and when a limit or an
   * interruption ends it. */
  readonly checkpoint?: { readonly folder: string; readonly due: () => boolean };
  /** Takes up a search that was written down into this folder, with the same result as if it had never
   * ended. Throws `InputError('data')` where that is another search, or damaged. */
  readonly resume?: string;
  /** What, beside the system itself, must be the same for a search to be taken up again. */
  readonly checkpointKey?: string;
  /** Whether the liveness goals of the system are judged too, by a second search with the same limits, in this thread
   * and without reductions. Default: true. With `false` they are absent from the result. */
  readonly liveness?: boolean;
  /** Of liveness goals. Default: every process weakly fair in what counts as progress. */
  readonly fairness?: readonly FairGroup[];
  /** Asked every few thousand states; a reason ends the search at the end of the level, and the reason
   * `interrupted` at once. */
  readonly stop?: () => string | undefined;
  /** Called every few thousand states. */
  readonly onProgress?: (progress: CheckProgress) => void;
}

export type CheckProgress = Progress;

/** What each option may be: see `requireOptions`. */
export const checkOptionKinds: OptionKinds<CheckOptions> = {
  maxStates: 'count',
  maxDepth: 'count',
  maxBytes: 'positive',
  mayGrow: 'function',
  reserveBytes: 'positive',
  finish: ['first', 'all'],
  counterexamples: 'count',
  store: 'object',
  reduce: 'list',
  workers: 'object',
  checkpoint: 'object',
  resume: 'text',
  checkpointKey: 'text',
  liveness: 'boolean',
  fairness: 'list',
  stop: 'function',
  onProgress: 'function',
};

/** States remembered of each failure class where several counterexamples are wanted. */
const keepWhereSeveral = 256;

/** How many states of each failure class are remembered. */
export function keptFor({ counterexamples }: CheckOptions): number {
  return (counterexamples ?? 1) > 1 ? keepWhereSeveral : 1;
}
