import { jobKey, type Job } from '../../campaign/job.ts';
import type { CampaignRecord } from '../../campaign/campaign-store.ts';
import type { Campaign } from './campaign-file.ts';
import { jobsOf, type Answers } from './campaign-jobs.ts';
import type { QueueSession } from './queue-session.ts';

/** How far a campaign is. */
export interface Progress {
  readonly name: string;
  readonly total: number;
  readonly answered: number;
  readonly active: number;
  /** Waiting for a worker, or for their next attempt. */
  readonly waiting: number;
  readonly parked: readonly { readonly job: Job; readonly key: string; readonly reason: string }[];
  /** Neither answered nor in the queue: of a Redis that forgot them. A worker adds them again. */
  readonly missing: readonly Job[];
}

/** Looks answers up. */
export function answersOf({ store, identity }: QueueSession): Answers {
  return (jobs) => store.answers(jobs.map((job) => jobKey(job, identity)));
}

/** The jobs of a campaign that have no answer, and how many there are in all. */
export async function openJobs(
  session: QueueSession,
  record: CampaignRecord,
): Promise<{ readonly total: number; readonly open: readonly Job[] }> {
  const { store, identity } = session;
  const campaign = record.campaign as Campaign;
  const jobs = await jobsOf(campaign, identity, answersOf(session));
  const isAnswered = await store.areAnswered(jobs.map((job) => jobKey(job, identity)));
  return { total: jobs.length, open: jobs.filter((_, at) => isAnswered[at] !== true) };
}

const statesAtOnce = 100;

export async function progressOf(session: QueueSession, record: CampaignRecord): Promise<Progress> {
  const { queue, identity } = session;
  const { total, open } = await openJobs(session, record);
  const states: string[] = [];
  for (let from = 0; from < open.length; from += statesAtOnce) {
    const some = open.slice(from, from + statesAtOnce);
    states.push(...(await Promise.all(some.map((job) => queue.stateOf(jobKey(job, identity))))));
  }
  const inState = (...names: readonly string[]): Job[] =>
    open.filter((_, at) => names.includes(states[at]!));
  const reasons = new Map((await queue.parked()).map(({ job, reason }) => [job.key, reason]));
  return {
    name: record.name,
    total,
    answered: total - open.length,
    active: inState('active').length,
    waiting: inState('waiting', 'delayed', 'prioritized', 'waiting-children').length,
    parked: inState('failed').map((job) => {
      const key = jobKey(job, identity);
      return { job, key, reason: reasons.get(key) ?? 'unknown' };
    }),
    missing: inState('unknown', 'completed'),
  };
}

/** `nightly: 120 of 253 cells, 4 running, 2 parked`. */
export function progressLine({ name, total, answered, active, parked }: Progress): string {
  const rest = [
    ...(active === 0 ? [] : [`${active} running`]),
    ...(parked.length === 0 ? [] : [`${parked.length} parked`]),
  ];
  return [`${name}: ${answered} of ${total} cells`, ...rest].join(', ');
}
