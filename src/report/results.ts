import type { Trace } from '../analysis/trace.ts';
import type { ProcessCoverage } from '../checking/coverage.ts';
import type { Verdict } from '../checking/verdict.ts';
import type { MigrationMetrics } from '../timing/metrics.ts';

/** What every command leaves in `reports/results/`, and `--json` writes. */
export interface CheckResults {
  readonly schema: 'skipover-check/1';
  readonly tool: Tool;
  /** ISO 8601. */
  readonly startedAt: string;
  /** SHA-256 over the rule tables of all charts and the version. */
  readonly modelHash: string;
  readonly results: readonly CheckEntry[];
}

export interface Tool {
  readonly name: 'skipover';
  readonly version: string;
}

/** One cell of the matrix. */
export interface CheckEntry {
  readonly scenario: {
    readonly design: string;
    readonly switches: Readonly<Record<string, string>>;
    readonly hazards: readonly string[];
    readonly scope: string;
    /** The number of the scenario in the list of races, where one was asked for. */
    readonly number?: number;
  };
  readonly verdict: Verdict;
  /** Whether the verdict is the one written down; absent where none is. */
  readonly expected?: boolean;
  /** One row per property; one per kind of failure where a property is violated. */
  readonly properties: readonly PropertyEntry[];
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  readonly seconds: number;
  /** Why the search ended before it was complete, and how many states it had not expanded. */
  readonly ended?: { readonly reason: string; readonly frontier: number };
  /** Every bound of the scope. */
  readonly bounds: Readonly<Record<string, number | string>>;
  /** Reductions in force: none in this version. */
  readonly reductions: readonly string[];
  readonly coverage: readonly ProcessCoverage[];
}

export interface PropertyEntry {
  readonly id: string;
  readonly title: string;
  /** `unasked` where the property makes no sense in the scenario; `reason` says why. */
  readonly verdict: Verdict | 'unasked';
  readonly reason?: string;
  readonly bugClass?: string;
  readonly trace?: Trace;
}

/** What `simulate` leaves behind. */
export interface MigrationResults {
  readonly schema: 'skipover-simulate/1';
  readonly tool: Tool;
  readonly startedAt: string;
  readonly modelHash: string;
  readonly workload: {
    readonly name: string;
    /** One sentence each: what was read from the log and what is assumed. */
    readonly facts: readonly string[];
    readonly assumptions: readonly string[];
  };
  readonly results: readonly MigrationMetrics[];
}
