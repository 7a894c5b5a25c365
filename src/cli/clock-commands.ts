import type { Command } from 'commander';
import type { CommandContext } from './command-context.ts';
import { paperCommand, type PaperArguments } from './paper-command.ts';
import {
  bytesArgument,
  collect,
  linkArgument,
  oldWritesArgument,
  positiveWholeNumber,
  secondsArgument,
} from './quantities.ts';
import { qemuCommand, type QemuArguments } from './qemu-command.ts';
import { simulateCommand, type SimulateArguments } from './simulate-command.ts';

type MayName<Arguments extends { readonly out: string }> = Omit<Arguments, 'out'> & {
  readonly out?: string;
};

/** The commands that run the clock: `simulate`, `paper`, `qemu`. */
export function addClockCommands(program: Command, { out, finish }: CommandContext): void {
  program
    .command('simulate')
    .description('migrate a full-size VM by the clock, on a recorded workload')
    .option(
      '--workload <workload>',
      "a HotSpot GC log, plain or gzip; or one of the paper's workloads",
    )
    .option('--design <design>', 'name, or name:switch=value,...; repeatable', collect, [])
    .option(
      '--policy <policy>',
      'the work of others added to each design (skipover list); repeatable',
      collect,
      [],
    )
    .option('--vm <size>', 'memory of the VM, such as 2GiB', bytesArgument)
    .option('--young <size>', 'Young generation of a workload of the paper', bytesArgument)
    .option('--link <rate>', 'such as 1Gbit or 125MB/s', linkArgument)
    .option(
      '--at <time>',
      'uptime of the JVM when the migration begins, such as 30s',
      secondsArgument,
    )
    .option('--warm-up <time>', 'what is left out of a log, such as 10s', secondsArgument)
    .option(
      '--old-writes <pages,rate>',
      'for a log: pages of Old that are written, and writes a second',
      oldWritesArgument,
    )
    .option('--repeat <number>', 'migrations per design, with different seeds', positiveWholeNumber)
    .option('--seed <number>', 'the first seed', positiveWholeNumber)
    .option('--json <file>', 'write the results there too')
    .option('--out <dir>', 'where results and the report go')
    .action(async (given: MayName<SimulateArguments>) =>
      finish(await simulateCommand({ ...given, out: given.out ?? out() })),
    );
  program
    .command('paper')
    .description("every figure of the paper's text beside the measured one")
    .option('--seeds <number>', 'rounds with different seeds', positiveWholeNumber, 20)
    .option('--perturbations <number>', 'rounds with changed assumptions', positiveWholeNumber, 20)
    .option('--json <file>', 'write the results there too')
    .option('--out <dir>', 'where results go')
    .action(async (given: MayName<PaperArguments>) =>
      finish(await paperCommand({ ...given, out: given.out ?? out() })),
    );
  program
    .command('qemu')
    .description("recorded migrations by QEMU beside QEMU's loop by the clock")
    .option('--runs <file>', 'recorded migrations, JSON, plain or gzip')
    .option('--seeds <number>', 'simulations of each', positiveWholeNumber, 5)
    .option('--json <file>', 'write the results there too')
    .option('--out <dir>', 'where results go')
    .action(async (given: MayName<QemuArguments>) =>
      finish(await qemuCommand({ ...given, out: given.out ?? out() })),
    );
}
