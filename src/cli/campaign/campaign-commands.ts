import type { Command } from 'commander';
import { InputError } from '../../foundation/input-error.ts';
import { positiveSeconds, positiveWholeNumber } from '../arguments/numbers.ts';
import { shared, withOptions } from '../arguments/options.ts';
import type { CommandContext } from '../command-context.ts';
import type { Campaign } from './campaign-file.ts';

const ownQueue = {
  ...shared.queue,
  meaning: 'Redis or Valkey: redis://host:6379/0, rediss:// for TLS (or SKIPOVER_QUEUE)',
};

/** Declares `skipover merge`, `campaign` and `worker`. */
export function addCampaignCommands(program: Command, context: CommandContext): void {
  addMerge(program, context);
  addWorker(program, context);
  const campaign = program
    .command('campaign')
    .description('searches that many machines do: start, status, watch, report, cancel');
  addStart(campaign, context);
  addViews(campaign, context);
  for (const command of campaign.commands) command.exitOverride();
}

function addMerge(program: Command, { finish, out }: CommandContext): void {
  withOptions(program.command('merge'), [shared.outWithReport])
    .description('put the shards of a run together (check and mutants with --shard)')
    .argument('<dir...>', 'folders with shards, at any depth')
    .action(async (folders: readonly string[], given: { readonly out?: string }) => {
      const { mergeCommand } = await import('./merge-command.ts');
      finish(await mergeCommand({ folders, out: given.out ?? out() }));
    });
}

/** Half a minute: a paused machine or a slow network is no death. */
const leaseDefault = 30;

function addWorker(program: Command, { finish }: CommandContext): void {
  withOptions(program.command('worker'), [
    ownQueue,
    {
      flags: '--cells <number>',
      meaning: 'cells at a time; default: one per core',
      parse: positiveWholeNumber,
    },
    {
      flags: '--checkpoints <place>',
      meaning: 'shared folder, or s3://bucket/prefix, for unfinished searches',
    },
    shared.checkpointEvery,
    {
      flags: '--lease <time>',
      meaning: 'silence after which others take a cell',
      parse: positiveSeconds,
      default: leaseDefault,
    },
    { flags: '--once', meaning: 'end when no campaign has an open cell' },
  ])
    .description('do cells of campaigns, on as many machines as there are')
    .action(async (given) => {
      const { workerCommand } = await import('./worker-command.ts');
      finish(await workerCommand(given));
    });
}

interface StartOptions {
  readonly queue?: string;
  readonly name: string;
  readonly pairs?: boolean;
  readonly triples?: boolean;
  readonly mutants?: boolean;
  readonly design: readonly string[];
  readonly hazard: readonly string[];
  readonly scope?: string;
  readonly maxStates?: number;
}

function addStart(campaign: Command, { finish }: CommandContext): void {
  withOptions(campaign.command('start'), [
    ownQueue,
    { flags: '--name <name>', meaning: 'what it is called', isRequired: true },
    { ...shared.pairs, meaning: 'every two hazards (of those named, or of all) together' },
    { ...shared.triples, meaning: 'every three hazards together' },
    { flags: '--mutants', meaning: 'the mutation suite' },
    shared.designs,
    { ...shared.hazards, meaning: 'a hazard; repeatable' },
    shared.scope,
    shared.maxStates,
  ])
    .description('add the cells of a campaign to a queue')
    .argument('[spec]', 'a campaign in JSON or TypeScript (schemas/campaign.schema.json)')
    .action(async (spec: string | undefined, given: StartOptions) => {
      const { startCommand } = await import('./start-command.ts');
      const { name, queue } = given;
      const found = await campaignOf(spec, given);
      finish(
        await startCommand({ name, campaign: found, ...(queue === undefined ? {} : { queue }) }),
      );
    });
}

/** A file, or the options; not both. */
async function campaignOf(spec: string | undefined, given: StartOptions): Promise<Campaign> {
  const { pairs, triples, mutants, design, hazard, scope, maxStates } = given;
  const check = {
    ...(pairs === undefined ? {} : { pairs }),
    ...(triples === undefined ? {} : { triples }),
    ...(design.length === 0 ? {} : { design }),
    ...(hazard.length === 0 ? {} : { hazard }),
    ...(scope === undefined ? {} : { scope }),
  };
  const budget = maxStates === undefined ? {} : { maxStates };
  const isCheck = Object.keys(check).length > 0;
  if (spec !== undefined) {
    if (isCheck || mutants !== undefined || maxStates !== undefined) {
      throw new InputError('usage', `${spec} says what is done: drop the other options`);
    }
    const { readCampaign } = await import('./read-campaign.ts');
    return readCampaign(spec);
  }
  if (mutants === true && isCheck) {
    throw new InputError('usage', '--mutants has its own designs and hazards: drop the others');
  }
  if (mutants === true) return { schema: 'skipover-campaign/1', mutants: budget };
  if (pairs !== true && triples !== true) {
    throw new InputError(
      'usage',
      'what is to be done? Give a file, --pairs, --triples or --mutants',
    );
  }
  return { schema: 'skipover-campaign/1', check: { ...check, ...budget } };
}

interface ViewOptions {
  readonly queue?: string;
  readonly out?: string;
}

function addViews(campaign: Command, { finish, out }: CommandContext): void {
  const views = () => import('./campaign-views.ts');
  withOptions(campaign.command('status'), [ownQueue])
    .description('progress of all campaigns, or of one, and the errors of parked cells')
    .argument('[name]', 'of a campaign; default: all')
    .action(async (name: string | undefined, given: ViewOptions) =>
      finish(
        await (await views()).statusCommand({ ...given, ...(name === undefined ? {} : { name }) }),
      ),
    );
  withOptions(campaign.command('watch'), [ownQueue])
    .description('wait for the end of a campaign; exits 20 if only parked cells are left')
    .argument('<name>', 'of the campaign')
    .action(async (name: string, given: ViewOptions) =>
      finish(await (await views()).watchCommand({ ...given, name })),
    );
  withOptions(campaign.command('report'), [ownQueue, shared.outWithReport])
    .description('write results, traces and the report of a finished campaign')
    .argument('<name>', 'of the campaign')
    .action(async (name: string, given: ViewOptions) =>
      finish(await (await views()).reportCommand({ ...given, name, out: given.out ?? out() })),
    );
  withOptions(campaign.command('cancel'), [ownQueue])
    .description('end a campaign and remove it from the queue')
    .argument('<name>', 'of the campaign')
    .action(async (name: string, given: ViewOptions) =>
      finish(await (await views()).cancelCommand({ ...given, name })),
    );
}
