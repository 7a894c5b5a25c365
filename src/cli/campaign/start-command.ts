import type { CampaignRecord } from '../../campaign/campaign-store.ts';
import { canonical, jobKey } from '../../campaign/job.ts';
import { isFull } from '../../campaign/redis-connection.ts';
import { InputError } from '../../foundation/input-error.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Campaign } from './campaign-file.ts';
import { openJobs, progressOf } from './progress.ts';
import { withQueue, type QueueSession } from './queue-session.ts';

export interface StartArguments {
  readonly queue?: string;
  readonly name: string;
  readonly campaign: Campaign;
}

/**
 * `skipover campaign start`: adds the cells of a campaign to a queue and returns. Started again under its name, it adds
 * what is missing and gives parked cells another chance.
 */
export async function startCommand({ queue, name, campaign }: StartArguments): Promise<number> {
  requireName(name);
  return withQueue(queue, async (session) => {
    const { total, added } = await startCampaign(session, name, campaign);
    console.log(`campaign ${name}: ${added} of ${total} cells added to ${session.shown}`);
    console.log(`work: skipover worker; progress: skipover campaign watch ${name}`);
    return exitCodes.ok;
  });
}

function requireName(name: string): void {
  if (/^[\w.-]{1,64}$/.test(name)) return;
  throw new InputError('usage', '--name: expected 1 to 64 letters, digits, dots and dashes');
}

async function startCampaign(
  session: QueueSession,
  name: string,
  campaign: Campaign,
): Promise<{ readonly total: number; readonly added: number }> {
  const { store, queue, identity, shown } = session;
  const startedAt = new Date().toISOString();
  const made: CampaignRecord = { ...identity, name, startedAt, campaign };
  try {
    const isNew = await store.add(made);
    const record = isNew ? made : await sameCampaign(session, made);
    const { total, open } = await openJobs(session, record);
    if (!isNew) {
      const { parked, missing } = await progressOf(session, record);
      await queue.retry(parked.map(({ key }) => key));
      await queue.add(missing);
      return { total, added: parked.length + missing.length };
    }
    const states = await Promise.all(open.map((job) => queue.stateOf(jobKey(job, identity))));
    await queue.retry(
      open.flatMap((job, at) => (states[at] === 'failed' ? [jobKey(job, identity)] : [])),
    );
    await queue.add(open);
    return { total, added: open.length };
  } catch (error) {
    if (!isFull(error)) throw error;
    throw new InputError(
      'usage',
      `${shown} is full (maxmemory): raise it and start ${name} again; what was added stays`,
    );
  }
}

async function sameCampaign(session: QueueSession, made: CampaignRecord): Promise<CampaignRecord> {
  const found = await session.store.find(made.name);
  if (found === undefined) throw new InputError('usage', `campaign ${made.name} is just cancelled`);
  const parts = ({ modelHash, program, campaign }: CampaignRecord): string =>
    canonical([modelHash, program, campaign]);
  if (parts(found) === parts(made)) return found;
  const isOther = canonical(found.campaign) !== canonical(made.campaign);
  const why = isOther ? 'does something else' : 'is of another program';
  throw new InputError(
    'usage',
    `campaign '${made.name}' exists and ${why}: cancel it, or choose another --name`,
  );
}
