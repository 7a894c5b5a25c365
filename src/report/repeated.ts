import { meanInterval } from '../foundation/mean-interval.ts';
import type { MigrationMetrics } from '../timing/metrics.ts';

/** What a repeated migration is summed up by, on the terminal and on the page in the same digits. */
export interface RepeatedMeasure {
  readonly name: string;
  readonly of: (run: MigrationMetrics) => number;
  readonly print: (value: number) => string;
}

export const repeatedMeasures = {
  downtime: {
    name: 'downtime',
    of: ({ downtimeSeconds }) => downtimeSeconds,
    print: (value) => `${value.toFixed(3)} s`,
  },
  seconds: {
    name: 'total time',
    of: ({ seconds }) => seconds,
    print: (value) => `${value.toFixed(1)} s`,
  },
  traffic: {
    name: 'traffic',
    of: ({ bytesSent }) => bytesSent,
    print: (value) => `${(value / 1e9).toFixed(2)} GB`,
  },
} as const satisfies Readonly<Record<string, RepeatedMeasure>>;

/** The mean, and half of its 95 % interval where there are several runs. */
export function meanText(
  runs: readonly MigrationMetrics[],
  { of, print }: Omit<RepeatedMeasure, 'name'>,
): string {
  const { mean, half } = meanInterval(runs.map(of));
  return runs.length === 1 ? print(mean) : `${print(mean)} ± ${print(half)}`;
}
