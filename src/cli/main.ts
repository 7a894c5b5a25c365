#!/usr/bin/env node
import { Command, CommanderError, Option } from 'commander';
import { InputError } from '../foundation/input-error.ts';
import { assumptionsCommand, type AssumptionsArguments } from './assumptions-command.ts';
import { checkCommand, type CheckArguments } from './check-command.ts';
import { addClockCommands } from './clock-commands.ts';
import { exitCodeOf, exitCodes, worst } from './exit-codes.ts';
import { fuzzCommand, type FuzzArguments } from './fuzz-command.ts';
import { interrupt } from './interruption.ts';
import { hardenCommand, type HardenArguments } from './harden-command.ts';
import { listCommand } from './list-command.ts';
import { mutantsCommand, type MutantsArguments } from './mutants-command.ts';
import { pathsCommand, type PathsArguments } from './paths-command.ts';
import { quantitiesCommand, type QuantitiesArguments } from './quantities-command.ts';
import { scopesCommand, type ScopesArguments } from './scopes-command.ts';
import { replayCommand, type ReplayArguments } from './replay-command.ts';
import { addSearchOptions } from './search-options.ts';
import { addReportCommand } from './report-command.ts';
import { addShrinkMapCommand } from './shrink-map-command.ts';
import { simulateCommand } from './simulate-command.ts';
import { StuckError } from '../timing/simulate.ts';
import { collect, positiveNumber, positiveWholeNumber, wholeNumber } from './quantities.ts';
import { plain } from './text.ts';
import { verifyCertificateCommand, type VerifyArguments } from './verify-certificate-command.ts';
import { toolOf } from './version.ts';
import { witnessesCommand, type WitnessesArguments } from './witnesses-command.ts';

/** The main job: the matrix, then a full-size migration. A loss that the matrix foretells is no news. */
async function startCommand(out: string): Promise<number> {
  const since = new Date().toISOString();
  const checked = await checkCommand({ design: [], hazard: [], out, since });
  const simulated = await simulateCommand({ design: [], out, since });
  const foretold = simulated === exitCodes.safety && checked === exitCodes.ok;
  return worst([checked, foretold ? exitCodes.ok : simulated]);
}

function addVerifyCertificate(program: Command, finish: (code: number) => void): void {
  program
    .command('verify-certificate')
    .description('check again, by a plain search, what a result of check says')
    .argument('<file>', 'a file from reports/results, or of check --json')
    .option('--max-states <number>', 'the nearest ones of each cell', positiveWholeNumber, 200_000)
    .action((file: string, given: VerifyArguments) =>
      finish(verifyCertificateCommand(file, given)),
    );
}

function programWith(finish: (code: number) => void): Command {
  const program = new Command('skipover')
    .description('Model checker for application-assisted live migration of virtual machines')
    .version(toolOf().version)
    .exitOverride()
    .configureOutput({ writeErr: (text) => void process.stderr.write(`${plain(text)}\n`) })
    .option('--out <dir>', 'where results, traces and the report go', 'reports')
    .argument('[command...]', 'one of the commands below; the main job where none is named')
    .action(async (words: readonly string[]) => {
      if (words.length > 0) {
        const known = program.commands.map((command) => command.name()).join(', ');
        throw new InputError('usage', `unknown command '${words.join(' ')}'; allowed: ${known}`);
      }
      finish(await startCommand(program.opts<{ out: string }>().out));
    });
  const out = (): string => program.opts<{ out: string }>().out;
  addSearchOptions(program.command('check'))
    .description('explore every interleaving within a scope, and judge every property')
    .option('--design <design>', 'name, or name:switch=value,...; repeatable', collect, [])
    .option('--hazard <hazard>', 'drop an assumption of the paper; repeatable', collect, [])
    .option('--scenario <number>', 'hazards and scope of a known race', wholeNumber)
    .option('--scenario-file <file>', 'a scenario of your own (schemas/scenario.schema.json)')
    .option('--expect', 'succeed only if verdicts, lengths and states are as written down')
    .option('--scope <scope>', 'name, or name:bound=number,...')
    .option('--liveness', 'judge runs that go on for ever too (always in scope live)')
    .option('--json <file>', 'write the results there too')
    .option('--out <dir>', 'where results, traces and the report go')
    .action(async (given: CheckArguments) =>
      finish(await checkCommand({ ...given, out: given.out ?? out() })),
    );
  addClockCommands(program, { out, finish });
  addShrinkMapCommand(program, { finish, out });
  addReportCommand(program, { finish, out });
  program
    .command('replay')
    .description('run a saved counterexample again, in XState actors and in the executor')
    .argument('[file]', 'a file from reports/traces')
    .option('--token <token>', 'what a failure printed, in place of a file')
    .action((file: string | undefined, given: ReplayArguments) =>
      finish(replayCommand({ ...given, ...(file === undefined ? {} : { file }) })),
    );
  addMutants(program, finish, out);
  addFuzz(program, finish, out);
  addPaths(program, finish, out);
  addVerifyCertificate(program, finish);
  addQuantities(program, finish, out);
  addScopes(program, finish, out);
  program
    .command('list')
    .description('everything that can be named: designs, switches, hazards, scopes, properties')
    .action(() => finish(listCommand()));
  addSearches(program, finish);
  for (const command of program.commands) command.exitOverride();
  return program;
}

function addMutants(program: Command, finish: (code: number) => void, out: () => string): void {
  program
    .command('mutants')
    .description('break the protocol in every way that is written down, and see who notices')
    .option('--only <name>', 'a mutant by its name; repeatable', collect, [])
    .option('--max-states <number>', 'end a search after this many states', positiveWholeNumber)
    .option('--json <file>', 'write the results there too')
    .option('--out <dir>', 'where results and traces go')
    .action(async (given: MutantsArguments) =>
      finish(await mutantsCommand({ ...given, out: given.out ?? out() })),
    );
}

/** A flag that an environment variable may stand for. */
function mirrored(
  flag: string,
  text: string,
  from: { readonly variable: string; readonly parse: (text: string) => unknown },
): Option {
  return new Option(flag, text).env(`SKIPOVER_${from.variable}`).argParser(from.parse);
}

function addFuzz(program: Command, finish: (code: number) => void, out: () => string): void {
  const runs = { variable: 'RUNS', parse: positiveWholeNumber };
  const maxSeconds = { variable: 'MAX_SECONDS', parse: positiveNumber };
  const seed = { variable: 'SEED', parse: wholeNumber };
  const workers = { variable: 'WORKERS', parse: positiveWholeNumber };
  program
    .command('fuzz')
    .description('run generated interleavings at generated sizes, and judge every state')
    .option('--design <design>', 'name, or name:switch=value,...', 'hardened')
    .option('--hazard <hazard>', 'what may happen, or all; repeatable', collect, [])
    .option('--scope <scope>', 'name, or name:bound=number,...; default: sizes are generated')
    .option('--strategy <name>', 'uniform, swarm, priority, mixed or feedback', 'mixed')
    .addOption(mirrored('--runs <number>', 'end after so many runs', runs))
    .addOption(mirrored('--max-seconds <number>', 'end after so long', maxSeconds))
    .addOption(mirrored('--seed <number>', 'the same runs again', seed))
    .addOption(mirrored('--workers <number>', 'threads; default: one per core', workers))
    .option('--json <file>', 'write the results there too')
    .option('--out <dir>', 'where results and failures go')
    .action(async (given: FuzzArguments) =>
      finish(await fuzzCommand({ ...given, out: given.out ?? out() })),
    );
}

function addPaths(program: Command, finish: (code: number) => void, out: () => string): void {
  program
    .command('paths')
    .description('runs that cover every state, transition, pair of transitions and guard outcome')
    .option('--design <design>', 'name, or name:switch=value,...', 'hardened')
    .option('--hazard <hazard>', 'drop an assumption of the paper; repeatable', collect, [])
    .option('--scope <scope>', 'name, or name:bound=number,...', 'quick')
    .option('--max-states <number>', 'end each search after this many states', positiveWholeNumber)
    .option('--max-paths <number>', 'paths at most', positiveWholeNumber)
    .option('--itf <dir>', 'write every path there as an ITF trace')
    .option('--json <file>', 'write the results there too')
    .option('--out <dir>', 'where results go')
    .action(async (given: PathsArguments) =>
      finish(await pathsCommand({ ...given, out: given.out ?? out() })),
    );
}

/** Commands that ask questions over many checks. */
function addSearches(program: Command, finish: (code: number) => void): void {
  const out = (): string => program.opts<{ out: string }>().out;
  program
    .command('assumptions')
    .description('which assumptions of the paper each design rests on, and what shows it')
    .option('--design <design>', 'name, or name:switch=value,...; repeatable', collect, [])
    .option('--hazard <hazard>', 'only these; repeatable', collect, [])
    .option('--scope <scope>', 'bounds of every world (default: quick, then small)')
    .option('--max-states <number>', 'end a search after this many', positiveWholeNumber, 400_000)
    .option('--max-seconds <number>', 'begin nothing new after, per design', positiveNumber, 300)
    .option('--json <file>', 'write the results there too')
    .option('--out <dir>', 'where results and traces go')
    .action(async (given: Omit<AssumptionsArguments, 'out'> & { readonly out?: string }) =>
      finish(await assumptionsCommand({ ...given, out: given.out ?? out() })),
    );
  program
    .command('harden')
    .description('the cheapest settings of all switches that hold under every hazard')
    .option('--hazard <hazard>', 'only these; repeatable', collect, [])
    .option('--scope <scope>', 'bounds of every world (default: small and quick)')
    .option('--max-states <number>', 'end a search after this many', positiveWholeNumber, 400_000)
    .option('--max-seconds <number>', 'begin nothing new after this long', positiveNumber, 900)
    .option('--json <file>', 'write the results there too')
    .option('--out <dir>', 'where results and traces go')
    .action(async (given: Omit<HardenArguments, 'out'> & { readonly out?: string }) =>
      finish(await hardenCommand({ ...given, out: given.out ?? out() })),
    );
  program
    .command('witnesses')
    .description('runs that put each property to the test and pass; and consumed dirtiness')
    .option('--design <design>', 'name, or name:switch=value,...; repeatable', collect, [])
    .option('--hazard <hazard>', 'drop an assumption of the paper; repeatable', collect, [])
    .option('--scope <scope>', 'bounds', 'quick')
    .option('--max-states <number>', 'end a search after this many', positiveWholeNumber, 400_000)
    .option('--json <file>', 'write the results there too')
    .option('--out <dir>', 'where results and traces go')
    .action(async (given: Omit<WitnessesArguments, 'out'> & { readonly out?: string }) =>
      finish(await witnessesCommand({ ...given, out: given.out ?? out() })),
    );
}

function addScopes(program: Command, finish: (code: number) => void, out: () => string): void {
  program
    .command('scopes')
    .description('which bounds, made larger, show anything new: how large a scope is large enough')
    .option('--design <design>', 'name, or name:switch=value,...', 'hardened')
    .option('--hazard <hazard>', 'drop an assumption of the paper; repeatable', collect, [])
    .option('--scope <scope>', 'where to start', 'small')
    .option('--grow <bound>', 'only this one; repeatable', collect, [])
    .option(
      '--max-states <number>',
      'end each search after this many',
      positiveWholeNumber,
      200_000,
    )
    .option('--max-seconds <number>', 'begin nothing new after this long', positiveNumber, 300)
    .option('--json <file>', 'write the results there too')
    .option('--out <dir>', 'where results go')
    .action(async (given: ScopesArguments) =>
      finish(await scopesCommand({ ...given, out: given.out ?? out() })),
    );
}

function addQuantities(program: Command, finish: (code: number) => void, out: () => string): void {
  program
    .command('quantities')
    .description('the exact best and worst case of frames, iterations and pause, over all runs')
    .option('--design <design>', 'name, or name:switch=value,...; repeatable', collect, [])
    .option('--hazard <hazard>', 'drop an assumption of the paper; repeatable', collect, [])
    .option('--scope <scope>', 'name, or name:bound=number,...', 'quick')
    .option('--max-states <number>', 'end a search after this many states', positiveWholeNumber)
    .option('--json <file>', 'write the results there too')
    .option('--out <dir>', 'where results go')
    .action(async (given: QuantitiesArguments) =>
      finish(await quantitiesCommand({ ...given, out: given.out ?? out() })),
    );
}

/** Runs the program and returns its exit code; every failure is one line on standard error. */
async function main(): Promise<number> {
  let code: number = exitCodes.ok;
  try {
    await programWith((finished) => (code = finished)).parseAsync();
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodes.usage;
    if (error instanceof InputError) {
      console.error(plain(`skipover: ${error.message}`));
      return exitCodeOf[error.kind];
    }
    if (error instanceof StuckError) {
      console.error(plain(`skipover: ${error.message}`));
      return exitCodes.deadlock;
    }
    const reason = error instanceof Error ? error.message : String(error);
    console.error(plain(`skipover: internal error: ${reason}`));
    if (process.env['SKIPOVER_VERBOSE'] !== undefined) console.error(error);
    return exitCodes.internal;
  }
}

process.on('SIGINT', () => {
  if (interrupt()) return;
  console.error('\nskipover: interrupted: what was not finished is not written');
  process.exit(exitCodes.interrupted);
});

// A reader such as `head` may go away before everything is told: that is its right.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? exitCodes.ok : exitCodes.internal);
});

process.exitCode = await main();
