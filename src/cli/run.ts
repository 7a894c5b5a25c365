import { CommanderError } from 'commander';
import { InputError } from '../foundation/input-error.ts';
import { StuckError } from '../timing/stuck-error.ts';
import { exitCodeOf, exitCodes } from './exit-codes.ts';
import { beginStaging, commitStaged, discardStaged, reasonOf } from './files/staged-files.ts';
import { programWith } from './program.ts';
import { plain } from './terminal/text.ts';

/** Runs a command line in this process and returns its exit code. Every failure is one line on standard error. */
export async function run(args: readonly string[]): Promise<number> {
  let code: number = exitCodes.ok;
  beginStaging();
  try {
    await programWith((finished) => (code = finished)).parseAsync(args, { from: 'user' });
    commitStaged();
    return code;
  } catch (error) {
    return codeOfFailure(error);
  } finally {
    discardStaged();
  }
}

function codeOfFailure(error: unknown): number {
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
  // What was found before the fault is no less true for it.
  try {
    commitStaged();
  } catch (second) {
    console.error(plain(`skipover: ${reasonOf(second)}`));
  }
  return exitCodes.internal;
}
