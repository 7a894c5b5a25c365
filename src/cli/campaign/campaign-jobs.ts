import { jobKey, type Identity, type Job } from '../../campaign/job.ts';
import { checkJob, type CheckJob } from '../check/check-job.ts';
import { tasksOf } from '../check/check-tasks.ts';
import { mutantsJob } from '../mutants/mutants-shard.ts';
import { basesToTry, budgetOf, chosenMutants } from '../mutants/run-mutants.ts';
import type { MutantsAnswer, MutantsTask } from '../mutants/mutants-task.ts';
import { hazardsName } from '../../report/page/names.ts';
import { checkOfCampaign, type Campaign } from './campaign-file.ts';

/** Answers in the order of the jobs; `undefined` if there is none. */
export type Answers = (jobs: readonly Job[]) => Promise<readonly unknown[]>;

/** All jobs of a campaign that are known: those of the second stage once the first is answered. */
export async function jobsOf(
  campaign: Campaign,
  identity: Identity,
  answers: Answers,
): Promise<readonly Job[]> {
  return unique(await allJobs(campaign, answers), identity);
}

async function allJobs(campaign: Campaign, answers: Answers): Promise<readonly Job[]> {
  if ('check' in campaign) {
    const given = checkOfCampaign(campaign.check, { out: '' });
    return tasksOf(given).map((task) => checkJob(task, given));
  }
  const { only = [] } = campaign.mutants;
  const maxStates = budgetOf(campaign.mutants);
  const chosen = chosenMutants(only);
  const first = chosen.map(({ name }) => mutantsJob({ mutant: name, maxStates }));
  const tried = (await answers(first)) as readonly (MutantsAnswer | undefined)[];
  const bases = basesToTry(chosen, tried);
  return [...first, ...bases.map((base) => mutantsJob({ base, maxStates }))];
}

function unique(jobs: readonly Job[], identity: Identity): Job[] {
  return [...new Map(jobs.map((job) => [jobKey(job, identity), job])).values()];
}

/** What a person calls a job. */
export function jobTitle({ kind, task }: Job): string {
  switch (kind) {
    case 'check': {
      const { scenario } = task as CheckJob['task'];
      return `${scenario.designName}, ${hazardsName(scenario.hazards)}, ${scenario.scope.name}`;
    }
    case 'mutants': {
      const mutants = task as MutantsTask;
      return 'mutant' in mutants ? `mutant ${mutants.mutant}` : 'design that mutants were made of';
    }
    default:
      return kind;
  }
}
