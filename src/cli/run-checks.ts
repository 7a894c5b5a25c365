import { availableParallelism } from 'node:os';
import { MessageChannel } from 'node:worker_threads';
import { Tinypool } from 'tinypool';
import type { CheckEntry } from '../analysis/check-entry.ts';
import type { CheckProgress } from '../checking/check.ts';
import type { Scenario } from '../migration/scenario.ts';
import type { CheckTask } from './check-worker.ts';
import { StatusLine } from './progress.ts';

export interface RunChecksOptions {
  readonly maxStates?: number;
  readonly maxSeconds?: number;
  /** Told of each entry as it is finished. */
  readonly onEntry?: (entry: CheckEntry) => void;
}

/** Checks every scenario on all cores, one thread per scenario at a time; entries in their order. */
export async function runChecks(
  scenarios: readonly Scenario[],
  { maxStates, maxSeconds, onEntry }: RunChecksOptions,
): Promise<CheckEntry[]> {
  const threads = Math.max(1, Math.min(scenarios.length, availableParallelism()));
  const pool = new Tinypool({
    filename: new URL('./check-worker.js', import.meta.url).href,
    minThreads: threads,
    maxThreads: threads,
  });
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
    const task: CheckTask = {
      scenario,
      port: port2,
      ...(maxStates === undefined ? {} : { maxStates }),
      ...(maxSeconds === undefined ? {} : { maxSeconds }),
    };
    const entry = (await pool.run(task, { transferList: [port2] })) as CheckEntry;
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
