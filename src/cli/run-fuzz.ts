import { Tinypool } from 'tinypool';
import type { Configuration } from '../analysis/configurations.ts';
import {
  runsPerBatch,
  type BatchFailure,
  type FuzzBatch,
  type FuzzPlan,
  type SmallFailure,
} from '../analysis/fuzz-batch.ts';
import type { FuzzTask } from './fuzz-worker.ts';
import { StatusLine } from './progress.ts';
import { grouped } from './text.ts';

export interface FuzzBudget {
  readonly runs: number;
  readonly maxSeconds: number;
  readonly workers: number;
}

/** A kind of failure, where it was met first, and how it looks when it is made small. */
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
  const pool = new Tinypool({
    filename: new URL('./fuzz-worker.js', import.meta.url).href,
    minThreads: budget.workers,
    maxThreads: budget.workers,
  });
  const run = <Result>(task: FuzzTask): Promise<Result> => pool.run(task) as Promise<Result>;
  try {
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
  } finally {
    await pool.destroy();
  }
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
      const secondsMax = maxSeconds - elapsed();
      const batch = await run<FuzzBatch>({ kind: 'batch', task, secondsMax });
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
    for (const { property, bugClass } of failures) this.#failures.add(`${property} ${bugClass}`);
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

/** Every kind of failure once, from the batch that met it first; counts over all batches. */
async function minimizeAll(
  plan: FuzzPlan,
  batches: readonly FuzzBatch[],
  run: Threads['run'],
): Promise<FoundFailure[]> {
  const found = new Map<string, { configuration: Configuration; failure: BatchFailure }>();
  for (const { configuration, failures } of batches) {
    for (const failure of failures) {
      const key = `${failure.property} ${failure.bugClass}`;
      const first = found.get(key);
      if (first === undefined) found.set(key, { configuration, failure });
      else first.failure = { ...first.failure, runs: first.failure.runs + failure.runs };
    }
  }
  const status = new StatusLine();
  let left = found.size;
  const tell = (): void => status.show(`failures that are still being made small: ${left}`);
  tell();
  try {
    return await Promise.all(
      [...found.values()].map(async ({ configuration, failure }) => {
        const task = { kind: 'minimize', plan, configuration, failure } as const;
        const small = await run<SmallFailure>(task);
        left--;
        tell();
        return { configuration, failure, small };
      }),
    );
  } finally {
    status.clear();
  }
}
