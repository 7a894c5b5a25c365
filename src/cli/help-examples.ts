import type { Command } from 'commander';
import { unknownName } from '../foundation/unknown-name.ts';

/** Two or three lines to begin with, for each command; a test parses every one of them. */
export const helpExamples: Readonly<Record<string, readonly string[]>> = {
  check: [
    'skipover check --design published --hazard swap',
    'skipover check --design hardened:skippedFrames=drop --scope small --tokens',
    'skipover check --scenario 2 --expect',
    'skipover check protocol.ts --only lock --max-states 1M',
  ],
  simulate: [
    'skipover simulate --workload gc.log --vm 8GiB --link 10Gbit',
    'skipover simulate --workload derby --policy throttle --repeat 3',
  ],
  fuzz: [
    'skipover fuzz --hazard all --max-seconds 5min',
    'skipover fuzz --design published --scope quick --runs 10k --seed 1',
  ],
  prove: ['skipover prove --design hardened'],
  paths: ['skipover paths --design hardened --scope bare --itf paths'],
  replay: ['skipover replay reports/traces/one.json', 'skipover replay --token TOKEN'],
  report: [
    'skipover report --open',
    'skipover report --compare old/report.json',
    'skipover report --max-downtime hardened=0.5s --min-coverage 80',
  ],
  mutants: ['skipover mutants', 'skipover mutants --only walk-forgotten'],
  harden: ['skipover harden --max-seconds 10min'],
  list: ['skipover list hazards', 'skipover list switches'],
  complete: ['source <(skipover complete bash)', 'skipover complete fish | source'],
  help: ['skipover help check'],
  init: ['skipover init protocol.ts'],
  'shrink-map': ['skipover shrink-map --design published'],
  cutoff: ['skipover cutoff --design hardened'],
  'cost-bounds': ['skipover cost-bounds --design hardened --scope bare'],
  witnesses: ['skipover witnesses --design hardened --scope bare'],
  assumptions: ['skipover assumptions --design published --hazard swap'],
  qemu: ['skipover qemu --seeds 5'],
};

/** Puts the examples below the help of each command. */
export function addExamples(program: Command): void {
  for (const command of program.commands) {
    const lines = Object.hasOwn(helpExamples, command.name()) ? helpExamples[command.name()]! : [];
    if (lines.length === 0) continue;
    command.addHelpText('after', `\nExamples:\n${lines.map((line) => `  ${line}`).join('\n')}`);
  }
}

/** `skipover help [COMMAND]`. */
export function addHelpCommand(program: Command, finish: (code: number) => void): void {
  program.helpCommand(false);
  program
    .command('help')
    .description('show the help of a command, with examples and defaults')
    .argument('[command]', 'its name; default: all commands')
    .action((name: string | undefined) => {
      const named = program.commands.find((command) => command.name() === name);
      if (name !== undefined && named === undefined) {
        const allowed = program.commands.map((command) => command.name());
        throw unknownName('command', name, { allowed, kind: 'usage' });
      }
      (named ?? program).outputHelp();
      finish(0);
    });
}
