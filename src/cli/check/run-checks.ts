import { MessageChannel } from 'node:worker_threads';
import type { CheckEntry } from '../../analysis/matrix/cell-entry.ts';
import type { KnownSizes } from '../../analysis/matrix/ineffective-hazards.ts';
import type { CheckProgress } from '../../checking/check.ts';
import type { Scenario } from '../../migration/scenario.ts';
import type { CheckOutcome, Question } from './check-task.ts';
import { lockCheckpoints } from './checkpoint-lock.ts';
import { interruptible } from '../interruption.ts';
import { entryOfThread } from './out-of-memory.ts';
import { processBytesMax, stateBytesMax } from './process-memory.ts';
import { duration, StatusLine } from '../terminal/progress.ts';
import { grouped } from '../terminal/text.ts';
import { workersFor, type SearchArguments } from './search-options.ts';
import type { SearchTask } from './search-task.ts';
import { startedInOrder } from './start-order.ts';
import { threadsFor, withWorkers, type RunTask } from '../workers/worker-pool.ts';

export interface RunChecksOptions {
  readonly search: SearchArguments;
  /** Version and model: a search of another is not taken up again. */
  readonly checkpointKey: string;
}

/** Checks every scenario on all cores, one thread per scenario at a time; entries in their order. */
export async function runChecks(
  questions: readonly Question[],
  { search, checkpointKey }: RunChecksOptions,
): Promise<CheckEntry[]> {
  const unlock = lockCheckpoints(search);
  const threads = threadsFor(questions.length);
  const searchTask: SearchTask = {
    ...search,
    checkpointKey,
    workers: workersFor(search),
    // A search that needs more ends inconclusive, before the machine ends it.
    maxBytes: Math.floor(stateBytesMax(search.maxMemory) / threads),
    processBytesMax: processBytesMax(search.maxMemory),
    ...(search.checkpoint === undefined ? {} : { interruption: interruptible() }),
  };
  const status = new StatusLine();
  const running = new Map<Scenario, CheckProgress>();
  const { sizes, learn } = sharedSizes();
  let finished = 0;
  let statesDone = 0;
  /** Cells differ in size, so this is a guess from those that are done. */
  const remaining = (): string => {
    if (finished < 5) return '';
    const seconds = (status.secondsSince() / finished) * (questions.length - finished);
    return `, about ${duration(seconds)} left`;
  };
  const showStatus = (): void => {
    const states = [...running.values()].reduce((sum, progress) => sum + progress.states, 0);
    const depth = [...running.values()].map((progress) => progress.depth).join(' and ');
    const found = statesDone + states;
    const rate = grouped(found / Math.max(status.secondsSince(), 0.001));
    const cells = `${finished} of ${questions.length} ${questions.length === 1 ? 'cell' : 'cells'}`;
    status.show(
      `${cells}, ${(found / 1e6).toFixed(1)} M states, ${rate}/s${remaining()}; depth ${depth}`,
    );
  };
  const runOne = async (
    run: RunTask<'check'>,
    { scenario, liveness, costs }: Question,
  ): Promise<CheckEntry> => {
    const { port1, port2 } = new MessageChannel();
    port1.on('message', (progress: CheckProgress) => {
      running.set(scenario, progress);
      showStatus();
    });
    const task = {
      scenario,
      ...(liveness === undefined ? {} : { liveness }),
      ...(costs === undefined ? {} : { costs }),
      port: port2,
      search: searchTask,
      sizes,
    };
    const entry = await entryOfThread(run(task, port2).then(learn), scenario);
    port1.close();
    running.delete(scenario);
    finished++;
    statesDone += entry.states;
    status.clear();
    return entry;
  };
  try {
    return await withWorkers('check', threads, (run) =>
      startedInOrder(questions, (question) => runOne(run, question)),
    );
  } finally {
    unlock();
    status.clear();
  }
}

/** What all threads know of sizes: sent with each task as it is by then, and added to when a task ends. */
function sharedSizes(): {
  readonly sizes: KnownSizes;
  readonly learn: (outcome: CheckOutcome) => CheckOutcome;
} {
  const sizes: Record<string, KnownSizes[string]> = {};
  const learn = (outcome: CheckOutcome): CheckOutcome => {
    if ('sizes' in outcome) Object.assign(sizes, outcome.sizes);
    return outcome;
  };
  return { sizes, learn };
}
