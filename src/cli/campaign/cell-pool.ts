import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { Tinypool } from 'tinypool';
import type { QueuedJob } from '../../campaign/job-queue.ts';
import { StoppedError } from '../../campaign/queue-worker.ts';
import { InputError } from '../../foundation/input-error.ts';
import type { CheckJob } from '../check/check-job.ts';
import type { CheckOutcome } from '../check/check-task.ts';
import { entryOfThread } from '../check/out-of-memory.ts';
import { processBytesMax, stateBytesMax } from '../check/process-memory.ts';
import type { SearchTask } from '../check/search-task.ts';
import { isInterrupted } from '../interruption.ts';
import type { NamedTask } from '../workers/worker.ts';
import { restoredInto, keptCheckpoints, type CheckpointPlace } from './checkpoint-place.ts';

export interface CellPoolOptions {
  readonly threads: number;
  /** Set to 1 when the worker is to end. */
  readonly interruption: SharedArrayBuffer;
  /** Where unfinished searches are kept for other workers. */
  readonly place?: CheckpointPlace;
  /** Seconds. */
  readonly checkpointEvery?: number;
}

const pollMs = 200;

/** Does jobs in threads. */
export class CellPool {
  readonly #options: CellPoolOptions;
  readonly #pool: Tinypool;

  constructor(options: CellPoolOptions) {
    this.#options = options;
    this.#pool = new Tinypool({
      filename: new URL('../workers/worker.js', import.meta.url).href,
      minThreads: options.threads,
      maxThreads: options.threads,
    });
  }

  /** The answer to a job. Throws `StoppedError` if the worker ends first. */
  async run(job: QueuedJob, cancelled: AbortSignal): Promise<unknown> {
    return job.kind === 'check' ? this.#check(job, cancelled) : this.#other(job, cancelled);
  }

  async destroy(): Promise<void> {
    await this.#pool.destroy();
  }

  /** A search ends at its next pause and leaves a checkpoint; other jobs are short and are given up. */
  async #other({ kind, task }: QueuedJob, cancelled: AbortSignal): Promise<unknown> {
    const stopped = new AbortController();
    const timer = setInterval(() => {
      if (isInterrupted(this.#options.interruption)) stopped.abort();
    }, pollMs);
    try {
      const signal = AbortSignal.any([cancelled, stopped.signal]);
      return await this.#pool.run({ name: kind, input: task }, { signal });
    } catch (error) {
      if (stopped.signal.aborted) throw new StoppedError('the worker ends');
      throw error;
    } finally {
      clearInterval(timer);
    }
  }

  async #check(job: QueuedJob, cancelled: AbortSignal): Promise<unknown> {
    const { place } = this.#options;
    if (place === undefined) return this.#search(job, cancelled, {});
    const folder = mkdtempSync(join(tmpdir(), 'skipover-cell-'));
    const keeper = keptCheckpoints(place, job.key, folder);
    try {
      const isRestored = await restoredInto(place, job.key, folder);
      const checkpoint = { checkpoint: folder, ...this.#interval() };
      let entry: unknown;
      try {
        entry = await this.#search(job, cancelled, {
          ...checkpoint,
          ...(isRestored ? { resume: folder } : {}),
        });
      } catch (error) {
        // A checkpoint that cannot be used costs time, never the cell.
        if (!isRestored || !(error instanceof InputError)) throw error;
        entry = await this.#search(job, cancelled, checkpoint);
      }
      await keeper.end();
      await place.remove(job.key);
      return entry;
    } catch (error) {
      if (error instanceof StoppedError) await keeper.save();
      if (cancelled.aborted) await place.remove(job.key);
      throw error;
    } finally {
      await keeper.end();
      rmSync(folder, { recursive: true, force: true });
    }
  }

  #interval(): { readonly checkpointEvery?: number } {
    const { checkpointEvery } = this.#options;
    return checkpointEvery === undefined ? {} : { checkpointEvery };
  }

  async #search(
    { task, modelHash }: QueuedJob,
    cancelled: AbortSignal,
    checkpoint: Pick<SearchTask, 'checkpoint' | 'resume' | 'checkpointEvery'>,
  ): Promise<unknown> {
    const { search, ...question } = task as CheckJob['task'];
    const { port1, port2 } = new MessageChannel();
    port1.unref();
    const given: SearchTask = {
      ...search,
      ...checkpoint,
      checkpointKey: modelHash,
      workers: 1,
      maxBytes: Math.floor(stateBytesMax(search.maxMemory) / this.#options.threads),
      processBytesMax: processBytesMax(search.maxMemory),
      interruption: this.#options.interruption,
    };
    const cell: NamedTask = { name: 'check', input: { ...question, search: given, port: port2 } };
    const options = { transferList: [port2], signal: cancelled };
    try {
      const running = this.#pool.run(cell, options) as Promise<CheckOutcome>;
      const entry = await entryOfThread(running, question.scenario);
      if (entry.ended?.reason === 'interrupted') throw new StoppedError('the worker ends');
      return entry;
    } finally {
      port1.close();
    }
  }
}
