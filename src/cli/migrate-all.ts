import { availableParallelism } from 'node:os';
import { MessageChannel } from 'node:worker_threads';
import { Tinypool } from 'tinypool';
import type { Comparator } from '../../models/comparators.ts';
import type { MigrationMetrics } from '../timing/metrics.ts';
import { StuckError } from '../timing/simulate.ts';
import type { NamedDesign } from './design-argument.ts';
import { StatusLine } from './progress.ts';
import type { SimulateOutcome, SimulateTask } from './simulate-worker.ts';
import type { ChosenWorkload } from './simulate-workload.ts';

/** A design, as it is or with the work of others added to it. */
export interface MigrationRun extends NamedDesign {
  readonly comparator?: Comparator;
}

/** Every design with every seed; one migration per core at a time, the main thread free for signals. */
export async function migrateAll(
  designs: readonly MigrationRun[],
  { draw, vmBytes, costs }: ChosenWorkload,
  seeds: readonly number[],
): Promise<MigrationMetrics[]> {
  const runs = seeds.flatMap((seed) => designs.map((design) => ({ ...design, seed })));
  const pool = new Tinypool({
    filename: new URL('./simulate-worker.js', import.meta.url).href,
    maxThreads: Math.max(1, Math.min(runs.length, availableParallelism())),
  });
  const status = new StatusLine();
  let finished = 0;
  const show = (rest: string): void =>
    status.show(`${finished} of ${runs.length} migrations done${rest}`);
  show('');
  try {
    return await Promise.all(
      runs.map(async (run) => {
        const { port1, port2 } = new MessageChannel();
        port1.on('message', (seconds: number) =>
          show(`; ${run.name} at ${seconds.toFixed(1)} simulated seconds`),
        );
        const task: SimulateTask = {
          ...run,
          workload: draw(run.seed),
          vmBytes,
          costs,
          port: port2,
        };
        const outcome = (await pool.run(task, { transferList: [port2] })) as SimulateOutcome;
        port1.close();
        finished++;
        if ('stuck' in outcome) throw new StuckError(outcome.stuck);
        return outcome.metrics;
      }),
    );
  } finally {
    status.clear();
    await pool.destroy();
  }
}
