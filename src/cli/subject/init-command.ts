import type { Command } from 'commander';
import { exitCodes } from '../exit-codes.ts';
import { refusingMistakes } from './model-refusal.ts';

/** Adds `init FILE`: prints a configuration to start from, for each plain XState machine of a file. */
export function addInit(program: Command, finish: (code: number) => void): void {
  program
    .command('init')
    .description('print a configuration to start from, for the XState machines of a file')
    .argument('<file>', 'a module that exports plain machines')
    .action(async (file: string) => {
      const { startingConfigurations } = await import('./load-file.ts');
      const texts = await refusingMistakes(file, () => startingConfigurations(file));
      for (const text of texts) console.log(text);
      finish(exitCodes.ok);
    });
}
