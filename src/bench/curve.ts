import { check } from '../checking/check.ts';
import type { StoreKind } from '../checking/stores/store-kind.ts';
import { runApart } from './fresh-process.ts';
import { mig } from '../../examples/classics/mig.ts';

/**
 * `npm run bench:curve [-- MODE N,V,I...]`: states per second and bytes per state of MIG from 1e3 to 1e7
 * states, in both modes that can verify, each search in a process of its own. Prints a row of JSON for each: by
 * seconds of CPU, so that other programs on the machine count less. Larger ones: `-- fingerprint 6,2,2`.
 */
const modes = ['exact', 'fingerprint'] as const;
const sizes = ['3,1,1', '4,1,1', '4,1,2', '5,1,1', '5,1,2', '4,2,3', '5,2,2', '5,2,3'];

interface Row {
  readonly model: string;
  readonly mode: string;
  readonly states: number;
  /** Of all threads of the process, V8's own included. */
  readonly cpuSeconds: number;
  readonly statesPerCpuSecond: number;
  /** What the visited set takes at the end. */
  readonly bytesPerState: number;
  /** What the process took at most, above what it took before the search. */
  readonly peakBytesPerState: number;
}

function measure(mode: StoreKind['mode'], size: string): Row {
  const [n = 0, v = 0, i = 0] = size.split(',').map(Number);
  const before = process.memoryUsage().rss;
  const start = process.cpuUsage();
  const { states, bytesPerState } = check(mig(n, v, i), { store: { mode } as StoreKind });
  const { user, system } = process.cpuUsage(start);
  const cpuSeconds = (user + system) / 1e6;
  const peak = process.resourceUsage().maxRSS * 1024 - before;
  return {
    model: `MIG(${size})`,
    mode,
    states,
    cpuSeconds,
    statesPerCpuSecond: Math.round(states / cpuSeconds),
    bytesPerState: Math.round(bytesPerState * 10) / 10,
    peakBytesPerState: Math.round((peak / states) * 10) / 10,
  };
}

function measureApart(mode: string, size: string): void {
  process.stdout.write(runApart(new URL(import.meta.url), ['--child', mode, size]));
}

const [first, ...rest] = process.argv.slice(2);
if (first === '--child') {
  console.log(JSON.stringify(measure(rest[0] as StoreKind['mode'], rest[1]!)));
} else if (first === undefined) {
  for (const mode of modes) for (const size of sizes) measureApart(mode, size);
} else {
  for (const size of rest) measureApart(first, size);
}
