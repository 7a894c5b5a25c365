import type { Redis } from 'ioredis';
import { InputError } from '../foundation/input-error.ts';
import type { QueueAddress } from './queue-address.ts';

const connectMs = 10_000;
const retryMsMax = 2_000;

/**
 * Connects to Redis or Valkey. One of the attempts of the first five seconds must succeed; after that a lost connection is opened again for ever,
 * and commands wait for it. Throws `InputError('usage')` where the server is not there, refuses the user, or could
 * lose jobs.
 */
export async function connectRedis(address: QueueAddress): Promise<Redis> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await connectOnce(address);
    } catch (error) {
      if (attempt === attemptsMax || !isRestarting(error)) throw error;
      await pause(retryMs);
    }
  }
}

/** A server that is just restarted refuses for a moment, closes what is half open, and loads its data. */
const attemptsMax = 10;
const retryMs = 500;

function isRestarting(error: unknown): boolean {
  const signs = /no answer$|ECONNREFUSED|ECONNRESET|LOADING|closed/;
  return error instanceof InputError && signs.test(error.message);
}

async function connectOnce({ redis: place, shown }: QueueAddress): Promise<Redis> {
  const { Redis: Client } = await import('ioredis');
  let isReady = false;
  let reason = 'no answer';
  const client = new Client({
    ...place,
    lazyConnect: true,
    connectTimeout: connectMs,
    maxRetriesPerRequest: null,
    retryStrategy: (attempts) => (isReady ? Math.min(retryMsMax, 50 * 2 ** attempts) : null),
  });
  // Without a listener ioredis prints errors itself; they may hold what was sent.
  client.on('error', (error: Error) => {
    reason = error.message;
  });
  try {
    await client.connect();
    await client.ping();
    isReady = true;
    requireSafe(await infoOf(client));
    return client;
  } catch (error) {
    client.disconnect();
    if (error instanceof InputError) throw error;
    const text =
      error instanceof Error && error.message !== 'Connection is closed.' ? error.message : reason;
    throw new InputError('usage', `cannot use ${shown}: ${text}`);
  }
}

/** Version and policy of a server, as INFO lists them. A user without that right gets nothing. */
async function infoOf(client: Redis): Promise<ReadonlyMap<string, string>> {
  let text = '';
  try {
    text = await client.info();
  } catch {
    // NOPERM: an ACL may forbid it.
  }
  const lines = text.split(/\r?\n/).flatMap((line): [string, string][] => {
    const at = line.indexOf(':');
    return at === -1 ? [] : [[line.slice(0, at), line.slice(at + 1)]];
  });
  return new Map(lines);
}

const versionMin = 5;

function requireSafe(info: ReadonlyMap<string, string>): void {
  const version = info.get('redis_version');
  if (version !== undefined && Number.parseInt(version, 10) < versionMin) {
    throw new InputError('usage', `Redis ${version} is too old: ${versionMin} or newer is needed`);
  }
  const policy = info.get('maxmemory_policy') ?? 'noeviction';
  if (policy === 'noeviction' || info.get('maxmemory') === '0') return;
  throw new InputError(
    'usage',
    `Redis would drop jobs when its memory is full (maxmemory-policy ${policy}): set noeviction`,
  );
}

/** Whether Redis refused a command because its memory is full. */
export function isFull(error: unknown): boolean {
  return error instanceof Error && /^OOM |\bOOM command not allowed/.test(error.message);
}

/** Runs a command; while the memory of Redis is full, again and again. `onWait` is called once. */
export async function untilStored<Result>(
  run: () => Promise<Result>,
  onWait: () => void,
): Promise<Result> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await run();
    } catch (error) {
      if (!isFull(error)) throw error;
      if (attempt === 0) onWait();
      await pause(Math.min(10_000, 200 * 2 ** attempt));
    }
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
