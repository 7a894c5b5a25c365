import type { MessagePort } from 'node:worker_threads';
import type { Comparator } from '../../../models/comparators.ts';
import type { NamedDesign } from '../../analysis/matrix/named-design.ts';
import type { Costs } from '../../timing/costs.ts';
import type { MigrationMetrics } from '../../timing/metrics.ts';
import { simulate } from '../../timing/simulate.ts';
import { StuckError } from '../../timing/stuck-error.ts';
import type { JvmWorkload } from '../../timing/workload.ts';

/** One migration, as it is given to a worker. */
export interface SimulateTask extends NamedDesign {
  readonly comparator?: Comparator;
  readonly workload: JvmWorkload;
  readonly vmBytes: number;
  readonly costs: Costs;
  readonly seed: number;
  /** Receives the simulated seconds, now and then. */
  readonly port: MessagePort;
}

/** Metrics, or why there are none: classes of errors do not survive the way between threads. */
export type SimulateOutcome = { readonly metrics: MigrationMetrics } | { readonly stuck: string };

/** Migrates one VM in a worker thread. */
export function simulateTask({ name, port, ...task }: SimulateTask): SimulateOutcome {
  try {
    const onProgress = (seconds: number): void => port.postMessage(seconds);
    return { metrics: simulate({ designName: name, ...task, onProgress }) };
  } catch (error) {
    if (error instanceof StuckError) return { stuck: error.message };
    throw error;
  } finally {
    port.close();
  }
}
