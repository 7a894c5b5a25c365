import type { Command } from 'commander';
import { shared, withOptions } from '../arguments/options.ts';
import type { CommandContext } from '../command-context.ts';
import { mutantsCommand, type MutantsArguments } from './mutants-command.ts';

/** Adds `mutants`. */
export function addMutants(program: Command, { finish, out }: CommandContext): void {
  withOptions(program.command('mutants'), [
    { ...shared.only, meaning: 'a mutant by its name; repeatable' },
    shared.maxStates,
    { ...shared.shard, meaning: 'try only this part of them, for skipover merge' },
    shared.queue,
    shared.json,
    shared.outWithTraces,
  ])
    .description('run the mutation suite: a property must detect each seeded bug')
    .action(async (given: MutantsArguments) =>
      finish(await mutantsCommand({ ...given, out: given.out ?? out() })),
    );
}
