import type { Command } from 'commander';
import { InputError } from '../../foundation/input-error.ts';
import { positiveWholeNumber } from '../arguments/numbers.ts';
import { shared, withOptions } from '../arguments/options.ts';
import type { CommandContext } from '../command-context.ts';
import { ofFile, refuseForFile, type FileChoice } from '../subject/file-argument.ts';
import { refusingMistakes } from '../subject/model-refusal.ts';
import { fuzzCommand, type FuzzArguments } from './fuzz-command.ts';

/** Adds `fuzz`. */
export function addFuzz(program: Command, { finish, out }: CommandContext): void {
  withOptions(program.command('fuzz'), [
    { ...shared.design, default: 'hardened' },
    { ...shared.hazards, meaning: 'a hazard that runs may have, or all; repeatable' },
    { ...shared.scope, meaning: 'name, or name:bound=number,...; default: sizes are generated' },
    {
      flags: '--strategy <name>',
      meaning: 'uniform, swarm, priority, mixed or feedback',
      default: 'mixed',
    },
    { ...shared.runs, parse: positiveWholeNumber, variable: 'SKIPOVER_RUNS' },
    { ...shared.maxSeconds, meaning: 'stop after this time', variable: 'SKIPOVER_MAX_SECONDS' },
    {
      ...shared.seed,
      meaning: 'seed; the same seed repeats the same runs',
      variable: 'SKIPOVER_SEED',
    },
    { ...shared.workers, meaning: 'threads; default: one per core', variable: 'SKIPOVER_WORKERS' },
    shared.queue,
    shared.json,
    { ...shared.out, meaning: 'folder for results and failures' },
    shared.only,
  ])
    .description('run random interleavings at generated sizes and judge every state')
    .argument('[file]', ofFile)
    .action(
      async (file: string | undefined, given: FuzzArguments & FileChoice, command: Command) => {
        const place = { ...given, out: given.out ?? out() };
        if (file === undefined) return finish(await fuzzCommand(place));
        refuseForFile(command, file);
        if (given.queue !== undefined) {
          throw new InputError('usage', `${file} is on this machine only: drop --queue`);
        }
        const { fuzzFileCommand } = await import('../subject/fuzz-file-command.ts');
        const run = (): Promise<number> => fuzzFileCommand({ ...place, file });
        return finish(await refusingMistakes(file, run));
      },
    );
}
