import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';
import { Tinypool } from 'tinypool';
import { modelHash } from '../analysis/model-hash.ts';
import { matrixDesigns } from '../../models/matrix.ts';
import type { MigrationResults } from '../report/results.ts';
import { readGcLogFile } from '../timing/gc-log/file.ts';
import type { MigrationMetrics } from '../timing/metrics.ts';
import { defaultVmFrames } from '../timing/default-vm.ts';
import { StuckError } from '../timing/simulate.ts';
import { requireFits, type JvmWorkload } from '../timing/workload.ts';
import { workloadFromGcLog } from '../timing/workload-from-log.ts';
import { parseDesign, type NamedDesign } from './design-argument.ts';
import { exitCodes } from './exit-codes.ts';
import { packageFolder, requireWritableFile, requireWritableFolder, writeWhole } from './files.ts';
import { StatusLine } from './progress.ts';
import type { SimulateOutcome, SimulateTask } from './simulate-worker.ts';
import { grouped, slug, styled, table } from './text.ts';
import { toolOf } from './version.ts';

export interface SimulateArguments {
  readonly workload?: string;
  readonly design: readonly string[];
  readonly json?: string;
  readonly out: string;
}

/** The recording that is migrated where no other is named: Derby under the Parallel collector. */
function defaultWorkloadFile(): string {
  return join(packageFolder(), 'src/timing/recordings/derby-parallel.gc.log.gz');
}

/** `skipover simulate`. Returns 12 where a migration lost a page or broke another property. */
export async function simulateCommand(given: SimulateArguments): Promise<number> {
  const chosen = (given.design.length === 0 ? matrixDesigns : given.design).map(parseDesign);
  requireWritableFolder(join(given.out, 'results'));
  if (given.json !== undefined) requireWritableFile(given.json);
  const file = given.workload ?? defaultWorkloadFile();
  const workload = workloadFromGcLog(readGcLogFile(file));
  requireFits(workload, defaultVmFrames);
  const tool = toolOf();
  const status = new StatusLine();
  const startedAt = new Date().toISOString();
  status.show(`migrating a 2 GiB VM under ${chosen.map(({ name }) => name).join(', ')}`);
  const results = await migrateAll(chosen, workload);
  status.clear();
  const name = basename(workload.name);
  const content: MigrationResults = {
    schema: 'skipover-simulate/1',
    tool,
    startedAt,
    modelHash: modelHash(tool.version),
    workload: { name, facts: workload.facts, assumptions: workload.assumptions },
    results,
  };
  const text = `${JSON.stringify(content, undefined, 1)}\n`;
  const result = slug(['simulate', name, ...given.design].join('-'));
  writeWhole(join(given.out, 'results', `${result}.json`), text);
  if (given.json !== undefined) writeWhole(given.json, text);
  print(content);
  const { writePage } = await import('./page-file.ts');
  console.log(`Report: ${await writePage(given.out)}`);
  const lost = results.some(({ lost: { count }, violations }) => count + violations.length > 0);
  return lost ? exitCodes.safety : exitCodes.ok;
}

/** One migration per core at a time; the main thread stays free for signals. */
async function migrateAll(
  chosen: readonly NamedDesign[],
  workload: JvmWorkload,
): Promise<MigrationMetrics[]> {
  const pool = new Tinypool({
    filename: new URL('./simulate-worker.js', import.meta.url).href,
    maxThreads: Math.max(1, Math.min(chosen.length, availableParallelism())),
  });
  try {
    const tasks = chosen.map((design): SimulateTask => ({ ...design, workload }));
    return await Promise.all(
      tasks.map(async (task) => {
        const outcome = (await pool.run(task)) as SimulateOutcome;
        if ('stuck' in outcome) throw new StuckError(outcome.stuck);
        return outcome.metrics;
      }),
    );
  } finally {
    await pool.destroy();
  }
}

function print({ workload, results }: MigrationResults): void {
  console.log(`\nA 2 GiB VM over 1 Gbit/s, its JVM as recorded in ${workload.name}:`);
  for (const line of [
    ...workload.facts,
    ...workload.assumptions.map((text) => `assumed: ${text}`),
  ]) {
    console.log(`  ${line}`);
  }
  const rows: readonly (readonly [string, (metrics: MigrationMetrics) => string])[] = [
    ['', ({ design }) => styled('bold', design)],
    ['total time', ({ seconds }) => `${seconds.toFixed(1)} s`],
    ['traffic', ({ bytesSent }) => `${(bytesSent / 1e9).toFixed(2)} GB`],
    ['iterations', ({ iterations, stoppedBy }) => `${iterations.length}, by ${stoppedBy}`],
    ['downtime', ({ downtimeSeconds }) => `${downtimeSeconds.toFixed(3)} s`],
    ['  safepoint wait', ({ downtime }) => milliseconds(downtime.safepointWait)],
    ['  enforced collection', ({ downtime }) => milliseconds(downtime.enforcedCollection)],
    ['  final update', ({ downtime }) => milliseconds(downtime.finalUpdate)],
    ['  last iteration', ({ downtime }) => milliseconds(downtime.lastIteration)],
    ['  resumption', ({ downtime }) => milliseconds(downtime.resumption)],
    ['lost frames', ({ lost }) => (lost.count === 0 ? 'none' : `✗ ${grouped(lost.count)}`)],
  ];
  console.log('');
  console.log(table(rows.map(([title, tell]) => [[title], ...results.map((m) => [tell(m)])])));
  for (const { design, lost, violations } of results) {
    for (const { frame, need, transferBit } of lost.first.slice(0, 3)) {
      console.log(
        `${design} lost frame ${frame}, needed by ${need}, its transfer bit ${transferBit}`,
      );
    }
    for (const { property, detail } of violations) console.log(`${design} ${property}: ${detail}`);
  }
}

function milliseconds(seconds: number): string {
  return `${(seconds * 1000).toFixed(1)} ms`;
}
