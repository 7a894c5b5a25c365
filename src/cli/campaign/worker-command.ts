import { availableParallelism } from 'node:os';
import type { CampaignRecord } from '../../campaign/campaign-store.ts';
import { isSameProgram, jobKey, programName } from '../../campaign/job.ts';
import { startWorker, type WorkerEvent } from '../../campaign/queue-worker.ts';
import { pause } from '../../campaign/redis-connection.ts';
import { InputError } from '../../foundation/input-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { interruptible, isInterrupted } from '../interruption.ts';
import { plain, styled } from '../terminal/text.ts';
import { jobTitle } from './campaign-jobs.ts';
import { CellPool } from './cell-pool.ts';
import type { CheckpointPlace } from './checkpoint-place.ts';
import { folderPlace } from './folder-place.ts';
import { openJobs } from './progress.ts';
import { withQueue, type QueueSession } from './queue-session.ts';
import { removeCampaign } from './remove-campaign.ts';

export interface WorkerArguments {
  readonly queue?: string;
  /** Cells at a time. */
  readonly cells?: number;
  readonly checkpoints?: string;
  readonly checkpointEvery?: number;
  /** Seconds. */
  readonly lease: number;
  /** Ends when no campaign has an open cell. */
  readonly once?: boolean;
}

const pollMs = 200;
const lookMs = 2_000;

/** `skipover worker`: does cells of campaigns until it is ended by a signal. Returns the exit code. */
export async function workerCommand(given: WorkerArguments): Promise<number> {
  const place = await placeOf(given.checkpoints);
  return withQueue(given.queue, (session) => work(session, given, place));
}

async function placeOf(text: string | undefined): Promise<CheckpointPlace | undefined> {
  if (text === undefined) return undefined;
  if (!text.startsWith('s3://')) return folderPlace(text);
  const { s3Place } = await import('./s3-place.ts');
  return s3Place(text, process.env);
}

async function work(
  session: QueueSession,
  { cells = availableParallelism(), checkpointEvery, lease, once }: WorkerArguments,
  place: CheckpointPlace | undefined,
): Promise<number> {
  const { redis, prefix, identity, store, queue, shown } = session;
  const caretaker = new Caretaker(session);
  await caretaker.requireOwn();
  const interruption = interruptible();
  const pool = new CellPool({
    threads: cells,
    interruption,
    ...(place === undefined ? {} : { place }),
    ...(checkpointEvery === undefined ? {} : { checkpointEvery }),
  });
  console.log(`worker: ${cells} cells at a time from ${shown}`);
  const worker = await startWorker(redis, {
    identity,
    prefix,
    store,
    queue,
    execute: (job, signal) => pool.run(job, signal),
    concurrency: cells,
    leaseSeconds: lease,
    onEvent: printEvent,
  });
  try {
    let lookedAt = -Infinity;
    while (!isInterrupted(interruption)) {
      await pause(pollMs);
      if (worker.busy() >= cells || performance.now() < lookedAt + lookMs) continue;
      lookedAt = performance.now();
      const isDone = await caretaker.look();
      if (isDone && once === true && worker.busy() === 0) break;
    }
  } finally {
    await worker.close();
    await pool.destroy();
  }
  return exitCodes.ok;
}

function printEvent(event: WorkerEvent): void {
  if (event.kind === 'full') {
    console.error('skipover: Redis is full: answers wait until it takes them');
    return;
  }
  const title = jobTitle(event.job);
  if (event.kind !== 'failed') {
    console.log(styled('gray', `${event.kind} ${title}`));
    return;
  }
  const what = event.final ? 'parked' : 'failed, tried again';
  console.error(plain(`skipover: ${what}: ${title}: ${event.reason}`));
}

/** Keeps the queue complete: what a Redis has forgotten is added again, and what nobody waits for is removed. */
class Caretaker {
  readonly #session: QueueSession;
  readonly #refused = new Set<string>();

  constructor(session: QueueSession) {
    this.#session = session;
  }

  /** Throws `InputError('data')` where all campaigns are of other programs. */
  async requireOwn(): Promise<void> {
    const records = await this.#session.store.all();
    if (records.length === 0 || records.some((record) => this.#isOwn(record))) return;
    throw new InputError('data', this.#refusal(records[0]!));
  }

  /** Whether no campaign of this program has an open cell that could be done. */
  async look(): Promise<boolean> {
    const { store } = this.#session;
    let isDone = true;
    for (const record of await store.all()) {
      if (!this.#isOwn(record)) {
        if (!this.#refused.has(record.name)) console.error(`skipover: ${this.#refusal(record)}`);
        this.#refused.add(record.name);
      } else if (record.campaign === undefined) {
        const isAlive = await store.isAlive(record.name);
        if (!isAlive) await removeCampaign(this.#session, record);
        isDone &&= !isAlive;
      } else {
        isDone = (await this.#complete(record)) && isDone;
      }
    }
    return isDone;
  }

  async #complete(record: CampaignRecord): Promise<boolean> {
    const { queue, identity } = this.#session;
    const { open } = await openJobs(this.#session, record);
    if (open.length === 0) return true;
    const { waiting, active, delayed, parked } = await queue.counts();
    if (waiting + active + delayed + parked < open.length) {
      const states = await Promise.all(open.map((job) => queue.stateOf(jobKey(job, identity))));
      await queue.add(open.filter((_, at) => states[at] === 'unknown'));
      return false;
    }
    return waiting + active + delayed === 0;
  }

  #isOwn(record: CampaignRecord): boolean {
    return isSameProgram(record, this.#session.identity);
  }

  #refusal(record: CampaignRecord): string {
    const programs = `${programName(record)}; this is ${programName(this.#session.identity)}`;
    return `campaign '${record.name}' is of another program (${programs})`;
  }
}
