/** What changed since another report. */
export interface ReportComparison {
  /** When the newest run of the other report began; empty if it has none. */
  readonly startedAt: string;
  readonly version: string;
  /** Whether both were made by the same model: else verdicts and numbers of states may differ for that. */
  readonly isSameModel: boolean;
  /** What got worse first, then what got better, then what only changed. */
  readonly rows: readonly ComparedRow[];
  /** How many verdicts, coverages and migrations were compared, changed or not. */
  readonly compared: number;
}

export interface ComparedRow {
  readonly change: Change;
  readonly what:
    | 'verdict'
    | 'failures'
    | 'states'
    | 'coverage'
    | 'lost frames'
    | 'downtime'
    | 'traffic';
  readonly where: string;
  readonly was: string;
  readonly is: string;
  /** Id of the cell in the newer report. */
  readonly cell?: string;
}

export const changes = ['worse', 'better', 'other'] as const;
export type Change = (typeof changes)[number];
