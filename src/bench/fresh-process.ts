import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Runs a script of the benchmarks again, in a process that has done nothing else; returns what it prints.
 * Throws where it fails: what it says on stderr has been seen then. */
export function runApart(
  script: URL,
  args: readonly string[],
  flags: readonly string[] = [],
): string {
  const child = spawnSync(process.execPath, [...flags, fileURLToPath(script), ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (child.status !== 0) throw new Error(`${args.join(' ')} ended with ${child.status}`);
  return child.stdout;
}
