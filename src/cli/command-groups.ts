import type { Command } from 'commander';

/** The headings of `--help`, and the commands below each. */
const groups: Readonly<Record<string, readonly string[]>> = {
  'Commands:': [
    'check',
    'simulate',
    'fuzz',
    'prove',
    'paths',
    'replay',
    'report',
    'mutants',
    'harden',
    'list',
    'help',
    'complete',
  ],
  'Implementations:': ['drive', 'judge', 'record', 'init'],
  'Analysis:': [
    'shrink-map',
    'cutoff',
    'cost-bounds',
    'witnesses',
    'assumptions',
    'verify-certificate',
  ],
  'Several machines:': ['merge', 'worker', 'campaign'],
  'Evaluation:': ['paper', 'qemu'],
};

/** Puts every command below its heading in `--help`. A command without one stands with the first. */
export function groupCommands(program: Command): void {
  for (const command of program.commands) {
    const found = Object.entries(groups).find(([, names]) => names.includes(command.name()));
    command.helpGroup(found?.[0] ?? 'Commands:');
  }
}
