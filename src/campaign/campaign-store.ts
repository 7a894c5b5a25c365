import { gunzipSync, gzipSync } from 'node:zlib';
import type { Redis } from 'ioredis';
import type { Identity } from './job.ts';

/** A campaign as the queue knows it. */
export interface CampaignRecord extends Identity {
  readonly name: string;
  readonly startedAt: string;
  /** What is done: plain JSON; absent of a command that waits in the foreground, which hands out its own jobs. */
  readonly campaign?: unknown;
}

/** Commands in one pipeline. */
const batchSize = 500;
/** A command in the foreground is gone when it has not said otherwise for so long. */
const aliveSeconds = 60;

/** What a queue has beside its jobs: campaigns and answers. */
export class CampaignStore {
  readonly #redis: Redis;
  readonly #prefix: string;
  readonly #answers: string;

  /** Answers are those of one program: another would answer otherwise. */
  constructor(redis: Redis, prefix: string, { modelHash, program }: Identity) {
    this.#redis = redis;
    this.#prefix = prefix;
    this.#answers = `${prefix}:answers:${modelHash}-${program}`;
  }

  /** False where the name is taken. */
  async add(record: CampaignRecord): Promise<boolean> {
    const text = JSON.stringify(record);
    return (await this.#redis.hsetnx(this.#key('campaigns'), record.name, text)) === 1;
  }

  async find(name: string): Promise<CampaignRecord | undefined> {
    const text = await this.#redis.hget(this.#key('campaigns'), name);
    return text === null ? undefined : (JSON.parse(text) as CampaignRecord);
  }

  /** By their names. */
  async all(): Promise<CampaignRecord[]> {
    const texts = await this.#redis.hvals(this.#key('campaigns'));
    const records = texts.map((text) => JSON.parse(text) as CampaignRecord);
    return records.toSorted((one, other) => (one.name < other.name ? -1 : 1));
  }

  async remove(name: string): Promise<void> {
    await this.#redis.del(this.#key(`jobs:${name}`), this.#key(`alive:${name}`));
    await this.#redis.hdel(this.#key('campaigns'), name);
  }

  /** Writes an answer. The first one counts; a second is the same but for times. */
  async answer(key: string, content: unknown): Promise<void> {
    const bytes = gzipSync(JSON.stringify(content)).toString('base64');
    await this.#redis.hsetnx(this.#answers, key, bytes);
  }

  /** Answers in the order of the keys; `undefined` if there is none yet. */
  async answers(keys: readonly string[]): Promise<unknown[]> {
    const found: unknown[] = [];
    for (const batch of batches(keys)) {
      const texts = await this.#redis.hmget(this.#answers, ...batch);
      for (const text of texts) found.push(text === null ? undefined : unpacked(text));
    }
    return found;
  }

  async areAnswered(keys: readonly string[]): Promise<boolean[]> {
    const found: boolean[] = [];
    for (const batch of batches(keys)) {
      const pipeline = this.#redis.pipeline();
      for (const key of batch) pipeline.hexists(this.#answers, key);
      const replies = (await pipeline.exec()) ?? [];
      for (const [error, exists] of replies) {
        if (error !== null) throw error;
        found.push(exists === 1);
      }
    }
    return found;
  }

  async forget(keys: readonly string[]): Promise<void> {
    for (const batch of batches(keys)) await this.#redis.hdel(this.#answers, ...batch);
  }

  async forgetAll(): Promise<void> {
    await this.#redis.del(this.#answers);
  }

  /** Jobs that are to end, wherever they run. */
  async cancel(keys: readonly string[]): Promise<void> {
    for (const batch of batches(keys)) await this.#redis.sadd(this.#key('cancelled'), ...batch);
  }

  async isCancelled(key: string): Promise<boolean> {
    return (await this.#redis.sismember(this.#key('cancelled'), key)) === 1;
  }

  async wereCancelled(keys: readonly string[]): Promise<void> {
    for (const batch of batches(keys)) await this.#redis.srem(this.#key('cancelled'), ...batch);
  }

  /** The jobs that a command in the foreground has handed out. */
  async handOut(name: string, key: string): Promise<void> {
    await this.#redis.sadd(this.#key(`jobs:${name}`), key);
  }

  async handedOut(name: string): Promise<string[]> {
    return this.#redis.smembers(this.#key(`jobs:${name}`));
  }

  /** Says that a command in the foreground is still there. */
  async keepAlive(name: string): Promise<void> {
    await this.#redis.set(this.#key(`alive:${name}`), '1', 'EX', aliveSeconds);
  }

  async isAlive(name: string): Promise<boolean> {
    return (await this.#redis.exists(this.#key(`alive:${name}`))) === 1;
  }

  #key(name: string): string {
    return `${this.#prefix}:${name}`;
  }
}

function unpacked(text: string): unknown {
  return JSON.parse(gunzipSync(Buffer.from(text, 'base64')).toString('utf8')) as unknown;
}

function batches<Item>(items: readonly Item[]): Item[][] {
  const count = Math.ceil(items.length / batchSize);
  return Array.from({ length: count }, (_, at) =>
    items.slice(at * batchSize, (at + 1) * batchSize),
  );
}
