#!/usr/bin/env node
import { CommanderError } from 'commander';
import { InputError } from '../foundation/input-error.ts';
import { exitCodeOf, exitCodes } from './exit-codes.ts';
import { listenForSignals } from './interruption.ts';
import { beginStaging, commitStaged, reasonOf } from './files/staged-files.ts';
import { codeAfterOutput, endOnceWritten, guardOutput } from './terminal/standard-output.ts';
import { StuckError } from '../timing/stuck-error.ts';
import { plain } from './terminal/text.ts';
import { programWith } from './program.ts';

/** Runs the program and returns its exit code; every failure is one line on standard error. */
async function main(): Promise<number> {
  let code: number = exitCodes.ok;
  try {
    await programWith((finished) => (code = finished)).parseAsync();
    commitStaged();
    return code;
  } catch (error) {
    return codeOfFailure(error);
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

guardOutput();
listenForSignals();
beginStaging();
process.exitCode = codeAfterOutput(await main());
endOnceWritten();
