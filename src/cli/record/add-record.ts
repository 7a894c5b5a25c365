import type { Command } from 'commander';
import { positiveWholeNumber } from '../arguments/numbers.ts';
import { withOptions } from '../arguments/options.ts';
import type { CommandContext } from '../command-context.ts';
import { recordCommand, type RecordArguments } from './record-command.ts';

/** Adds `record`. */
export function addRecord(program: Command, { finish }: CommandContext): void {
  withOptions(program.command('record'), [
    { flags: '--to <file>', meaning: 'where the page trace goes', default: 'page-trace.pdt' },
    {
      flags: '--interval <ms>',
      meaning: 'between two samples',
      parse: positiveWholeNumber,
      default: 100,
    },
  ])
    .description('run a JVM and record which heap pages it writes, for simulate (docs/record.md)')
    .argument('[command...]', 'after --: java -XX:+UseParallelGC ...')
    .action(async (command: readonly string[], given: RecordArguments) =>
      finish(await recordCommand(command, given)),
    );
}
