#!/usr/bin/env node
import { listenForSignals } from './interruption.ts';
import { run } from './run.ts';
import { codeAfterOutput, endOnceWritten, guardOutput } from './terminal/standard-output.ts';

guardOutput();
listenForSignals();
process.exitCode = codeAfterOutput(await run(process.argv.slice(2)));
endOnceWritten();
