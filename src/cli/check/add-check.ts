import type { Command } from 'commander';
import { InputError } from '../../foundation/input-error.ts';
import { wholeNumber } from '../arguments/numbers.ts';
import { shared, withOptions } from '../arguments/options.ts';
import type { CommandContext } from '../command-context.ts';
import { ofFile, type FileChoice } from '../subject/file-argument.ts';
import { refusingMistakes } from '../subject/model-refusal.ts';
import { checkCommand, type CheckArguments } from './check-command.ts';
import { searchOptions } from './search-options.ts';

/** `check` of a file's systems, or of the migration; the options of one are refused for the other. */
async function checkAny(
  file: string | undefined,
  given: CheckArguments & FileChoice,
): Promise<number> {
  if (file === undefined) {
    if (given.only.length > 0) throw new InputError('usage', '--only is for the systems of a file');
    return checkCommand(given);
  }
  const {
    design,
    hazard,
    scenario,
    scenarioFile,
    expect,
    scope,
    pairs,
    triples,
    shard,
    queue,
    ...rest
  } = given;
  const named = [...design, ...hazard, scenario, scenarioFile, expect, scope];
  const foreign = [...named, pairs, triples, shard, queue];
  if (foreign.some((each) => each !== undefined)) {
    throw new InputError(
      'usage',
      `${file} names what is checked: drop --design, --hazard, --scope, --scenario, --expect, --pairs, --shard and --queue`,
    );
  }
  const { checkFileCommand } = await import('../subject/check-file-command.ts');
  return refusingMistakes(file, () => checkFileCommand({ ...rest, file }));
}

/** Adds `check`. */
export function addCheck(program: Command, { finish, out }: CommandContext): void {
  withOptions(program.command('check'), [
    ...searchOptions,
    shared.designs,
    shared.hazards,
    {
      flags: '--scenario <number>',
      meaning: 'hazards and scope of a known race',
      parse: wholeNumber,
    },
    {
      flags: '--scenario-file <file>',
      meaning: 'a scenario of your own (schemas/scenario.schema.json)',
    },
    { flags: '--expect', meaning: 'succeed only if verdicts, lengths and states match the model' },
    shared.scope,
    shared.pairs,
    shared.triples,
    shared.shard,
    shared.queue,
    { flags: '--liveness', meaning: 'judge liveness properties too (always in scope live)' },
    { ...shared.only, meaning: 'of a file: this system; repeatable' },
    { flags: '--tokens', meaning: 'print the token that repeats each counterexample' },
    shared.json,
    shared.outWithReport,
  ])
    .description('explore every interleaving within a scope and judge every property')
    .argument('[file]', ofFile)
    .action(async (file: string | undefined, given: CheckArguments & FileChoice) =>
      finish(await checkAny(file, { ...given, out: given.out ?? out() })),
    );
}
