import { availableParallelism, totalmem } from 'node:os';
import { MessageChannel } from 'node:worker_threads';
import { Tinypool } from 'tinypool';
import type { CheckEntry } from '../analysis/check-entry.ts';
import type { CheckProgress } from '../checking/check.ts';
import { InputError } from '../foundation/input-error.ts';
import type { Scenario } from '../migration/scenario.ts';
import type { CheckOutcome, CheckTask } from './check-worker.ts';
import { interruptible } from './interruption.ts';
import { StatusLine } from './progress.ts';
import { workersFor, type SearchArguments } from './search-options.ts';
import type { SearchTask } from './search-task.ts';

export interface RunChecksOptions {
  readonly search: SearchArguments;
  /** Version and model: a search of another is not taken up again. */
  readonly checkpointKey: string;
  /** Told of each entry as it is finished. */
  readonly onEntry?: (entry: CheckEntry) => void;
}

/** Three quarters of the memory that there is, shared by the searches that run at once: one that needs more
 * ends inconclusive, before the machine ends it. */
function memoryFor(threads: number): number {
  return Math.floor(
    (0.75 * Math.min(totalmem(), process.constrainedMemory() || Infinity)) / threads,
  );
}

/** Checks every scenario on all cores, one thread per scenario at a time; entries in their order. */
export async function runChecks(
  scenarios: readonly Scenario[],
  { search, checkpointKey, onEntry }: RunChecksOptions,
): Promise<CheckEntry[]> {
  const threads = Math.max(1, Math.min(scenarios.length, availableParallelism()));
  const pool = new Tinypool({
    filename: new URL('./check-worker.js', import.meta.url).href,
    minThreads: threads,
    maxThreads: threads,
  });
  const searchTask: SearchTask = {
    ...search,
    checkpointKey,
    workers: workersFor(search),
    maxBytes: search.maxMemory === undefined ? memoryFor(threads) : search.maxMemory * 2 ** 20,
    ...(search.checkpoint === undefined ? {} : { interruption: interruptible() }),
  };
  const status = new StatusLine();
  const running = new Map<Scenario, CheckProgress>();
  let finished = 0;
  const showStatus = (): void => {
    const states = [...running.values()].reduce((sum, progress) => sum + progress.states, 0);
    const depth = [...running.values()].map((progress) => progress.depth).join(' and ');
    const millions = (states / 1e6).toFixed(1);
    status.show(`${finished} of ${scenarios.length} done; ${millions} M states, depth ${depth}`);
  };
  const runOne = async (scenario: Scenario): Promise<CheckEntry> => {
    const { port1, port2 } = new MessageChannel();
    port1.on('message', (progress: CheckProgress) => {
      running.set(scenario, progress);
      showStatus();
    });
    const task: CheckTask = { scenario, port: port2, search: searchTask };
    const outcome = (await pool.run(task, { transferList: [port2] })) as CheckOutcome;
    if ('refused' in outcome) throw new InputError(outcome.refused.kind, outcome.refused.message);
    const { entry } = outcome;
    port1.close();
    running.delete(scenario);
    finished++;
    status.clear();
    onEntry?.(entry);
    return entry;
  };
  try {
    return await Promise.all(scenarios.map(runOne));
  } finally {
    status.clear();
    await pool.destroy();
  }
}
