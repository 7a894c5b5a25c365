import type { Job as BullJob } from 'bullmq';
import type { Redis } from 'ioredis';
import { InputError } from '../foundation/input-error.ts';
import type { CampaignStore } from './campaign-store.ts';
import { isSameProgram, programName, type Identity } from './job.ts';
import { queueName, type JobQueue, type QueuedJob } from './job-queue.ts';
import { untilStored } from './redis-connection.ts';

/** Thrown by a job that ends because its worker does: another goes on with it, and no attempt is counted. */
export class StoppedError extends Error {}

/** What a worker reports. */
export type WorkerEvent =
  | { readonly kind: 'begun' | 'answered' | 'released' | 'cancelled'; readonly job: QueuedJob }
  | {
      readonly kind: 'failed';
      readonly job: QueuedJob;
      readonly reason: string;
      readonly final: boolean;
    }
  | { readonly kind: 'full' };

export interface QueueWorkerOptions {
  readonly identity: Identity;
  readonly prefix: string;
  readonly store: CampaignStore;
  readonly queue: JobQueue;
  /** Does a job. `signal` ends it without an answer. Throws {@link StoppedError} where the worker is to end. */
  readonly execute: (job: QueuedJob, signal: AbortSignal) => Promise<unknown>;
  /** Jobs at a time. */
  readonly concurrency: number;
  /** After so long without a word from its worker a job goes to another. */
  readonly leaseSeconds: number;
  readonly onEvent: (event: WorkerEvent) => void;
}

/** A cell that has taken so many workers with it is parked. */
const deathsMax = 16;
const cancelPollMs = 1_000;

/** A worker that runs until it is closed. */
export interface QueueWorker {
  /** Jobs that it does now. */
  readonly busy: () => number;
  /** Takes no more jobs and waits for those that run. */
  readonly close: () => Promise<void>;
}

/** Does jobs of a queue. An answer is stored before its job ends, so a death in between costs one more look. */
export async function startWorker(
  redis: Redis,
  { identity, prefix, store, queue, ...options }: QueueWorkerOptions,
): Promise<QueueWorker> {
  const { Worker } = await import('bullmq');
  const { execute, onEvent, leaseSeconds } = options;
  const running = new Map<string, AbortController>();
  const process = await processorOf({ identity, store, execute, onEvent }, running);
  const connection = redis.duplicate();
  connection.on('error', () => {});
  const worker = new Worker(queueName(identity), process, {
    connection,
    prefix,
    concurrency: options.concurrency,
    lockDuration: leaseSeconds * 1000,
    stalledInterval: leaseSeconds * 1000,
    maxStalledCount: deathsMax,
    drainDelay: 1,
    removeOnComplete: { count: 0 },
    runRetryDelay: 1000,
  });
  // A lost connection is opened again; what was running goes on.
  worker.on('error', () => {});
  worker.on('failed', (bullJob, error) => {
    if (bullJob === undefined) return;
    const job = bullJob.data as QueuedJob;
    if (error.message === 'cancelled') {
      onEvent({ kind: 'cancelled', job });
      void queue.remove(job.key);
      return;
    }
    const final = bullJob.finishedOn !== undefined;
    onEvent({ kind: 'failed', job, reason: error.message, final });
  });
  const poll = setInterval(() => {
    void (async () => {
      for (const [key, cancelled] of running) {
        if (await store.isCancelled(key)) cancelled.abort();
      }
    })().catch(() => {});
  }, cancelPollMs);
  return {
    busy: () => running.size,
    close: async () => {
      clearInterval(poll);
      await worker.close();
      connection.disconnect();
    },
  };
}

/** What is done with one job. */
async function processorOf(
  {
    identity,
    store,
    execute,
    onEvent,
  }: Pick<QueueWorkerOptions, 'identity' | 'store' | 'execute' | 'onEvent'>,
  running: Map<string, AbortController>,
): Promise<(bullJob: BullJob, token?: string) => Promise<void>> {
  const { DelayedError, UnrecoverableError } = await import('bullmq');
  return async (bullJob, token) => {
    const job = bullJob.data as QueuedJob;
    const { key } = job;
    if (!isSameProgram(job, identity)) throw new UnrecoverableError(`for ${programName(job)}`);
    const [isAnswered] = await store.areAnswered([key]);
    if (isAnswered === true) return;
    if (await store.isCancelled(key)) throw new UnrecoverableError('cancelled');
    const cancelled = new AbortController();
    running.set(key, cancelled);
    onEvent({ kind: 'begun', job });
    try {
      const answer = await execute(job, cancelled.signal);
      if (cancelled.signal.aborted) throw new UnrecoverableError('cancelled');
      await untilStored(
        () => store.answer(key, answer),
        () => onEvent({ kind: 'full' }),
      );
      onEvent({ kind: 'answered', job });
    } catch (error) {
      if (cancelled.signal.aborted) throw new UnrecoverableError('cancelled');
      if (error instanceof StoppedError) {
        onEvent({ kind: 'released', job });
        await bullJob.moveToDelayed(Date.now(), token);
        throw new DelayedError();
      }
      // The same input is refused again.
      if (error instanceof InputError) throw new UnrecoverableError(error.message);
      throw error;
    } finally {
      running.delete(key);
    }
  };
}
