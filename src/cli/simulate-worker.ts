import type { NamedDesign } from './design-argument.ts';
import type { MigrationMetrics } from '../timing/metrics.ts';
import { simulate, StuckError } from '../timing/simulate.ts';
import type { JvmWorkload } from '../timing/workload.ts';

/** One migration, as it is given to a worker. */
export interface SimulateTask extends NamedDesign {
  readonly workload: JvmWorkload;
}

/** Metrics, or why there are none: classes of errors do not survive the way between threads. */
export type SimulateOutcome = { readonly metrics: MigrationMetrics } | { readonly stuck: string };

/** Migrates one VM in a worker thread. */
export default function simulateTask({ name, design, workload }: SimulateTask): SimulateOutcome {
  try {
    return { metrics: simulate({ designName: name, design, workload }) };
  } catch (error) {
    if (error instanceof StuckError) return { stuck: error.message };
    throw error;
  }
}
