import type { ProcessCoverage } from '../../checking/coverage/coverage.ts';
import type { Verdict } from '../../checking/verdict.ts';
import type { InertHazards } from './ineffective-wording.ts';
import type { TraceInsight } from '../counterexamples/insight.ts';
import type { Trace } from '../../subject/trace.ts';

/** One cell of the matrix. */
export interface CheckEntry {
  readonly scenario: {
    readonly design: string;
    readonly switches: Readonly<Record<string, string>>;
    readonly hazards: readonly string[];
    readonly scope: string;
    /** The number of the scenario in the list of races, where one was asked for. */
    readonly number?: number;
    /** The mutant that a recorded run is of; only in files. */
    readonly mutant?: string;
    /** The file that exports the system, where that is not the migration; `design` is its name there. */
    readonly file?: string;
  };
  readonly verdict: Verdict;
  /** Whether the verdict is the one written down; absent where none is. */
  readonly expected?: boolean;
  /** One row per property; one per failure class where a property is violated. */
  readonly properties: readonly PropertyEntry[];
  /** Distinct states; steps taken; length of the longest shortest path. */
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  readonly seconds: number;
  /** Memory of the visited set, per state. */
  readonly bytesPerState: number;
  /** Why the search ended before it was complete, and how many states it had not expanded. */
  readonly ended?: { readonly reason: string; readonly frontier: number };
  /** See `CheckResult.omissionProbability`; absent where every state was remembered in full. */
  readonly omissionProbability?: number;
  /** Hazards that add no state and no step here. Where the bounds leave one no occasion, what holds says
   * nothing about it: the verdict is `vacuous`. */
  readonly inert?: InertHazards;
  /** The search for runs that go on for ever: its states leave out what only safety asks for. */
  readonly liveness?: {
    readonly states: number;
    readonly transitions: number;
    /** Who has a turn in the end: `weak` or `strong`, by name. */
    readonly fairness: Readonly<Record<string, string>>;
    readonly ended?: { readonly reason: string; readonly frontier: number };
  };
  /** Every bound of the scope. */
  readonly bounds: Readonly<Record<string, number | string>>;
  /** What was assumed where a file left something open, a sentence each. */
  readonly assumptions?: readonly string[];
  /** Reductions in force, by name. */
  readonly reductions: readonly string[];
  readonly coverage: readonly ProcessCoverage[];
}

export interface PropertyEntry {
  readonly id: string;
  readonly title: string;
  /** `unasked` where the property makes no sense in the scenario; `reason` says why. */
  readonly verdict: Verdict | 'unasked';
  readonly reason?: string;
  readonly failureClass?: string;
  readonly trace?: Trace;
  /** What was found out about the trace beside its steps. */
  readonly insight?: Partial<TraceInsight>;
  /** One line that `skipover replay --token` runs again; left to the caller, who knows the version. */
  readonly token?: string;
}
