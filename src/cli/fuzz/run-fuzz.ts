import type { Configuration } from '../../analysis/fuzzing/configurations.ts';
import {
  runsPerBatch,
  type BatchFailure,
  type FuzzBatch,
  type FuzzPlan,
  type SmallFailure,
} from '../../analysis/fuzzing/fuzz-batch.ts';
import type { FuzzTask } from './fuzz-task.ts';
import { withRemote } from '../campaign/foreground.ts';
import { StatusLine } from '../terminal/progress.ts';
import { grouped } from '../terminal/text.ts';
import { withWorkers } from '../workers/worker-pool.ts';

export interface FuzzBudget {
  readonly runs: number;
  readonly maxSeconds: number;
  /** Batches at a time. */
  readonly workers: number;
  /** Other machines do the work: the address of a queue. */
  readonly queue?: string;
}

/** A failure class, where it was met first, and how it looks when it is minimized. */
export interface FoundFailure {
  readonly configuration: Configuration;
  readonly failure: BatchFailure;
  readonly small: SmallFailure;
}

export interface FuzzRun {
  /** In their order, whoever did them and when. */
  readonly batches: readonly FuzzBatch[];
  readonly expectedKinds: readonly string[];
  readonly failures: readonly FoundFailure[];
  readonly seconds: number;
  /** Why it ended before all runs were made. */
  readonly ended?: string;
}

/** Fuzzes on as many threads as the budget says. With runs as the only bound, the same runs give the
 * same result whatever the number of threads. */
export async function runFuzz(plan: FuzzPlan, budget: FuzzBudget): Promise<FuzzRun> {
  const { queue } = budget;
  if (queue !== undefined) {
    return withRemote(queue, 'fuzz', (remote) =>
      fuzzWith(plan, budget, async <Result>(task: FuzzTask) => {
        return (await remote.run({ kind: 'fuzz', task })) as Result;
      }),
    );
  }
  return withWorkers('fuzz', budget.workers, (answer) =>
    fuzzWith(plan, budget, <Result>(task: FuzzTask) => answer(task) as Promise<Result>),
  );
}

async function fuzzWith(plan: FuzzPlan, budget: FuzzBudget, run: Threads['run']): Promise<FuzzRun> {
  const expected = run<string[]>({ kind: 'expected', plan });
  const start = performance.now();
  const elapsed = (): number => (performance.now() - start) / 1000;
  const batches = await runBatches(plan, budget, { run, elapsed });
  const seconds = elapsed();
  const expectedKinds = await expected;
  const failures = await minimizeAll(plan, batches, run);
  const runs = batches.reduce((sum, batch) => sum + batch.runs, 0);
  const ended = runs < budget.runs ? { ended: 'maxSeconds' } : {};
  return { batches, expectedKinds, failures, seconds: Number(seconds.toFixed(3)), ...ended };
}

interface Threads {
  readonly run: <Result>(task: FuzzTask) => Promise<Result>;
  readonly elapsed: () => number;
}

async function runBatches(
  plan: FuzzPlan,
  { runs, maxSeconds, workers }: FuzzBudget,
  { run, elapsed }: Threads,
): Promise<FuzzBatch[]> {
  const perBatch = runsPerBatch(plan);
  const batches: FuzzBatch[] = [];
  const progress = new FuzzProgress(elapsed);
  let next = 0;
  const work = async (): Promise<void> => {
    while (next * perBatch < runs && elapsed() < maxSeconds) {
      const index = next++;
      const task = { plan, index, runs: Math.min(perBatch, runs - index * perBatch) };
      const left = maxSeconds - elapsed();
      // JSON has no infinity.
      const limit = Number.isFinite(left) ? { secondsMax: left } : {};
      const batch = await run<FuzzBatch>({ kind: 'batch', task, ...limit });
      batches[index] = batch;
      progress.show(batch);
    }
  };
  try {
    await Promise.all(Array.from({ length: workers }, work));
  } finally {
    progress.clear();
  }
  return batches.filter(({ runs: made }) => made > 0);
}

/** One line: how much and how fast, and what it has shown. */
class FuzzProgress {
  readonly #status = new StatusLine();
  readonly #elapsed: () => number;
  readonly #behaviours = new Set<number>();
  readonly #failures = new Set<string>();
  #runs = 0;
  #steps = 0;

  constructor(elapsed: () => number) {
    this.#elapsed = elapsed;
  }

  show({ runs, steps, behaviours, failures }: FuzzBatch): void {
    this.#runs += runs;
    this.#steps += steps;
    const before = this.#behaviours.size;
    for (const slot of behaviours) this.#behaviours.add(slot);
    for (const { property, failureClass } of failures)
      this.#failures.add(`${property} ${failureClass}`);
    const seconds = this.#elapsed();
    const rate = (count: number): string => grouped(count / seconds);
    const found = this.#behaviours.size;
    this.#status.show(
      `${grouped(this.#runs)} runs, ${rate(this.#runs)} runs/s, ${rate(this.#steps)} steps/s; ` +
        `${grouped(found)} behaviours, ${found - before} new; ${this.#failures.size} failures`,
    );
  }

  clear(): void {
    this.#status.clear();
  }
}

/** Every failure class once, from the batch that met it first; counts over all batches. */
async function minimizeAll(
  plan: FuzzPlan,
  batches: readonly FuzzBatch[],
  run: Threads['run'],
): Promise<FoundFailure[]> {
  const found = new Map<string, { configuration: Configuration; failure: BatchFailure }>();
  for (const { configuration, failures } of batches) {
    for (const failure of failures) {
      const key = `${failure.property} ${failure.failureClass}`;
      const first = found.get(key);
      if (first === undefined) found.set(key, { configuration, failure });
      else first.failure = { ...first.failure, runs: first.failure.runs + failure.runs };
    }
  }
  const status = new StatusLine();
  let left = found.size;
  const report = (): void => status.show(`failures that are still being minimized: ${left}`);
  report();
  try {
    return await Promise.all(
      [...found.values()].map(async ({ configuration, failure }) => {
        const task = { kind: 'minimize', plan, configuration, failure } as const;
        const small = await run<SmallFailure>(task);
        left--;
        report();
        return { configuration, failure, small };
      }),
    );
  } finally {
    status.clear();
  }
}
