import type { CampaignRecord } from '../../campaign/campaign-store.ts';
import { isSameProgram, jobKey, programName } from '../../campaign/job.ts';
import { pause } from '../../campaign/redis-connection.ts';
import { InputError } from '../../foundation/input-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { requireResultPlace } from '../files/result-file.ts';
import { StatusLine } from '../terminal/progress.ts';
import { plain, table } from '../terminal/text.ts';
import type { Campaign } from './campaign-file.ts';
import { jobTitle, jobsOf } from './campaign-jobs.ts';
import { finishCampaign } from './finish-campaign.ts';
import { answersOf, progressLine, progressOf, type Progress } from './progress.ts';
import { withQueue, type QueueSession } from './queue-session.ts';
import { removeCampaign } from './remove-campaign.ts';

export interface NamedCampaign {
  readonly queue?: string;
  readonly name: string;
}

/** `skipover campaign status`: a line for each campaign, and the errors of parked cells. */
export async function statusCommand({ queue, name }: Partial<NamedCampaign>): Promise<number> {
  return withQueue(queue, async (session) => {
    const records =
      name === undefined ? await session.store.all() : [await requireCampaign(session, name)];
    if (records.length === 0) console.log(`no campaign in ${session.shown}`);
    const rows: string[][][] = [];
    const parked: Progress['parked'][number][] = [];
    for (const record of records) {
      const { known, row } = await rowOf(session, record);
      rows.push(row);
      parked.push(...known);
    }
    const header = ['campaign', 'answered', 'running', 'waiting', 'parked', ''];
    if (rows.length > 0) console.log(table([header.map((text) => [text]), ...rows]));
    printParked(parked);
    return exitCodes.ok;
  });
}

async function rowOf(
  session: QueueSession,
  record: CampaignRecord,
): Promise<{ readonly row: string[][]; readonly known: Progress['parked'] }> {
  const { identity } = session;
  const note = (text: string) => ({ row: [record.name, '', '', '', '', text].map(one), known: [] });
  if (record.campaign === undefined) return note('in the foreground');
  if (!isSameProgram(record, identity)) {
    return note(`of another program (${programName(record)})`);
  }
  const { total, answered, active, waiting, parked, missing } = await progressOf(session, record);
  const counts = [active, waiting + missing.length, parked.length].map(String);
  const state = answered === total ? 'complete' : '';
  return {
    row: [record.name, `${answered}/${total}`, ...counts, state].map(one),
    known: parked,
  };
}

function one(text: string): string[] {
  return [text];
}

function printParked(parked: Progress['parked']): void {
  for (const { job, reason } of parked) console.log(plain(`parked: ${jobTitle(job)}: ${reason}`));
}

const watchMs = 1_000;

/** `skipover campaign watch`: waits for the end. 0 if every cell has an answer, 20 if only parked ones are left. */
export async function watchCommand({ queue, name }: NamedCampaign): Promise<number> {
  return withQueue(queue, async (session) => {
    const status = new StatusLine();
    for (;;) {
      const progress = await progressOf(session, await requireOwn(session, name));
      const { total, answered, parked } = progress;
      const line = progressLine(progress);
      if (answered + parked.length === total) {
        status.clear();
        console.log(line);
        printParked(parked);
        return parked.length === 0 ? exitCodes.ok : exitCodes.inconclusive;
      }
      status.show(line);
      await pause(watchMs);
    }
  });
}

/** `skipover campaign report`: writes what one machine would have written. 20 if a cell has no answer. */
export async function reportCommand({
  queue,
  name,
  out,
}: NamedCampaign & { readonly out: string }): Promise<number> {
  requireResultPlace({ out });
  return withQueue(queue, async (session) => {
    const record = await requireOwn(session, name);
    const progress = await progressOf(session, record);
    if (progress.answered < progress.total) {
      console.error(plain(`skipover: no report yet: ${progressLine(progress)}`));
      printParked(progress.parked);
      return exitCodes.inconclusive;
    }
    return finishRecord(session, record, out);
  });
}

async function finishRecord(
  session: QueueSession,
  record: CampaignRecord,
  out: string,
): Promise<number> {
  const { identity, store } = session;
  const campaign = record.campaign as Campaign;
  const jobs = await jobsOf(campaign, identity, answersOf(session));
  const keys = jobs.map((job) => jobKey(job, identity));
  const answers = await store.answers(keys);
  const byKey = new Map(keys.map((key, at) => [key, answers[at]]));
  const answerOf = (job: Parameters<typeof jobKey>[0]): unknown => {
    const answer = byKey.get(jobKey(job, identity));
    if (answer !== undefined) return answer;
    throw new InputError('data', `campaign '${record.name}' has no answer to ${jobTitle(job)}`);
  };
  const { name, startedAt } = record;
  return finishCampaign({ name, campaign, startedAt, answerOf }, { out });
}

/** `skipover campaign cancel`: removes a campaign, finished or not, with all that Redis has of it. */
export async function cancelCommand({ queue, name }: NamedCampaign): Promise<number> {
  return withQueue(queue, async (session) => {
    const cells = await removeCampaign(session, await requireCampaign(session, name));
    console.log(`campaign ${name}: ${cells} cells removed from ${session.shown}`);
    return exitCodes.ok;
  });
}

async function requireCampaign({ store }: QueueSession, name: string): Promise<CampaignRecord> {
  const found = await store.find(name);
  if (found !== undefined) return found;
  const known = (await store.all()).map((record) => record.name).join(', ');
  throw new InputError(
    'configuration',
    `no campaign '${name}'; there is: ${known === '' ? 'none' : known}`,
  );
}

/** A campaign whose cells this program knows. */
async function requireOwn(session: QueueSession, name: string): Promise<CampaignRecord> {
  const record = await requireCampaign(session, name);
  if (record.campaign === undefined) {
    throw new InputError('usage', `'${name}' is a command in the foreground: it reports itself`);
  }
  if (isSameProgram(record, session.identity)) return record;
  throw new InputError('data', `campaign '${name}' is of another program (${programName(record)})`);
}
