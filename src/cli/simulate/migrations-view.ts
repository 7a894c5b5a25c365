import { failureName } from '../../../properties/failure-names.ts';
import type { MigrationResults } from '../../report/results.ts';
import type { Advice } from '../../timing/advice.ts';
import { meanText, repeatedMeasures, type RepeatedMeasure } from '../../report/repeated.ts';
import { factsOf } from '../../timing/fact.ts';
import type { Following, MigrationMetrics } from '../../timing/metrics.ts';
import { columns, wrapped } from '../terminal/columns.ts';
import { grouped, styled, table, visibleLength } from '../terminal/text.ts';

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
  console.log(
    `\n${wrapped(`A VM of ${size} over ${link}, its JVM: ${workload.name} (${workload.kind})`)}`,
  );
  for (const { text, basis } of [...workload.facts, ...factsOf('assumed', workload.assumptions)]) {
    console.log(wrapped(`${basis}: ${text}`, { first: '  ', rest: '    ' }));
  }
  const names = [...new Set(results.map(({ design }) => design))];
  const designs = names.map((design): Runs => ({
    design,
    runs: results.filter((each) => each.design === design),
  }));
  if (designs[0]!.runs.length > 1) {
    const seeds = designs[0]!.runs.map(({ seed }) => seed);
    console.log(
      `\n${wrapped(`Means over the seeds ${seeds.join(', ')}, ± half of the 95 % interval:`)}`,
    );
  }
  for (let from = 0; from < designs.length;) {
    const beside = besideEachOther(designs.slice(from));
    console.log(`\n${metricsTable(beside)}`);
    from += beside.length;
  }
  for (const { design, seed, lost, violations } of results) {
    for (const { frame, need, transferBit } of lost.first.slice(0, 3)) {
      const text = `${design} lost frame ${frame}, needed by ${need}, its transfer bit ${transferBit}`;
      console.log(wrapped(`${text} (seed ${seed})`, { rest: '  ' }));
    }
    for (const { property, detail } of violations) {
      console.log(wrapped(`${design}, ${failureName(property).name}: ${detail}`, { rest: '  ' }));
    }
  }
  printSeeds(designs);
  if (advice !== undefined) printAdvice(advice);
}

/** The rows of the main job's table. */
const summaryRows: readonly string[] = ['', 'total time', 'traffic', 'downtime', 'lost frames'];

/** The figures that decide, designs side by side, for a run in which the migrations are one part. */
export function printMigrationSummary({ workload, results }: MigrationResults): void {
  const [{ vmBytes, linkBytesPerSecond }] = results as [MigrationMetrics, ...MigrationMetrics[]];
  const link = `${Number(((linkBytesPerSecond * 8) / 1e9).toPrecision(3))} Gbit/s`;
  const what = `${workload.name} (${workload.kind})`;
  console.log(wrapped(`One migration of ${sizeOf(vmBytes)} over ${link}, ${what}:\n`));
  const designs = [...new Set(results.map(({ design }) => design))].map((design): Runs => ({
    design,
    runs: results.filter((each) => each.design === design),
  }));
  const chosen = rows.filter(([title]) => summaryRows.includes(title));
  console.log(tableOf(chosen.map(([title, show]) => [title, ...designs.map(show)])));
}

/** As many of the designs as fit beside each other on the terminal; the others make another table. */
function besideEachOther(designs: readonly Runs[]): readonly Runs[] {
  for (let count = Math.min(columnsMax, designs.length); count > 1; count--) {
    const beside = designs.slice(0, count);
    const width = Math.max(...metricsTable(beside, Infinity).split('\n').map(visibleLength));
    if (width <= columns()) return beside;
  }
  return designs.slice(0, 1);
}

function metricsTable(beside: readonly Runs[], room?: number): string {
  const follows = beside.some(({ runs }) => runs.some(({ following }) => following !== undefined));
  const reported = follows ? [...rows.slice(0, -1), ...followingRows, rows.at(-1)!] : rows;
  return table(
    reported.map(([title, report]) => [[title], ...beside.map((each) => [report(each)])]),
    room,
  );
}

/** Every run of a repeated design by its seed, the numbers that the page has too. */
function printSeeds(designs: readonly Runs[]): void {
  if (designs[0]!.runs.length === 1) return;
  const lines = designs.flatMap(({ runs }) =>
    runs.map((run) => [
      `${run.design}, seed ${run.seed}`,
      `${run.downtimeSeconds.toFixed(3)} s`,
      seconds(run.seconds),
      `${(run.bytesSent / 1e9).toFixed(2)} GB`,
    ]),
  );
  console.log(`\n${tableOf([['', 'downtime', 'total time', 'traffic'], ...lines])}`);
}

/** A table of cells of one line each. */
function tableOf(lines: readonly (readonly string[])[]): string {
  return table(lines.map((cells) => cells.map((cell) => [cell])));
}

/** More designs than these make another table. */
const columnsMax = 5;

type Measure = (metrics: MigrationMetrics) => number;

/** A mean, and the spread where there are several. */
function shown(of: Measure, print: (value: number) => string): (runs: Runs) => string {
  return ({ runs }) => meanText(runs, { of, print });
}

const repeated = ({ of, print }: RepeatedMeasure): ((runs: Runs) => string) => shown(of, print);

const seconds = (value: number): string => `${value.toFixed(1)} s`;
const milliseconds = (value: number): string => `${(value * 1000).toFixed(1)} ms`;
const kibibytes = (value: number): string => `${grouped(value / 1024)} KiB`;

const rows: readonly (readonly [string, (runs: Runs) => string])[] = [
  ['', ({ design }) => styled('bold', design)],
  ['total time', repeated(repeatedMeasures.seconds)],
  ['traffic', repeated(repeatedMeasures.traffic)],
  ['iterations', iterationsOf],
  ['downtime', repeated(repeatedMeasures.downtime)],
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
  noDifference: 'Assistance makes no difference for this application',
};

function printAdvice({ verdict, reasons, ranking, range }: Advice): void {
  const ranked = ranking.map((each) => [
    each.design,
    each.isUnsafe ? 'loses pages' : each.isBest ? 'best' : '',
    `${each.standstillSeconds.toFixed(3)} s`,
    seconds(each.seconds),
    `${(each.bytesSent / 1e9).toFixed(2)} GB`,
    seconds(each.daemonCpuSeconds),
  ]);
  const heading = ['ranked', '', 'stands still', 'total time', 'traffic', 'daemon CPU'];
  console.log(`\n${tableOf([heading, ...ranked])}`);
  if (range !== undefined) {
    const cases = range.cases.map(({ text, unassistedSeconds, assistedSeconds }) => [
      text,
      `${unassistedSeconds.toFixed(3)} s`,
      `${assistedSeconds.toFixed(3)} s`,
    ]);
    console.log(`\n${tableOf([['stands still', range.unassisted, range.assisted], ...cases])}`);
  }
  console.log(`\n${styled('bold', verdicts[verdict])}:`);
  for (const reason of reasons) console.log(wrapped(reason, { first: '  ', rest: '    ' }));
}
