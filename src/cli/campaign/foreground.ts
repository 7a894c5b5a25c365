import { randomUUID } from 'node:crypto';
import { jobKey, type Job } from '../../campaign/job.ts';
import { pause, untilStored } from '../../campaign/redis-connection.ts';
import { withQueue, type QueueSession } from './queue-session.ts';
import { removeCampaign } from './remove-campaign.ts';

/** Other machines that do jobs. */
export interface Remote {
  readonly run: (job: Job) => Promise<unknown>;
}

const pollMs = 100;
const pollMsMax = 1_000;
const aliveMs = 15_000;
const lookMs = 3_000;

/**
 * Uses the workers of a queue as a command uses its own threads. Its jobs and answers go when it ends; if it is
 * killed, workers remove them after a minute.
 */
export async function withRemote<Result>(
  queue: string,
  command: string,
  use: (remote: Remote) => Promise<Result>,
): Promise<Result> {
  return withQueue(queue, async (session) => {
    const name = `${command}-${randomUUID().slice(0, 8)}`;
    const record = { ...session.identity, name, startedAt: new Date().toISOString() };
    await session.store.keepAlive(name);
    await session.store.add(record);
    const waiting = new Waiting(session, name);
    try {
      return await Promise.race([use(waiting), waiting.watched()]);
    } finally {
      waiting.end();
      await removeCampaign(session, record);
    }
  });
}

interface Awaited {
  readonly job: Job;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** The jobs that a command waits for. */
class Waiting implements Remote {
  readonly #session: QueueSession;
  readonly #name: string;
  readonly #awaited = new Map<string, Awaited[]>();
  #isOver = false;
  #askedForWorkers = false;

  constructor(session: QueueSession, name: string) {
    this.#session = session;
    this.#name = name;
  }

  async run(job: Job): Promise<unknown> {
    const { store, queue, identity } = this.#session;
    const key = jobKey(job, identity);
    await untilStored(
      async () => {
        await store.handOut(this.#name, key);
        await queue.retry([key]);
        await queue.add([job]);
      },
      () => console.error('skipover: Redis is full: cells wait until it takes them'),
    );
    return new Promise((resolve, reject) => {
      this.#awaited.set(key, [...(this.#awaited.get(key) ?? []), { job, resolve, reject }]);
    });
  }

  end(): void {
    this.#isOver = true;
  }

  /** Looks for answers until the command ends. Throws what nobody waits for. */
  async watched(): Promise<never> {
    let aliveAt = performance.now();
    let lookedAt = performance.now();
    let wait = pollMs;
    while (!this.#isOver) {
      await pause(wait);
      wait = (await this.#collect()) ? pollMs : Math.min(pollMsMax, wait * 1.2);
      if (performance.now() > aliveAt + aliveMs) {
        aliveAt = performance.now();
        await this.#session.store.keepAlive(this.#name);
      }
      if (performance.now() > lookedAt + lookMs) {
        lookedAt = performance.now();
        await this.#look();
      }
    }
    return new Promise(() => {});
  }

  /** Whether an answer was there. */
  async #collect(): Promise<boolean> {
    const { store } = this.#session;
    const keys = [...this.#awaited.keys()];
    const isAnswered = await store.areAnswered(keys);
    const ready = keys.filter((_, at) => isAnswered[at] === true);
    const answers = await store.answers(ready);
    ready.forEach((key, at) => this.#settle(key, ({ resolve }) => resolve(answers[at])));
    return ready.length > 0;
  }

  /** What Redis has forgotten is added again; what is parked fails the command. */
  async #look(): Promise<void> {
    const { queue, shown } = this.#session;
    if (!this.#askedForWorkers) {
      this.#askedForWorkers = true;
      if ((await queue.workers()) === 0) {
        console.error(`skipover: no worker is at ${shown} yet: start skipover worker`);
      }
    }
    for (const [key, [first]] of this.#awaited) {
      const state = await queue.stateOf(key);
      if (state === 'unknown') await queue.add([first!.job]);
      if (state !== 'failed') continue;
      const parked = (await queue.parked()).find(({ job }) => job.key === key);
      if (parked === undefined) continue;
      this.#settle(key, ({ reject }) => reject(new Error(`a worker failed: ${parked.reason}`)));
    }
  }

  #settle(key: string, settle: (awaited: Awaited) => void): void {
    const awaited = this.#awaited.get(key) ?? [];
    this.#awaited.delete(key);
    for (const each of awaited) settle(each);
  }
}
