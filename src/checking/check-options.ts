import type { Workers } from './crew.ts';
import type { Progress } from './search.ts';
import type { Reduction } from './verdict.ts';
import type { Visited } from './visited.ts';

export interface CheckOptions {
  /** Ends the search at the end of the level in which this many states are passed. Default: none. */
  readonly maxStates?: number;
  /** Ends the search when all states at this distance are found. Default: none. */
  readonly maxDepth?: number;
  /** Ends the search before the visited set needs more memory than this. Default: none. */
  readonly maxBytes?: number;
  /** `first` ends the search at the end of the level in which something is violated. Default: `all`. */
  readonly finish?: 'first' | 'all';
  /** Counterexamples per kind of failure, that differ in their last step. Default: 1. */
  readonly counterexamples?: number;
  /** What is remembered of a state. Default: all of it. */
  readonly visited?: Visited;
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
  /** Asked every few thousand states; a reason ends the search at the end of the level, and the reason
   * `interrupted` at once. */
  readonly stop?: () => string | undefined;
  /** Told every few thousand states. */
  readonly onProgress?: (progress: CheckProgress) => void;
}

export type CheckProgress = Progress;

/** States remembered of each kind of failure where several counterexamples are wanted. */
const keepWhereSeveral = 256;

/** How many states of each kind of failure are remembered. */
export function keptFor({ counterexamples }: CheckOptions): number {
  return (counterexamples ?? 1) > 1 ? keepWhereSeveral : 1;
}
