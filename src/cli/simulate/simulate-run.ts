import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { departure } from '../files/schema.ts';
import type { MigrationResults } from '../../report/results.ts';
import { type Ended, runHere } from '../program-run.ts';

// Runs of `skipover simulate`, for tests.

export interface SimulateRun extends Ended {
  readonly out: string;
}

/** Simulates in `folder`, with a new folder in it for what the run writes. */
export async function simulateIn(folder: string, ...args: string[]): Promise<SimulateRun> {
  const out = mkdtempSync(join(folder, 'out-'));
  return { ...(await runHere(folder, ['simulate', '--out', out, ...args])), out };
}

/** Names of all files below a folder. */
export function filesUnder(place: string): string[] {
  const entries = readdirSync(place, { withFileTypes: true, recursive: true });
  return entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
}

/** The one file that a run left in `results/`. Throws where it is not what the schema says. */
export function resultsOf({ out }: SimulateRun): MigrationResults {
  const names = readdirSync(join(out, 'results'));
  if (names.length !== 1) throw new Error(`one file was expected: ${names.join(', ')}`);
  const content: unknown = JSON.parse(readFileSync(join(out, 'results', names[0]!), 'utf8'));
  const fault = departure('simulate', content);
  if (fault !== undefined) throw new Error(fault);
  return content as MigrationResults;
}

/** The recorded log that `simulate` migrates where none is named. */
export const recording = readFileSync(
  new URL('../../timing/recordings/derby-parallel.gc.log.gz', import.meta.url),
);
export const log = gunzipSync(recording).toString();

/** The log of a JVM whose Old generation may grow larger, so that Young lies higher. */
export function withYoungHigher(bytes: bigint): string {
  const spaces = /^.*(?:PSYoungGen|ParOldGen|(?:eden|from|to|object) +space) .*$/gm;
  const address = /0x[0-9a-f]{16}/g;
  return log.replaceAll(spaces, (line) =>
    line.replaceAll(address, (digits) => {
      const value = BigInt(digits);
      const higher = value >= 0xc0000000n ? value + bytes : value;
      return `0x${higher.toString(16).padStart(16, '0')}`;
    }),
  );
}
