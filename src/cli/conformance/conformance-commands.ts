import type { Command } from 'commander';
import { positiveSeconds, positiveWholeNumber, wholeNumber } from '../arguments/numbers.ts';
import { shared, withOptions, type OptionDeclaration } from '../arguments/options.ts';
import type { CommandContext } from '../command-context.ts';
import { driveCommand, type DriveArguments } from './drive-command.ts';
import { judgeCommand } from './judge-command.ts';
import type { JudgeArguments } from './judgement.ts';
import type { ModelArguments } from './model-argument.ts';
import { refusingMistakes } from '../subject/model-refusal.ts';

type WithoutOut<Arguments> = Omit<Arguments, 'out'> & { readonly out?: string };

const modelOptions: readonly OptionDeclaration[] = [
  { ...shared.design, meaning: 'the model: name, or name:switch=value,...' },
  { ...shared.hazards, meaning: 'what may happen; repeatable' },
  { ...shared.scope, meaning: 'name, or name:bound=number,... (default: quick)' },
  shared.system,
  {
    ...shared.only,
    meaning: 'with --system: which one, if the module exports several',
    isRepeatable: false,
  },
];

/** A mistake in the module of `--system` that shows on the way is bad input; in the own model it is a fault. */
function refusingOf({ system }: ModelArguments, work: () => Promise<number>): Promise<number> {
  return system === undefined ? work() : refusingMistakes(system, work);
}

/** Adds `drive` and `judge`. */
export function addConformanceCommands(program: Command, { finish, out }: CommandContext): void {
  withOptions(program.command('drive'), [
    ...modelOptions,
    { flags: '--paths <kind>', meaning: 'cover states, transitions, pairs or guards of the model' },
    {
      flags: '--process <name>',
      meaning: 'cover this process only; repeatable',
      isRepeatable: true,
    },
    { ...shared.runs, meaning: 'random schedules (100, or 0 with --paths)' },
    { ...shared.seed, meaning: 'of the random schedules' },
    {
      flags: '--max-steps <number>',
      meaning: 'steps of a random schedule at most',
      parse: positiveWholeNumber,
    },
    { ...shared.maxStates, meaning: 'states it may be in at the same time' },
    { flags: '--trace <file>', meaning: 'this counterexample only (reports/traces)' },
    { ...shared.token, meaning: 'the schedule that a divergence printed' },
    {
      flags: '--timeout <time>',
      meaning: 'for each answer of the adapter',
      parse: positiveSeconds,
      default: 10,
    },
    shared.json,
    { ...shared.out, meaning: 'where results go' },
  ])
    .description('let a real implementation follow the model, step by step')
    .argument('[command...]', 'after --: the adapter and its arguments (docs/conformance.md)')
    .action(async (command: readonly string[], given: WithoutOut<DriveArguments>) =>
      finish(
        await refusingOf(given, () => driveCommand(command, { ...given, out: given.out ?? out() })),
      ),
    );
  withOptions(program.command('judge'), [
    ...modelOptions,
    {
      flags: '--silent <step>',
      meaning: 'a step that is not logged: process, or process action',
      isRepeatable: true,
    },
    {
      flags: '--reorder <lines>',
      meaning: 'how many lines a line may be late',
      parse: wholeNumber,
    },
    { ...shared.maxStates, meaning: 'states that explain it at the same time' },
    { flags: '--qemu', meaning: "a log of QEMU's trace events (docs/qemu-trace.md)" },
    { flags: '--follow', meaning: 'judge the log as it grows' },
    {
      flags: '--idle <time>',
      meaning: 'with --follow: end after so long without a line',
      parse: positiveSeconds,
      default: 5,
    },
    shared.json,
    { ...shared.out, meaning: 'where results go' },
  ])
    .description('look for a run of the model that explains the log of an implementation')
    .argument('<log>', 'one JSON object per line, plain or gzip; - for standard input')
    .action(async (log: string, given: WithoutOut<JudgeArguments>) =>
      finish(
        await refusingOf(given, () => judgeCommand(log, { ...given, out: given.out ?? out() })),
      ),
    );
}
