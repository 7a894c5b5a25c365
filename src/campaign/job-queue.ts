import type { JobsOptions, Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { jobKey, type Identity, type Job } from './job.ts';
import { pause } from './redis-connection.ts';

/** A job as it waits in Redis. */
export interface QueuedJob extends Job {
  readonly key: string;
  readonly modelHash: string;
  readonly program: string;
}

/** A job that failed for good, and why. */
export interface ParkedJob {
  readonly job: QueuedJob;
  readonly reason: string;
}

/** A program of another model never gets a job: its queue has another name. */
export function queueName({ modelHash, program }: Identity): string {
  return `cells-${modelHash}-${program}`;
}

/** The name of a job in BullMQ, which takes numbers for its own. */
function idOf(key: string): string {
  return `cell-${key}`;
}

const options: JobsOptions = {
  attempts: 5,
  backoff: { type: 'exponential', delay: 1000 },
  removeOnComplete: true,
  removeOnFail: false,
};
const batchSize = 500;
const retryMs = 250;

/** What BullMQ knows of jobs. */
export class JobQueue {
  readonly #queue: Queue;
  readonly #identity: Identity;

  constructor(queue: Queue, identity: Identity) {
    this.#queue = queue;
    this.#identity = identity;
  }

  static async open(redis: Redis, prefix: string, identity: Identity): Promise<JobQueue> {
    const { Queue: BullQueue } = await import('bullmq');
    const queue = new BullQueue(queueName(identity), {
      connection: redis,
      prefix,
      // Looking at a queue leaves nothing in it.
      skipMetasUpdate: true,
    });
    queue.on('error', () => {});
    return new JobQueue(queue, identity);
  }

  /** Adds jobs; one that is there already is left as it is. */
  async add(jobs: readonly Job[]): Promise<void> {
    const { modelHash, program } = this.#identity;
    for (let from = 0; from < jobs.length; from += batchSize) {
      await this.#queue.addBulk(
        jobs.slice(from, from + batchSize).map(({ kind, task }) => {
          const key = jobKey({ kind, task }, this.#identity);
          const data: QueuedJob = { kind, task, key, modelHash, program };
          return { name: kind, data, opts: { ...options, jobId: idOf(key) } };
        }),
      );
    }
  }

  /** How many wait, run, wait for their next attempt, and are parked. */
  async counts(): Promise<{
    readonly waiting: number;
    readonly active: number;
    readonly delayed: number;
    readonly parked: number;
  }> {
    const counts = await this.#queue.getJobCounts('waiting', 'active', 'delayed', 'failed');
    const { waiting = 0, active = 0, delayed = 0, failed = 0 } = counts;
    return { waiting, active, delayed, parked: failed };
  }

  /** Workers that are connected; `undefined` where the server does not list its clients. */
  async workers(): Promise<number | undefined> {
    try {
      return await this.#queue.getWorkersCount();
    } catch {
      return undefined;
    }
  }

  /** What BullMQ calls the state of a job; `unknown` if there is none. */
  async stateOf(key: string): Promise<string> {
    return this.#queue.getJobState(idOf(key));
  }

  /** All that are parked, with their errors. */
  async parked(): Promise<ParkedJob[]> {
    const failed = await this.#queue.getFailed();
    return failed.map(({ data, failedReason }) => ({
      job: data as QueuedJob,
      reason: failedReason ?? 'unknown',
    }));
  }

  /** Gives parked jobs another chance. */
  async retry(keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      const job = await this.#queue.getJob(idOf(key));
      if ((await job?.isFailed()) === true) await job!.retry('failed', { resetAttemptsMade: true });
    }
  }

  async remove(key: string): Promise<boolean> {
    try {
      await this.#queue.remove(idOf(key));
    } catch {
      // It is locked by the worker that does it.
    }
    return (await this.#queue.getJobState(idOf(key))) === 'unknown';
  }

  /** Removes jobs, those that run included, once their workers have noticed or their locks have ended. */
  async removeAll(keys: readonly string[]): Promise<void> {
    let left = [...keys];
    for (;;) {
      const still: string[] = [];
      for (const key of left) {
        if (!(await this.remove(key))) still.push(key);
      }
      if (still.length === 0) return;
      left = still;
      await pause(retryMs);
    }
  }

  /** Removes everything that BullMQ keeps of a queue that no campaign needs; nothing while a worker is in a job. */
  async obliterate(): Promise<void> {
    try {
      await this.#queue.obliterate();
    } catch {
      await this.#queue.resume();
    }
  }

  async close(): Promise<void> {
    await this.#queue.close();
  }
}
