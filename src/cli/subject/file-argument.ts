import type { Command } from 'commander';
import { InputError } from '../../foundation/input-error.ts';

/** What a command says of its argument `[file]`. */
export const ofFile = 'a module that exports systems of your own; default: the migration';

/** Which systems of a file. */
export interface FileChoice {
  readonly only: readonly string[];
}

/** Options that name a configuration of the migration do not go with a file. */
export function refuseForFile(command: Command, file: string): void {
  const given = ['design', 'hazard', 'scope'].filter(
    (name) => command.getOptionValueSource(name) === 'cli',
  );
  if (given.length === 0) return;
  const flags = given.map((name) => `--${name}`).join(', ');
  throw new InputError('usage', `${file} names what is run: drop ${flags}`);
}
