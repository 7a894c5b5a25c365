import { InputError } from '../../foundation/input-error.ts';
import type { CheckArguments } from '../check/check-tasks.ts';

/** What a campaign does: one command with the options that decide its result (`schemas/campaign.schema.json`). */
export type Campaign = { readonly schema: 'skipover-campaign/1' } & (
  | { readonly check: CheckCampaign }
  | { readonly mutants: MutantsCampaign }
);

/** The options of `check` that decide its result. */
export type CheckCampaign = Partial<Pick<CheckArguments, (typeof checkOptions)[number]>>;

/** The options of `mutants` that decide its result. */
export interface MutantsCampaign {
  readonly only?: readonly string[];
  readonly maxStates?: number;
}

const checkOptions = [
  'design',
  'hazard',
  'scenario',
  'expect',
  'scope',
  'pairs',
  'triples',
  'liveness',
  'maxStates',
  'maxSeconds',
  'maxDepth',
  'maxMemory',
  'finish',
  'counterexamples',
  'store',
  'reduce',
] as const;

/** The campaign that a command line of `check` is. Throws `InputError('usage')` where options bind it to a machine. */
export function campaignOfCheck(given: CheckArguments): Campaign {
  const bound = {
    '--scenario-file': given.scenarioFile,
    '--checkpoint': given.checkpoint,
    '--resume': given.resume,
    '--store bloom': given.store === 'bloom' ? given.store : undefined,
  };
  const refused = Object.entries(bound).flatMap(([flag, value]) =>
    value === undefined ? [] : [flag],
  );
  if (refused.length > 0) {
    throw new InputError('usage', `a run on several machines has no ${refused.join(', ')}`);
  }
  const check = Object.fromEntries(
    checkOptions.flatMap((name): [string, unknown][] => {
      const value = given[name];
      const isEmpty = value === undefined || (Array.isArray(value) && value.length === 0);
      return isEmpty ? [] : [[name, value]];
    }),
  ) as CheckCampaign;
  return { schema: 'skipover-campaign/1', check };
}

/** The command line of `check` that a campaign is. */
export function checkOfCampaign(
  check: CheckCampaign,
  place: Pick<CheckArguments, 'out' | 'json' | 'since'>,
): CheckArguments {
  return { design: [], hazard: [], ...check, ...place };
}
