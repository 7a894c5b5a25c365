import type { TraceInsight } from '../analysis/counterexamples/insight.ts';
import type { Trace } from '../subject/trace.ts';
import type { ReportComparison } from './report-comparison.ts';
import type { CoverageReport } from './coverage-report.ts';
import type { KnownRace } from './page/known-races.ts';
import type { ShrinkMapEntry } from './shrink-results.ts';
import type { CheckEntry, MigrationResults, PropertyEntry, Tool } from './results.ts';

/** Everything that the page shows, and `report.json` holds. Cells and traces are reported once. */
export interface Report {
  readonly schema: 'skipover-report/1';
  readonly tool: Tool;
  /** Of the newest run. Verdicts and coverage of other models are set aside. */
  readonly modelHash: string;
  readonly runs: readonly ReportRun[];
  readonly leftOut: readonly LeftOut[];
  readonly cells: readonly ReportCell[];
  readonly traces: readonly ReportTrace[];
  readonly coverage: CoverageReport;
  readonly migrations: readonly ReportMigration[];
  readonly shrinkMaps: readonly ShrinkMapEntry[];
  /** Results of every other kind, as they were found. */
  readonly others: readonly OtherResult[];
  readonly vocabulary: Vocabulary;
  /** What changed since another report, where one was named. */
  readonly comparison?: ReportComparison;
}

/** One result file. */
export interface ReportRun {
  readonly file: string;
  /** What wrote it: `check`, `simulate`, `fuzz`, ... */
  readonly kind: string;
  readonly startedAt: string;
  readonly version: string;
  readonly modelHash: string;
  /** Of the latest run; what is not current is from an earlier run of the same model. */
  readonly isCurrent: boolean;
  /** Made by another model than the newest: its verdicts are not shown. */
  readonly isOtherModel: boolean;
  readonly results: number;
}

export interface LeftOut {
  readonly file: string;
  readonly reason: string;
}

/** One scenario with its verdicts; counterexamples by id. */
export interface ReportCell extends Omit<CheckEntry, 'properties' | 'coverage'> {
  readonly id: string;
  readonly isCurrent: boolean;
  readonly properties: readonly ReportProperty[];
  /** The command line that checks it again. */
  readonly command: string;
}

export interface ReportProperty extends Omit<PropertyEntry, 'trace' | 'insight' | 'token'> {
  /** Id of the counterexample and its length. */
  readonly trace?: string;
  readonly steps?: number;
}

/**
 * - `counterexample`: a design that was asked about fails
 * - `shrink`: what stands behind a cell of a shrink map
 * - `variant`: a mutant, or a setting that was tried and fails
 * - `witness`: a property is exercised and holds
 * - `schedule`: a run that attains the least or the most of a quantity
 */
export type TraceKind = 'counterexample' | 'shrink' | 'variant' | 'witness' | 'schedule';

/** A run that can be watched, with every cell of the matrix that has it. */
export interface ReportTrace {
  readonly id: string;
  readonly kind: TraceKind;
  /** The kind of result that has it: `check`, `fuzz`, `mutants`, ... */
  readonly source: string;
  /** Design, hazards and scope, where it was not a check that found it. */
  readonly where?: string;
  /** What the property says. */
  readonly title: string;
  readonly cells: readonly string[];
  readonly trace: Trace;
  readonly insight?: Partial<TraceInsight>;
  /** Known races that it is an instance of. */
  readonly races?: readonly KnownRace[];
  /** The same steps as one line that `skipover replay` takes. */
  readonly token?: string;
}

export interface ReportMigration extends Pick<
  MigrationResults,
  'startedAt' | 'workload' | 'advice' | 'results'
> {
  readonly isCurrent: boolean;
  readonly isOtherModel: boolean;
}

/** A result that has no shape of its own here: listed and searchable, never dropped. */
export interface OtherResult {
  readonly file: string;
  readonly kind: string;
  readonly isCurrent: boolean;
  /** Only of a kind that asks no question about the model. */
  readonly isOtherModel: boolean;
  readonly content: Readonly<Record<string, unknown>>;
}

/** What the names mean, from the model itself. */
export interface Vocabulary {
  readonly designs: Readonly<Record<string, string>>;
  readonly hazards: Readonly<Record<string, string>>;
  readonly switches: Readonly<
    Record<string, { readonly title: string; readonly published: string }>
  >;
  /** What each bound of a scope counts. */
  readonly bounds: Readonly<Record<string, string>>;
  readonly processes: readonly string[];
  /** What the paper takes for granted, A1 to A19, and which of it each hazard drops. */
  readonly assumptions: Readonly<Record<string, string>>;
  readonly drops: Readonly<Record<string, readonly string[]>>;
  /** The prices of a design, and what each value of each switch costs, in words. */
  readonly costs: Readonly<Record<string, string>>;
  readonly prices: Readonly<Record<string, Readonly<Record<string, string>>>>;
}
