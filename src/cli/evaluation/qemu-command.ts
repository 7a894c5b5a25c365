import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { modelHash } from '../../analysis/matrix/model-hash.ts';
import type { QemuResults } from '../../report/results.ts';
import { compareQemu, type QemuComparison } from '../../timing/qemu/compare.ts';
import { readQemuRuns, type QemuOutcome, type QemuRun } from '../../timing/qemu/run.ts';
import { InputError } from '../../foundation/input-error.ts';
import { readJson } from '../../input/read-json.ts';
import { exitCodes } from '../exit-codes.ts';
import { packageFolder } from '../files/files.ts';
import { StatusLine } from '../terminal/progress.ts';
import { requireResultPlace, saveResult } from '../files/result-file.ts';
import { departure } from '../files/schema.ts';
import { styled, table } from '../terminal/text.ts';
import { toolOf } from '../version.ts';
import { threadsFor, withWorkers } from '../workers/worker-pool.ts';

export interface QemuArguments {
  /** Recorded runs; default: those that come with the program. */
  readonly runs?: string;
  readonly seeds: number;
  readonly json?: string;
  readonly out: string;
}

const recorded = 'src/timing/recordings/qemu-runs.json.gz';

/** The tarball of the package leaves the recordings out: 66 kB that one command reads. */
function recordedRuns(): string {
  const file = join(packageFolder(), recorded);
  if (existsSync(file)) return file;
  throw new InputError(
    'data',
    `the package does not have the recorded runs; give ${recorded} of the repository with --runs FILE`,
  );
}

/** `skipover qemu`. Recorded migrations by QEMU beside its loop by the clock. Always 0: a report. */
export async function qemuCommand(given: QemuArguments): Promise<number> {
  requireResultPlace(given);
  const file = given.runs ?? recordedRuns();
  const runs = readRuns(file);
  const startedAt = new Date().toISOString();
  const outcomes = await simulateAll(runs, given.seeds, file);
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

/** Runs that have the shape of `schemas/qemu-runs.schema.json`, and whose numbers fit one another. */
function readRuns(file: string): QemuRun[] {
  const content = readJson(file, 'recorded migrations by QEMU');
  const wrong = departure('qemu-runs', content);
  if (wrong !== undefined) {
    throw new InputError('data', `${file}: no recorded migrations by QEMU: ${wrong}`);
  }
  return readQemuRuns(content, file);
}

/** One recorded run per core at a time, in order. */
async function simulateAll(
  runs: readonly QemuRun[],
  seeds: number,
  file: string,
): Promise<(readonly QemuOutcome[])[]> {
  const status = new StatusLine();
  let finished = 0;
  try {
    return await withWorkers('qemu', threadsFor(runs.length), (simulate) =>
      Promise.all(
        runs.map(async (run) => {
          if (run.guest === undefined && run.seen === undefined) return [];
          const outcomes = await simulate({ run, seeds });
          finished++;
          if ('stuck' in outcomes) throw new InputError('data', `${file}: ${outcomes.stuck}`);
          status.show(`${finished} of ${runs.length} recorded migrations simulated`);
          return outcomes;
        }),
      ),
    );
  } finally {
    status.clear();
  }
}

function print({ runs, seeds }: QemuResults): void {
  console.log(`\nMigrations by QEMU, measured -> simulated (the median of ${seeds} seeds):\n`);
  const head = ['run', 'passes', 'traffic', 'total time', 'downtime', ''];
  console.log(
    table([head.map((title) => [styled('bold', title)]), ...runs.map((run) => rowOf(run))]),
  );
  const reported = runs.filter(({ isNear }) => isNear !== undefined);
  const known = reported.filter(({ inferred }) => inferred !== true);
  const near = (forced: boolean): string => {
    const of = known.filter((run) => run.forced === forced);
    return `${of.filter(({ isNear }) => isNear === true).length} of ${of.length}`;
  };
  const passes = known.filter(({ error }) => Math.abs(error!.passes) <= 1).length;
  console.log(`\nTraffic and time within 5 % where it converges: ${near(false)}`);
  console.log(`Traffic and time within 10 % where it was forced to end: ${near(true)}`);
  console.log(`Passes within 1: ${passes} of ${known.length}`);
  const inferred = reported.filter((run) => run.inferred === true);
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
  const both = (report: (outcome: QemuOutcome) => string): string =>
    simulated === undefined ? report(measured) : `${report(measured)} -> ${report(simulated)}`;
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
