import { CampaignStore } from '../campaign/campaign-store.ts';
import type { Identity, Job } from '../campaign/job.ts';
import { JobQueue } from '../campaign/job-queue.ts';
import { parseQueueAddress } from '../campaign/queue-address.ts';
import { startWorker } from '../campaign/queue-worker.ts';
import { connectRedis, pause } from '../campaign/redis-connection.ts';

/** What a queue adds to cells that take a known time: `npm run bench:campaign redis://127.0.0.1:6379/0`. */
const address = parseQueueAddress(process.argv[2] ?? 'redis://127.0.0.1:6379/0', {
  prefix: 'skipover-bench',
});
const identity: Identity = {
  tool: { name: 'skipover', version: '0' },
  modelHash: 'bench',
  program: String(process.pid),
};

interface Load {
  readonly jobs: number;
  readonly ms: number;
  /** Cells at a time. */
  readonly cells: number;
}

/** Wall-clock seconds from the first job to the last answer. */
async function measured({ jobs, ms, cells }: Load): Promise<number> {
  const redis = await connectRedis(address);
  const { prefix } = address;
  const store = new CampaignStore(redis, prefix, identity);
  const queue = await JobQueue.open(redis, prefix, identity);
  const made = Array.from({ length: jobs }, (_, number): Job => ({
    kind: 'wait',
    task: { number, ms, cells },
  }));
  await queue.add(made);
  let answered = 0;
  let finish: () => void;
  const finished = new Promise<void>((resolve) => (finish = resolve));
  const start = performance.now();
  const worker = await startWorker(redis, {
    identity,
    prefix,
    store,
    queue,
    execute: async (job) => {
      await pause(ms);
      return { job: job.key, padding: 'x'.repeat(2_000) };
    },
    concurrency: cells,
    leaseSeconds: 30,
    onEvent: (event) => {
      if (event.kind === 'answered' && ++answered === jobs) finish();
    },
  });
  await finished;
  const seconds = (performance.now() - start) / 1000;
  await worker.close();
  await store.forgetAll();
  await queue.obliterate();
  await queue.close();
  redis.disconnect();
  return seconds;
}

const long: Load = { jobs: 40, ms: 1000, cells: 4 };
const longSeconds = await measured(long);
const ideal = (long.jobs / long.cells) * (long.ms / 1000);
console.log(
  `${long.jobs} cells of 1 s, ${long.cells} at a time: ${longSeconds.toFixed(3)} s, ` +
    `overhead ${(100 * (longSeconds / ideal - 1)).toFixed(2)} %`,
);
const short: Load = { jobs: 10_000, ms: 1, cells: 16 };
const shortSeconds = await measured(short);
console.log(
  `${short.jobs} cells of 1 ms, ${short.cells} at a time: ${shortSeconds.toFixed(3)} s, ` +
    `${Math.round(short.jobs / shortSeconds)} cells/s`,
);
