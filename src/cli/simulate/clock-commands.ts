import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { paperCommand, type PaperArguments } from '../evaluation/paper-command.ts';
import {
  bytesArgument,
  linkArgument,
  oldWritesArgument,
  positiveWholeNumber,
  secondsArgument,
} from '../arguments/numbers.ts';
import { shared, withOptions, type OptionDeclaration } from '../arguments/options.ts';
import { qemuCommand, type QemuArguments } from '../evaluation/qemu-command.ts';
import { simulateCommand, type SimulateArguments } from './simulate-command.ts';

type MayName<Arguments extends { readonly out: string }> = Omit<Arguments, 'out'> & {
  readonly out?: string;
};

const simulateOptions: readonly OptionDeclaration[] = [
  {
    flags: '--workload <workload>',
    meaning:
      "GC log of HotSpot, folder, pattern or - (repeatable); or one of the paper's workloads",
    isRepeatable: true,
  },
  shared.designs,
  {
    flags: '--policy <policy>',
    meaning: 'another technique to add to each design (skipover list); repeatable',
    isRepeatable: true,
  },
  { flags: '--vm <size>', meaning: 'memory of the VM, such as 2GiB', parse: bytesArgument },
  {
    flags: '--young <size>',
    meaning: 'Young generation of a workload of the paper',
    parse: bytesArgument,
  },
  { flags: '--link <rate>', meaning: 'such as 1Gbit or 125MB/s', parse: linkArgument },
  {
    flags: '--at <time>',
    meaning: 'uptime of the JVM when the migration begins, such as 30s',
    parse: secondsArgument,
  },
  {
    flags: '--warm-up <time>',
    meaning: 'time at the start of a log to leave out, such as 10s',
    parse: secondsArgument,
  },
  {
    flags: '--old-writes <pages,rate>',
    meaning: 'for a log: old pages that are written, and writes per second',
    parse: oldWritesArgument,
  },
  {
    flags: '--sweep',
    meaning:
      'migrate a log at other moments, links and writes to Old too: how far the advice holds (default up to 4GiB)',
  },
  { flags: '--no-sweep', meaning: 'one moment, one link and one rate of writes to Old only' },
  {
    flags: '--repeat <number>',
    meaning: 'migrations per design, with different seeds',
    parse: positiveWholeNumber,
  },
  { ...shared.seed, parse: positiveWholeNumber },
  shared.json,
  { ...shared.out, meaning: 'folder for results and the report' },
];

/** The commands that run the clock: `simulate`, `paper`, `qemu`. */
export function addClockCommands(program: Command, { out, finish }: CommandContext): void {
  withOptions(program.command('simulate'), simulateOptions)
    .description('migrate a full-size VM by the clock, with a recorded workload')
    .action(async (given: MayName<SimulateArguments>) =>
      finish(await simulateCommand({ ...given, out: given.out ?? out() })),
    );
  withOptions(program.command('paper'), [
    { ...shared.seeds, default: 20 },
    {
      flags: '--perturbations <number>',
      meaning: 'runs with changed assumptions',
      parse: positiveWholeNumber,
      default: 20,
    },
    shared.json,
    shared.out,
  ])
    .description("compare every figure of the paper's text with the simulation")
    .action(async (given: MayName<PaperArguments>) =>
      finish(await paperCommand({ ...given, out: given.out ?? out() })),
    );
  withOptions(program.command('qemu'), [
    { flags: '--runs <file>', meaning: 'recorded migrations, JSON, plain or gzip' },
    { ...shared.seeds, meaning: 'simulations of each recording', default: 5 },
    shared.json,
    shared.out,
  ])
    .description("compare recorded QEMU migrations with QEMU's loop by the clock")
    .action(async (given: MayName<QemuArguments>) =>
      finish(await qemuCommand({ ...given, out: given.out ?? out() })),
    );
}
