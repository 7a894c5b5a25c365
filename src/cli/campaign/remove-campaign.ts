import { CampaignStore, type CampaignRecord } from '../../campaign/campaign-store.ts';
import { jobKey, type Identity } from '../../campaign/job.ts';
import { JobQueue } from '../../campaign/job-queue.ts';
import type { Campaign } from './campaign-file.ts';
import { jobsOf } from './campaign-jobs.ts';
import { answersOf } from './progress.ts';
import type { QueueSession } from './queue-session.ts';

/** Removes a campaign with its jobs and answers, but for those that another campaign needs. Returns its cells. */
export async function removeCampaign(
  session: QueueSession,
  record: CampaignRecord,
): Promise<number> {
  const { store, queue } = session;
  if (!isOf(session.identity)(record)) return removeForeign(session, record);
  const keys = await keysOf(session, record);
  // First the record: a worker that looks must not add the jobs again.
  await store.remove(record.name);
  const others = await store.all();
  const needed = new Set<string>();
  for (const other of others) {
    for (const key of await keysOf(session, other)) needed.add(key);
  }
  const own = keys.filter((key) => !needed.has(key));
  await store.cancel(own);
  await queue.removeAll(own);
  await store.forget(own);
  await store.wereCancelled(own);
  if (!others.some(isOf(session.identity))) await queue.obliterate();
  return keys.length;
}

/** Only its own program knows its jobs: they go with the last campaign of that program. */
async function removeForeign(
  { redis, prefix, store }: QueueSession,
  record: CampaignRecord,
): Promise<number> {
  await store.remove(record.name);
  if ((await store.all()).some(isOf(record))) return 0;
  const queue = await JobQueue.open(redis, prefix, record);
  try {
    await queue.obliterate();
  } finally {
    await queue.close();
  }
  await new CampaignStore(redis, prefix, record).forgetAll();
  return 0;
}

function isOf(identity: Identity): (record: CampaignRecord) => boolean {
  return ({ modelHash, program }) =>
    modelHash === identity.modelHash && program === identity.program;
}

async function keysOf(session: QueueSession, record: CampaignRecord): Promise<string[]> {
  const { store, identity } = session;
  const { campaign, name } = record;
  if (campaign === undefined) return store.handedOut(name);
  if (!isOf(identity)(record)) return [];
  const jobs = await jobsOf(campaign as Campaign, identity, answersOf(session));
  return jobs.map((job) => jobKey(job, identity));
}
