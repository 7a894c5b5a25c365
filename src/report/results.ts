import type { CheckEntry } from '../analysis/matrix/cell-entry.ts';
import type { BaseEntry } from '../analysis/mutation/mutation-base.ts';
import type { MutantEntry } from '../analysis/mutation/mutation.ts';
import type { Advice } from '../timing/advice.ts';
import type { Fact } from '../timing/fact.ts';
import type { MigrationMetrics } from '../timing/metrics.ts';
import type { Detection } from '../analysis/witnesses/detect.ts';
import type { TraceInsight } from '../analysis/counterexamples/insight.ts';
import type { ChartConfig } from '../statecharts/chart-config.ts';
import type { Trace } from '../subject/trace.ts';
import type { QemuComparison } from '../timing/qemu/compare.ts';
import type { PaperEvaluation } from '../timing/paper/evaluation.ts';

export type { CheckEntry, PropertyEntry } from '../analysis/matrix/cell-entry.ts';

/** What every command leaves in `reports/results/`, and `--json` writes. */
export interface CheckResults {
  /** `check-file`: of systems that a file exports. */
  readonly schema: 'skipover-check/1' | 'skipover-check-file/1';
  readonly tool: Tool;
  /** ISO 8601. */
  readonly startedAt: string;
  /** SHA-256 over the rule tables of all charts and the version. */
  readonly modelHash: string;
  readonly results: readonly CheckEntry[];
  /** The charts of a file's systems, as configurations. */
  readonly charts?: readonly ChartConfig[];
}

export interface Tool {
  readonly name: 'skipover';
  readonly version: string;
}

/** What `simulate` leaves behind. */
export interface MigrationResults {
  readonly schema: 'skipover-simulate/1';
  readonly tool: Tool;
  readonly startedAt: string;
  readonly modelHash: string;
  readonly workload: {
    readonly name: string;
    /** A recording of an application, or a model made of the paper's figures. */
    readonly kind: 'recording' | 'model';
    /** One sentence each: what was read from the log, and what is assumed. */
    readonly facts: readonly Fact[];
    readonly assumptions: readonly string[];
  };
  /** Of a recording that was migrated with and without assistance. */
  readonly advice?: Advice;
  readonly results: readonly MigrationMetrics[];
}

/** What `mutants` leaves behind: each mutant of the protocol, and what noticed it. */
export interface MutantsResults {
  readonly schema: 'skipover-mutants/1';
  readonly tool: Tool;
  readonly startedAt: string;
  readonly modelHash: string;
  /** The budget of each search. */
  readonly maxStates: number;
  readonly score: {
    readonly killed: number;
    readonly equivalent: number;
    readonly survived: number;
    readonly inconclusive: number;
  };
  readonly results: readonly (MutantEntry & { readonly seconds: number })[];
  /** The designs that the mutants were made of, in their configurations: each holds. */
  readonly bases: readonly BaseEntry[];
}

/** What `paper` leaves behind: the paper's figures beside the measured ones. */
export interface PaperResults extends PaperEvaluation {
  readonly schema: 'skipover-paper/1';
  readonly tool: Tool;
  readonly startedAt: string;
  readonly modelHash: string;
}

/** What `qemu` leaves behind: recorded migrations beside simulated ones, with their passes. */
export interface QemuResults {
  readonly schema: 'skipover-qemu/1';
  readonly tool: Tool;
  readonly startedAt: string;
  readonly modelHash: string;
  readonly seeds: number;
  readonly runs: readonly QemuComparison[];
}

/** What a result says of a run that was saved: what it shows, where, and all of it. */
export interface SavedRun {
  readonly property: string;
  readonly failureClass: string;
  readonly steps: number;
  readonly design: string;
  readonly hazards: readonly string[];
  readonly scope: string;
  readonly file: string;
  /** One line that `skipover replay --token` runs again. */
  readonly token: string;
  readonly trace: Trace;
  readonly insight: Pick<TraceInsight, 'clauses' | 'snapshots'>;
}

/** What `witnesses` leaves behind: runs that put properties to the test and pass. */
export interface WitnessesResults {
  readonly schema: 'skipover-witnesses/1';
  readonly tool: Tool;
  readonly startedAt: string;
  readonly modelHash: string;
  /** The budget of each search. */
  readonly maxStates: number;
  readonly results: readonly WitnessesEntry[];
}

export interface WitnessesEntry extends Pick<CheckEntry, 'scenario' | 'bounds'> {
  /** A run per property that is asked, or why there is none. */
  readonly witnesses: readonly {
    readonly property: string;
    readonly none?: string;
    readonly run?: SavedRun;
  }[];
  readonly consumedDirtiness: Omit<Detection, 'runs'> & { readonly runs: readonly SavedRun[] };
}
