#!/usr/bin/env node
import { listenForSignals } from './interruption.ts';
import { run } from './run.ts';
import { fitConsole } from './terminal/fitted-lines.ts';
import { codeAfterOutput, endOnceWritten, guardOutput } from './terminal/standard-output.ts';

/** Commands whose output is a script. */
const verbatim: readonly string[] = ['complete', 'init'];

guardOutput();
if (!verbatim.includes(process.argv[2] ?? '')) fitConsole();
listenForSignals();
process.exitCode = codeAfterOutput(await run(process.argv.slice(2)));
endOnceWritten();
