import { readFileSync } from 'node:fs';
import { CampaignStore } from '../../campaign/campaign-store.ts';
import type { Identity } from '../../campaign/job.ts';
import { JobQueue } from '../../campaign/job-queue.ts';
import { parseQueueAddress } from '../../campaign/queue-address.ts';
import { connectRedis } from '../../campaign/redis-connection.ts';
import { InputError } from '../../foundation/input-error.ts';
import { reasonOf } from '../files/staged-files.ts';
import { fullIdentity } from './identity.ts';

/** A queue that this process is connected to. */
export interface QueueSession {
  readonly redis: Awaited<ReturnType<typeof connectRedis>>;
  readonly prefix: string;
  /** Without secrets. */
  readonly shown: string;
  readonly identity: Identity;
  readonly store: CampaignStore;
  readonly queue: JobQueue;
}

/**
 * Connects to a queue, uses it and leaves it. The address comes from `--queue` or SKIPOVER_QUEUE, user, password,
 * prefix and certificate from the variables beside it.
 */
export async function withQueue<Result>(
  given: string | undefined,
  use: (session: QueueSession) => Promise<Result>,
): Promise<Result> {
  const { env } = process;
  const text = given ?? env['SKIPOVER_QUEUE'];
  if (text === undefined || text === '') {
    throw new InputError('usage', 'no queue is named: give --queue redis://host:6379/0');
  }
  const address = parseQueueAddress(text, {
    user: env['SKIPOVER_QUEUE_USER'],
    password: env['SKIPOVER_QUEUE_PASSWORD'],
    prefix: env['SKIPOVER_QUEUE_PREFIX'],
    ca: certificate(env['SKIPOVER_QUEUE_CA']),
  });
  const redis = await connectRedis(address);
  try {
    const { prefix, shown } = address;
    const identity = fullIdentity();
    const store = new CampaignStore(redis, prefix, identity);
    const queue = await JobQueue.open(redis, prefix, identity);
    try {
      return await use({ redis, prefix, shown, identity, store, queue });
    } finally {
      await queue.close();
    }
  } finally {
    redis.disconnect();
  }
}

function certificate(file: string | undefined): string | undefined {
  if (file === undefined || file === '') return undefined;
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new InputError('usage', `SKIPOVER_QUEUE_CA: cannot read ${file}: ${reasonOf(error)}`);
  }
}
