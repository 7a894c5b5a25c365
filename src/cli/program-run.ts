import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { format } from 'node:util';
import type { run } from './run.ts';
import { printable } from './terminal/standard-output.ts';

const built = new URL('../../dist/src/cli/', import.meta.url);

/** The built program, for tests that use it as a user does. */
export const program = fileURLToPath(new URL('main.js', built));

/** What a run of the program left behind. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the program in the folder `cwd`, and waits for its end. `env` comes beside what is set already. */
export function runProgram(
  cwd: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Ended {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  return { code: status, stdout, stderr };
}

/**
 * The same without a process of its own, which takes most of a second to start: the built program is loaded once for
 * a test file. One run at a time. For what depends on the process (signals, a closed pipe, threads that are left),
 * use {@link runProgram}.
 */
export async function runHere(
  cwd: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const loaded = (await import(new URL('run.js', built).href)) as { readonly run: typeof run };
  const before = process.cwd();
  const envBefore = Object.keys(env).map((name) => [name, process.env[name]] as const);
  const { log, error } = console;
  const { stdout, stderr } = process;
  const streams = [stdout, stderr];
  const writes = streams.map((stream) => stream.write.bind(stream));
  const texts = ['', ''];
  streams.forEach((stream, at) => {
    stream.write = (text: string | Uint8Array) => {
      texts[at] += printable(typeof text === 'string' ? text : Buffer.from(text).toString());
      return true;
    };
  });
  console.log = (...words: unknown[]) => void stdout.write(`${format(...words)}\n`);
  console.error = (...words: unknown[]) => void stderr.write(`${format(...words)}\n`);
  process.chdir(cwd);
  Object.assign(process.env, env);
  try {
    const code = await loaded.run(args);
    return { code, stdout: texts[0]!, stderr: texts[1]! };
  } finally {
    process.chdir(before);
    for (const [name, value] of envBefore) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    Object.assign(console, { log, error });
    streams.forEach((stream, at) => (stream.write = writes[at]!));
  }
}
