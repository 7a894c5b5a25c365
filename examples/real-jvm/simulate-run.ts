import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { DesignName } from '../../models/design.ts';
import { packageFolder } from '../../src/cli/files/files.ts';
import type { MigrationMetrics } from '../../src/timing/metrics.ts';
import { endingWithUs } from './ending-with-us.ts';
import type { FreeRun, Measured } from './measured-table.ts';
import type { OldWrites } from './old-writes.ts';

export interface SimulatedRun {
  readonly design: DesignName;
  readonly vmBytes: number;
  readonly bytesPerSecond: number;
  readonly out: string;
  /** What the program writes of Old. Default: what `simulate` assumes, a log has nothing of it. */
  readonly oldWrites?: OldWrites;
}

/** What `skipover simulate` makes of the log of a run: without the devices, which nobody connects in the measured one. */
export async function simulateRun(
  { log, atSeconds }: Pick<FreeRun, 'log' | 'atSeconds'>,
  { design, vmBytes, bytesPerSecond, out, oldWrites }: SimulatedRun,
): Promise<Measured> {
  const folder = join(out, 'real-jvm');
  const json = join(folder, 'simulated.json');
  const options: readonly (readonly [string, string])[] = [
    ['--workload', log],
    ['--design', design],
    ['--vm', `${vmBytes / 2 ** 20}MiB`],
    ['--link', `${bytesPerSecond / 1e6}MB/s`],
    ['--at', `${atSeconds.toFixed(2)}s`],
    ['--warm-up', '3s'],
    ...(oldWrites === undefined
      ? []
      : [['--old-writes', `${oldWrites.pages},${Math.max(1, oldWrites.perSecond)}`] as const]),
    ['--json', json],
    ['--out', folder],
  ];
  const words = [join(packageFolder(), 'dist/src/cli/main.js'), 'simulate', '--no-sweep'];
  await promisify(execFile)(...endingWithUs(process.execPath, [...words, ...options.flat()]));
  const { results } = JSON.parse(readFileSync(json, 'utf8')) as {
    readonly results: readonly MigrationMetrics[];
  };
  const { iterations, bytesSent, seconds, downtimeSeconds, downtime } = results[0]!;
  return {
    iterations: iterations.length,
    megabytes: bytesSent / 1e6,
    seconds: seconds - downtime.resumption,
    downtimeSeconds: downtimeSeconds - downtime.resumption,
  };
}
