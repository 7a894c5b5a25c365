import type { MigrationResults } from '../report/results.ts';
import type { Advice } from '../timing/advice.ts';
import type { Following, MigrationMetrics } from '../timing/metrics.ts';
import { grouped, styled, table } from './text.ts';

/** All runs of one design. */
interface Runs {
  readonly design: string;
  readonly runs: readonly MigrationMetrics[];
}

/** Prints what migrations measured: designs side by side, means over the seeds. */
export function printMigrations({ workload, results, advice }: MigrationResults): void {
  const [first] = results;
  const size = sizeOf(first!.vmBytes);
  const link = `${Number(((first!.linkBytesPerSecond * 8) / 1e9).toPrecision(3))} Gbit/s`;
  console.log(`\nA VM of ${size} over ${link}, its JVM: ${workload.name}`);
  for (const line of [
    ...workload.facts,
    ...workload.assumptions.map((text) => `assumed: ${text}`),
  ]) {
    console.log(`  ${line}`);
  }
  const names = [...new Set(results.map(({ design }) => design))];
  const designs = names.map((design): Runs => ({
    design,
    runs: results.filter((each) => each.design === design),
  }));
  if (designs[0]!.runs.length > 1) {
    console.log(
      `\nMeans of ${designs[0]!.runs.length} seeds, the smallest and greatest in brackets:`,
    );
  }
  for (let from = 0; from < designs.length; from += columnsMax) {
    const beside = designs.slice(from, from + columnsMax);
    console.log('');
    const follows = beside.some(({ runs }) =>
      runs.some(({ following }) => following !== undefined),
    );
    const told = follows ? [...rows.slice(0, -1), ...followingRows, rows.at(-1)!] : rows;
    console.log(
      table(told.map(([title, tell]) => [[title], ...beside.map((each) => [tell(each)])])),
    );
  }
  for (const { design, seed, lost, violations } of results) {
    for (const { frame, need, transferBit } of lost.first.slice(0, 3)) {
      console.log(
        `${design} lost frame ${frame}, needed by ${need}, its transfer bit ${transferBit} (seed ${seed})`,
      );
    }
    for (const { property, detail } of violations) console.log(`${design} ${property}: ${detail}`);
  }
  if (advice !== undefined) printAdvice(advice);
}

/** More designs than these make another table. */
const columnsMax = 5;

type Measure = (metrics: MigrationMetrics) => number;

/** A mean, and the spread where there are several. */
function shown(measure: Measure, print: (value: number) => string): (runs: Runs) => string {
  return ({ runs }) => {
    const values = runs.map(measure);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    if (values.length === 1) return print(mean);
    return `${print(mean)} [${print(Math.min(...values))}, ${print(Math.max(...values))}]`;
  };
}

const seconds = (value: number): string => `${value.toFixed(1)} s`;
const milliseconds = (value: number): string => `${(value * 1000).toFixed(1)} ms`;
const kibibytes = (value: number): string => `${grouped(value / 1024)} KiB`;

const rows: readonly (readonly [string, (runs: Runs) => string])[] = [
  ['', ({ design }) => styled('bold', design)],
  ['total time', shown((each) => each.seconds, seconds)],
  [
    'traffic',
    shown(
      (each) => each.bytesSent,
      (value) => `${(value / 1e9).toFixed(2)} GB`,
    ),
  ],
  ['iterations', iterationsOf],
  [
    'downtime',
    shown(
      (each) => each.downtimeSeconds,
      (value) => `${value.toFixed(3)} s`,
    ),
  ],
  ['  safepoint wait', shown(({ downtime }) => downtime.safepointWait, milliseconds)],
  ['  enforced collection', shown(({ downtime }) => downtime.enforcedCollection, milliseconds)],
  ['  final update', shown(({ downtime }) => downtime.finalUpdate, milliseconds)],
  ['  last iteration', shown(({ downtime }) => downtime.lastIteration, milliseconds)],
  ['  resumption', shown(({ downtime }) => downtime.resumption, milliseconds)],
  ['daemon CPU, estimated', shown((each) => each.daemonCpuSeconds, seconds)],
  [
    'bitmap and PFN cache',
    shown((each) => each.memory.transferBitmapBytes + each.memory.pfnCacheBytes, kibibytes),
  ],
  ['application ran', shown(runningShare, (value) => `${(value * 100).toFixed(1)} %`)],
  ['it allocated', shown(allocatedPerSecond, (value) => `${(value / 1e6).toFixed(0)} MB/s`)],
  ['lost frames', lostOf],
];

/** Of designs whose frames follow the VM. */
const followingRows: typeof rows = [
  ['frames followed for', whereFollowed(({ seconds: time }) => time, seconds)],
  ['  faults', whereFollowed(({ faults }) => faults, grouped)],
  ['  application waited', whereFollowed(({ stalledSeconds }) => stalledSeconds, seconds)],
];

function whereFollowed(
  measure: (following: Following) => number,
  print: (value: number) => string,
): (runs: Runs) => string {
  return (of) =>
    of.runs.some(({ following }) => following === undefined)
      ? ''
      : shown(({ following }) => measure(following!), print)(of);
}

function iterationsOf(of: Runs): string {
  const tests = [...new Set(of.runs.map(({ stoppedBy }) => stoppedBy))].join(' or ');
  return `${shown(
    ({ iterations }) => iterations.length,
    (value) => Number(value.toFixed(1)).toString(),
  )(of)}, by ${tests}`;
}

/** Which part of the migration the application's threads ran. */
function runningShare({ application, seconds: end }: MigrationMetrics): number {
  const ran = application.runningShare.reduce(
    (sum, share, second) => sum + share * Math.min(1, end - second),
    0,
  );
  return ran / end;
}

function allocatedPerSecond({ application, seconds: end }: MigrationMetrics): number {
  return application.allocatedBytes.reduce((sum, bytes) => sum + bytes, 0) / end;
}

function lostOf({ runs }: Runs): string {
  const lost = runs.reduce((sum, { lost: { count } }) => sum + count, 0);
  return lost === 0 ? 'none' : `✗ ${grouped(lost)}`;
}

function sizeOf(bytes: number): string {
  const gibibytes = bytes / 2 ** 30;
  return gibibytes >= 1
    ? `${Number(gibibytes.toPrecision(4))} GiB`
    : `${grouped(bytes / 2 ** 20)} MiB`;
}

const verdicts: Readonly<Record<Advice['verdict'], string>> = {
  assist: 'Use assisted migration for this application',
  doNotAssist: 'Turn assistance off for this application',
  tradeOff: 'Assistance saves traffic and costs downtime here: decide which matters',
};

function printAdvice({ verdict, reasons }: Advice): void {
  console.log(`\n${styled('bold', verdicts[verdict])}:`);
  for (const reason of reasons) console.log(`  ${reason}`);
}
