import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { basename } from 'node:path';
import { rmSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { InputError } from '../../foundation/input-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { requireWritableFile } from '../files/files.ts';
import { buildRecorder } from './build-recorder.ts';

export interface RecordArguments {
  /** Where the page trace is written. */
  readonly to: string;
  /** Milliseconds between two samples. */
  readonly interval: number;
}

/**
 * `skipover record -- java ...`: runs a JVM and writes which heap pages it writes, as a page trace
 * (PDT1). Returns the exit code of the JVM if that failed, else 0.
 *
 * @throws InputError('usage') without a command, or with a place that cannot be written
 * @throws InputError('data') if the machine lacks what recording needs, or nothing was recorded
 */
export async function recordCommand(
  command: readonly string[],
  { to, interval }: RecordArguments,
): Promise<number> {
  const [program, ...rest] = command;
  if (program === undefined) {
    throw new InputError('usage', 'no command: skipover record -- java -XX:+UseParallelGC ...');
  }
  const file = resolve(to);
  requireWritableFile(file);
  const library = await buildRecorder();
  // The agent writes a file that is not there yet: a second JVM of the same command leaves it alone.
  rmSync(file, { force: true });
  const agent = `-agentpath:${library}=${interval},${file}`;
  const isJava = basename(program) === 'java';
  const code = await run([program, ...(isJava ? [agent] : []), ...rest], {
    LD_PRELOAD: library,
    ...(isJava ? {} : { JAVA_TOOL_OPTIONS: `${process.env['JAVA_TOOL_OPTIONS'] ?? ''} ${agent}` }),
  });
  const bytes = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (bytes === 0)
    throw new InputError('data', `${program} ended with ${code}; nothing was recorded`);
  console.log(`\n${to}: ${bytes} bytes; next: skipover simulate --workload ${to}`);
  return code === 0 ? exitCodes.ok : code;
}

/** Runs the command with this terminal. Resolves with its exit code, as a shell would report it. */
async function run(
  [program, ...options]: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<number> {
  const child = spawn(program!, options, {
    stdio: 'inherit',
    env: { ...process.env, ...environment },
  });
  // Ctrl-C reaches the JVM too, which then ends its trace in good order.
  const wait = (): void => {};
  process.on('SIGINT', wait);
  try {
    return await new Promise((done, fail) => {
      child.on('error', () => fail(new InputError('usage', `cannot run ${program}`)));
      child.on('exit', (code, signal) =>
        done(code ?? 128 + (signal === null ? 0 : constants.signals[signal])),
      );
    });
  } finally {
    process.off('SIGINT', wait);
  }
}
