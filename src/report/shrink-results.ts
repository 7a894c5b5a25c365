import type { ShrinkCell } from '../analysis/shrink-map/shrink-map.ts';
import type { TraceSnapshots } from '../subject/trace-snapshots.ts';
import type { Trace } from '../subject/trace.ts';
import type { CheckEntry, Tool } from './results.ts';

/** What `shrink-map` leaves behind. */
export interface ShrinkMapResults {
  readonly schema: 'skipover-shrink-map/1';
  readonly tool: Tool;
  readonly startedAt: string;
  readonly modelHash: string;
  readonly results: readonly ShrinkMapResult[];
}

/** The map of one design. */
export interface ShrinkMapResult {
  readonly scenario: CheckEntry['scenario'];
  readonly bounds: CheckEntry['bounds'];
  readonly states: number;
  readonly seconds: number;
  /** Why the search ended before it was complete. */
  readonly ended?: string;
  readonly cells: readonly ShrinkRun[];
}

/** One cell with the run behind it. */
export interface ShrinkRun extends Omit<ShrinkCell, 'steps'> {
  readonly run: Trace;
  readonly snapshots: TraceSnapshots;
}

/** One cell as the page shows it: the run by its id. */
export interface ShrinkEntry extends Omit<ShrinkCell, 'steps'> {
  readonly trace: string;
  readonly steps: number;
}

export interface ShrinkMapEntry extends Omit<ShrinkMapResult, 'cells'> {
  readonly isCurrent: boolean;
  readonly cells: readonly ShrinkEntry[];
}
