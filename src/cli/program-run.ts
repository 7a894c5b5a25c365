import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The built program, for tests that use it as a user does. */
export const program = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url));

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
