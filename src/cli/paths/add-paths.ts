import type { Command } from 'commander';
import { positiveWholeNumber } from '../arguments/numbers.ts';
import { shared, withOptions } from '../arguments/options.ts';
import type { CommandContext } from '../command-context.ts';
import { ofFile, refuseForFile, type FileChoice } from '../subject/file-argument.ts';
import { refusingMistakes } from '../subject/model-refusal.ts';
import { pathsCommand, type PathsArguments } from './paths-command.ts';

/** Adds `paths`. */
export function addPaths(program: Command, { finish, out }: CommandContext): void {
  withOptions(program.command('paths'), [
    { ...shared.design, default: 'hardened' },
    shared.hazards,
    { ...shared.scope, default: 'quick' },
    shared.maxStates,
    {
      flags: '--max-paths <number>',
      meaning: 'maximum number of paths',
      parse: positiveWholeNumber,
    },
    { flags: '--itf <dir>', meaning: 'write every path there as an ITF trace' },
    shared.json,
    shared.out,
    shared.only,
  ])
    .description(
      'find runs that cover every state, transition, pair of transitions and guard outcome',
    )
    .argument('[file]', ofFile)
    .action(
      async (file: string | undefined, given: PathsArguments & FileChoice, command: Command) => {
        const place = { ...given, out: given.out ?? out() };
        if (file === undefined) return finish(await pathsCommand(place));
        refuseForFile(command, file);
        const { pathsFileCommand } = await import('../subject/paths-file-command.ts');
        const run = (): Promise<number> => pathsFileCommand({ ...place, file });
        return finish(await refusingMistakes(file, run));
      },
    );
}
