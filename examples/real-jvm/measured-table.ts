import type { SeenWrites } from './old-writes.ts';

/** A migration in the four numbers that are compared. */
export interface Measured {
  readonly iterations: number;
  readonly megabytes: number;
  readonly seconds: number;
  /** From the stop of the Java threads to the arrival of the last frame. */
  readonly downtimeSeconds: number;
}

/** The migration of a JVM that ran freely. */
export interface FreeRun {
  readonly log: string;
  /** When it began, after the start of the JVM. */
  readonly atSeconds: number;
  readonly writes: SeenWrites;
  readonly measured: Measured;
  /** How long the link had nothing to carry. */
  readonly idleSeconds: number;
  /** What each iteration did, in frames. */
  readonly each: readonly {
    readonly startSeconds: number;
    readonly sent: number;
    readonly skipped: number;
    readonly passedOver: number;
  }[];
}

export interface Comparison extends FreeRun {
  readonly workload: string;
  readonly design: string;
  readonly isComparable: boolean;
  readonly simulated: Measured;
  /** Without the measured writes to Old. */
  readonly fromLogAlone: Measured;
}

const widths = [10, 10, 15, 12, 9, 9, 10] as const;

function line(cells: readonly string[]): string {
  return cells
    .map((cell, index) => (index < 3 ? cell.padEnd(widths[index]!) : cell.padStart(widths[index]!)))
    .join('');
}

/** The head of the table, under the size of the machine. */
export function beginLines(machine: string): string[] {
  const head = ['workload', 'design', 'what', 'iterations', 'sent', 'total', 'downtime'];
  return [machine, line(head)];
}

/** The lines of one workload and design, at most 80 columns wide. */
export function comparisonLines(row: Comparison): string[] {
  const { workload, design, measured, simulated, fromLogAlone, writes, idleSeconds } = row;
  const numbers = ({ iterations, megabytes, seconds, downtimeSeconds }: Measured): string[] => [
    String(iterations),
    `${megabytes.toFixed(0)} MB`,
    `${seconds.toFixed(1)} s`,
    `${downtimeSeconds.toFixed(3)} s`,
  ];
  const errors = (other: Measured): string[] => [
    percent(other.iterations, measured.iterations),
    percent(other.megabytes, measured.megabytes),
    percent(other.seconds, measured.seconds),
    percent(other.downtimeSeconds, measured.downtimeSeconds),
  ];
  const { old, perCollection } = writes;
  const lines = [
    line([workload, design, 'measured', ...numbers(measured)]),
    line(['', '', 'simulated', ...numbers(simulated)]),
    line(['', '', '  error', ...errors(simulated)]),
    line(['', '', 'from log alone', ...numbers(fromLogAlone)]),
    line(['', '', '  error', ...errors(fromLogAlone)]),
    `  Old: ${old.pages} pages, ${old.perSecond} writes/s; ${perCollection} pages per collection; link idle ${idleSeconds.toFixed(2)} s`,
  ];
  if (!row.isComparable) {
    lines.push('  NOT comparable: the machine was too busy, the daemon was behind its link');
  }
  return lines;
}

function percent(simulated: number, measured: number): string {
  const error = Math.round((100 * (simulated - measured)) / measured);
  return `${error > 0 ? '+' : ''}${error} %`;
}
