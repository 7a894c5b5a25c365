import { MessageChannel } from 'node:worker_threads';
import type { Comparator } from '../../../models/comparators.ts';
import type { MigrationMetrics } from '../../timing/metrics.ts';
import { StuckError } from '../../timing/stuck-error.ts';
import type { NamedDesign } from '../../analysis/matrix/named-design.ts';
import type { SimulateTask } from './simulate-task.ts';
import { StatusLine } from '../terminal/progress.ts';
import type { ChosenWorkload } from './workload-arguments.ts';
import { threadsFor, withWorkers } from '../workers/worker-pool.ts';

/** A design, as it is or with the work of others added to it. */
export interface MigrationRun extends NamedDesign {
  readonly comparator?: Comparator;
}

/** One migration to run. */
export type Migration = Omit<SimulateTask, 'port'>;

/** Every design with every seed. */
export function migrateAll(
  designs: readonly MigrationRun[],
  { draw, vmBytes, costs }: ChosenWorkload,
  seeds: readonly number[],
): Promise<MigrationMetrics[]> {
  return migrateEach(
    seeds.flatMap((seed) =>
      designs.map((design) => ({ ...design, seed, workload: draw(seed), vmBytes, costs })),
    ),
  );
}

/** Each of them, in their order; one migration per core at a time, the main thread free for signals. */
export async function migrateEach(runs: readonly Migration[]): Promise<MigrationMetrics[]> {
  const status = new StatusLine();
  let finished = 0;
  const show = (rest: string): void =>
    status.show(`${finished} of ${runs.length} migrations done${rest}`);
  show('');
  try {
    return await withWorkers('simulate', threadsFor(runs.length), (simulate) =>
      Promise.all(
        runs.map(async (run) => {
          const { port1, port2 } = new MessageChannel();
          port1.on('message', (seconds: number) =>
            show(`; ${run.name} at ${seconds.toFixed(1)} simulated seconds`),
          );
          const task = { ...run, port: port2 };
          const outcome = await simulate(task, port2);
          port1.close();
          finished++;
          if ('stuck' in outcome) throw new StuckError(outcome.stuck);
          return outcome.metrics;
        }),
      ),
    );
  } finally {
    status.clear();
  }
}
