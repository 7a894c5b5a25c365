import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Tinypool } from 'tinypool';
import { modelHash } from '../analysis/model-hash.ts';
import type { QemuResults } from '../report/results.ts';
import { readTextFile } from '../timing/gc-log/file.ts';
import { compareQemu, type QemuComparison } from '../timing/qemu/compare.ts';
import { readQemuRuns, type QemuOutcome, type QemuRun } from '../timing/qemu/run.ts';
import { exitCodes } from './exit-codes.ts';
import { packageFolder } from './files.ts';
import { StatusLine } from './progress.ts';
import type { QemuTask } from './qemu-worker.ts';
import { requireResultPlace, saveResult } from './result-file.ts';
import { parseJson } from './schema.ts';
import { styled, table } from './text.ts';
import { toolOf } from './version.ts';

export interface QemuArguments {
  /** Recorded runs; default: those that come with the program. */
  readonly runs?: string;
  readonly seeds: number;
  readonly json?: string;
  readonly out: string;
}

/** `skipover qemu`. Recorded migrations by QEMU beside its loop by the clock. Always 0: a report. */
export async function qemuCommand(given: QemuArguments): Promise<number> {
  requireResultPlace(given);
  const file = given.runs ?? join(packageFolder(), 'src/timing/recordings/qemu-runs.json.gz');
  const runs = readQemuRuns(
    parseJson(readTextFile(file, 'recorded migrations by QEMU'), file),
    file,
  );
  const startedAt = new Date().toISOString();
  const outcomes = await simulateAll(runs, given.seeds);
  const tool = toolOf();
  const content: QemuResults = {
    schema: 'skipover-qemu/1',
    tool,
    startedAt,
    modelHash: modelHash(tool.version),
    seeds: given.seeds,
    runs: runs.map((run, index) => compareQemu(run, outcomes[index]!)),
  };
  print(content);
  await saveResult(content, 'qemu', given);
  return exitCodes.ok;
}

/** One recorded run per core at a time, in order. */
async function simulateAll(runs: readonly QemuRun[], seeds: number): Promise<QemuOutcome[][]> {
  const status = new StatusLine();
  const pool = new Tinypool({
    filename: new URL('./qemu-worker.js', import.meta.url).href,
    maxThreads: Math.max(1, Math.min(runs.length, availableParallelism())),
  });
  let finished = 0;
  try {
    return await Promise.all(
      runs.map(async (run) => {
        if (run.guest === undefined && run.seen === undefined) return [];
        const task: QemuTask = { run, seeds };
        const outcomes = (await pool.run(task)) as QemuOutcome[];
        finished++;
        status.show(`${finished} of ${runs.length} recorded migrations simulated`);
        return outcomes;
      }),
    );
  } finally {
    status.clear();
    await pool.destroy();
  }
}

function print({ runs, seeds }: QemuResults): void {
  console.log(`\nMigrations by QEMU, measured -> simulated (the median of ${seeds} seeds):\n`);
  const head = ['run', 'passes', 'traffic', 'total time', 'downtime', ''];
  console.log(
    table([head.map((title) => [styled('bold', title)]), ...runs.map((run) => rowOf(run))]),
  );
  const told = runs.filter(({ isNear }) => isNear !== undefined);
  const known = told.filter(({ inferred }) => inferred !== true);
  const near = (forced: boolean): string => {
    const of = known.filter((run) => run.forced === forced);
    return `${of.filter(({ isNear }) => isNear === true).length} of ${of.length}`;
  };
  const passes = known.filter(({ error }) => Math.abs(error!.passes) <= 1).length;
  console.log(`\nTraffic and time within 5 % where it converges: ${near(false)}`);
  console.log(`Traffic and time within 10 % where it was forced to end: ${near(true)}`);
  console.log(`Passes within 1: ${passes} of ${known.length}`);
  const inferred = told.filter((run) => run.inferred === true);
  if (inferred.length === 0) return;
  const both = inferred.filter(
    ({ isNear, error }) => isNear === true && Math.abs(error!.passes) <= 1,
  );
  console.log(
    `Guests inferred from their own recording (*), which says how much they sent: ` +
      `${both.length} of ${inferred.length} as near, in time and passes too`,
  );
}

function rowOf({
  id,
  forced,
  measured,
  simulated,
  error,
  isNear,
  inferred,
  note,
}: QemuComparison): string[][] {
  const name = `${id}${inferred === true ? ' *' : ''}${forced ? ' (forced)' : ''}`;
  const both = (tell: (outcome: QemuOutcome) => string): string =>
    simulated === undefined ? tell(measured) : `${tell(measured)} -> ${tell(simulated)}`;
  const percent = (value: number | undefined): string =>
    value === undefined ? '' : ` (${value < 0 ? '' : '+'}${(value * 100).toFixed(1)} %)`;
  return [
    [name],
    [both((outcome) => `${outcome.passes}`)],
    [`${both((outcome) => `${(outcome.bytes / 1e6).toFixed(0)} MB`)}${percent(error?.bytes)}`],
    [`${both((outcome) => `${outcome.seconds.toFixed(2)} s`)}${percent(error?.seconds)}`],
    [both((outcome) => `${(outcome.downtimeSeconds * 1e3).toFixed(0)} ms`)],
    [note === undefined ? (isNear === true ? '✓' : '✗') : `not simulated: ${note}`],
  ];
}
