import { Command, Help, type Option } from 'commander';
import { unknownName } from '../foundation/unknown-name.ts';
import { setMaxInput } from '../input/input-limits.ts';
import { checkCommand } from './check/check-command.ts';
import { addConformanceCommands } from './conformance/conformance-commands.ts';
import { addInit } from './subject/init-command.ts';
import { addCampaignCommands } from './campaign/campaign-commands.ts';
import { addClockCommands } from './simulate/clock-commands.ts';
import { exitCodes, worst } from './exit-codes.ts';
import { leaveSignals } from './interruption.ts';
import { listable, listCommand } from './list/list-command.ts';
import { replayCommand, type ReplayArguments } from './replay/replay-command.ts';
import { addProveCommand } from './prove/prove-command.ts';
import { addRecord } from './record/add-record.ts';
import { addReportCommand } from './report/report-command.ts';
import { addShrinkMapCommand } from './analysis/shrink-map-command.ts';
import { simulateCommand } from './simulate/simulate-command.ts';
import { standardOutput } from './files/files.ts';
import { commitStaged } from './files/staged-files.ts';
import { reserveOutput } from './terminal/standard-output.ts';
import { bytesArgument } from './arguments/numbers.ts';
import { shared, withOptions } from './arguments/options.ts';
import { plain } from './terminal/text.ts';
import { toolOf } from './version.ts';
import { addAnalyses } from './analysis/analysis-commands.ts';
import type { CommandContext } from './command-context.ts';
import { groupCommands } from './command-groups.ts';
import { addCompletion } from './completion.ts';
import { addExamples, addHelpCommand } from './help-examples.ts';
import { addCheck } from './check/add-check.ts';
import { addFuzz } from './fuzz/add-fuzz.ts';
import { addMutants } from './mutants/add-mutants.ts';
import { addPaths } from './paths/add-paths.ts';

/**
 * The main job: a full-size migration, then the matrix, whose verdicts and report come last. A loss that the matrix
 * shows too does not change the exit code.
 */
async function startCommand(out: string): Promise<number> {
  const since = new Date().toISOString();
  const simulated = await simulateCommand({ design: [], out, since, isPart: true, sweep: false });
  commitStaged();
  const checked = await checkCommand({ design: [], hazard: [], out, since });
  const foretold = simulated === exitCodes.safety && checked === exitCodes.ok;
  return worst([checked, foretold ? exitCodes.ok : simulated]);
}

/** The program with all its commands; `finish` receives the exit code of the one that runs. */
export function programWith(finish: (code: number) => void): Command {
  const program = withOptions(new Command('skipover').version(toolOf().version), [
    { ...shared.outWithReport, default: 'reports' },
  ])
    .description(
      'Model checker and test harness for application-assisted live migration of virtual machines',
    )
    .exitOverride()
    .configureHelp({ optionDescription: describedOption, minWidthToWrap: 20 })
    .configureOutput({ writeErr: (text) => void process.stderr.write(`${asOurs(text)}\n`) })
    .argument('[command...]', 'one of the commands below; the main job if none is named')
    .action(async (words: readonly string[]) => {
      if (words.length > 0) {
        const allowed = program.commands.map((command) => command.name());
        throw unknownName('command', words.join(' '), { allowed, kind: 'usage' });
      }
      finish(await startCommand(program.opts<{ out: string }>().out));
    });
  const context: CommandContext = {
    finish,
    out: () => program.opts<{ out: string }>().out,
  };
  addCheck(program, context);
  addInit(program, finish);
  addClockCommands(program, context);
  addConformanceCommands(program, context);
  addRecord(program, context);
  addShrinkMapCommand(program, context);
  addProveCommand(program, context);
  addReportCommand(program, context);
  addCampaignCommands(program, context);
  withOptions(program.command('replay'), [shared.token])
    .description('run a saved trace again, in XState actors and in the executor')
    .argument('[file]', 'a file from reports/traces')
    .action(async (file: string | undefined, given: ReplayArguments) =>
      finish(await replayCommand({ ...given, ...(file === undefined ? {} : { file }) })),
    );
  addMutants(program, context);
  addFuzz(program, context);
  addPaths(program, context);
  program
    .command('list')
    .description(
      'list designs, switches, hazards, scopes, properties, scenarios, policies, workloads',
    )
    .argument('[what]', `one of ${listable.join(', ')}; default: all`)
    .action((what: string | undefined) => finish(listCommand(what)));
  addAnalyses(program, context);
  addHelpCommand(program, finish);
  addCompletion(program);
  addExamples(program);
  groupCommands(program);
  for (const command of program.commands) command.exitOverride();
  addInputLimit(program);
  program.hook('preAction', (_, command) => {
    if (withoutPause.has(command.name())) leaveSignals();
    if (command.opts<{ json?: string }>().json === standardOutput) reserveOutput();
  });
  return program;
}

/** The line of an option in the help, without a default that is an empty list. */
function describedOption(option: Option): string {
  const text = new Help().optionDescription(option);
  return text.replace(/ ?\(default: \[\]\)/, '');
}

/** Commands that work in the main thread, where no handler of a signal would run before they are done. */
const withoutPause: ReadonlySet<string> = new Set([
  'paths',
  'cost-bounds',
  'cutoff',
  'replay',
  'verify-certificate',
  'witnesses',
]);

const maxInputOption = {
  flags: '--max-input <size>',
  meaning: 'refuse larger files (default: 256MiB; a GC log: 64GiB)',
  parse: bytesArgument,
};

/** Every command reads files: if only those in `results/`. */
function addInputLimit(program: Command): void {
  for (const command of [program, ...program.commands]) withOptions(command, [maxInputOption]);
  program.hook('preAction', (_, command) => {
    const { maxInput } = command.optsWithGlobals<{ maxInput?: number }>();
    setMaxInput(maxInput);
  });
}

/** A complaint of commander's with the prefix that all have. */
function asOurs(text: string): string {
  return plain(text).replace(/^error: /, 'skipover: ');
}
