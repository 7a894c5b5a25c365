import { MessageChannel } from 'node:worker_threads';
import type { CheckProgress } from '../../checking/check.ts';
import { InputError } from '../../foundation/input-error.ts';
import type { CheckResults } from '../../report/results.ts';
import type { ChartConfig } from '../../statecharts/chart-config.ts';
import { lockCheckpoints } from '../check/checkpoint-lock.ts';
import { processBytesMax, stateBytesMax } from '../check/process-memory.ts';
import { requireSearchOptions, workersFor, type SearchArguments } from '../check/search-options.ts';
import type { SearchTask } from '../check/search-task.ts';
import { exitCodeOf } from '../exit-codes.ts';
import { writeWhole } from '../files/files.ts';
import { requireResultPlace } from '../files/result-file.ts';
import { interruptedCode, interruptible } from '../interruption.ts';
import { StatusLine } from '../terminal/progress.ts';
import { grouped, plain } from '../terminal/text.ts';
import { toolOf } from '../version.ts';
import { hashOf } from '../../subject/systems-hash.ts';
import { printFileCheck } from './file-view.ts';
import type { FileOutcome } from './file-task.ts';
import { chosenSystems, codeOfRefused, loadSubject } from './load-file.ts';
import { threadsFor, withWorkers, type RunTask } from '../workers/worker-pool.ts';

export interface CheckFileArguments extends SearchArguments {
  readonly file: string;
  /** Only these systems of the file; all if empty. */
  readonly only: readonly string[];
  readonly json?: string;
  readonly out: string;
}

/** `skipover check FILE`: checks every system that a file exports. Returns the exit code. */
export async function checkFileCommand(given: CheckFileArguments): Promise<number> {
  const { file, out, json } = given;
  const subject = await loadSubject(file);
  const systems = chosenSystems(subject, given.only);
  requireSearchOptions(given, systems.length);
  requireResultPlace(given);

  const tool = toolOf();
  const startedAt = new Date().toISOString();
  const modelHash = hashOf(systems);
  const all = await runAll(
    systems.map(({ name }) => name),
    given,
    `${tool.version} ${modelHash}`,
  );
  const outcomes = all.flatMap((outcome) => ('refused' in outcome ? [] : [outcome]));
  const refusals = all.flatMap((outcome) => ('refused' in outcome ? [outcome.refused] : []));
  if (outcomes.length === 0) throw new InputError(refusals[0]!.kind, refusals[0]!.message);
  for (const { message } of refusals) console.error(plain(`skipover: ${message}`));
  const results: CheckResults = {
    schema: 'skipover-check-file/1',
    tool,
    startedAt,
    modelHash,
    results: outcomes.map(({ entry }) => entry),
    charts: distinct(outcomes.flatMap(({ charts }) => charts)),
  };
  const { saveFileCheck } = await import('./save-file-check.ts');
  const refusedCodes = [
    codeOfRefused(subject, given.only),
    ...refusals.map(({ kind }) => exitCodeOf[kind]),
  ];
  const { traces, page, code } = await saveFileCheck(out, results, { file, refusedCodes });
  if (json !== undefined) writeWhole(json, `${JSON.stringify(results, undefined, 1)}\n`);
  printFileCheck(results.results, { traces, page });
  if (results.results.some(({ ended }) => ended?.reason === 'interrupted')) {
    console.error(`skipover: interrupted: go on with --resume ${given.checkpoint}`);
    return interruptedCode();
  }
  return code;
}

function distinct(charts: readonly ChartConfig[]): ChartConfig[] {
  return [...new Map(charts.map((chart) => [chart['id'], chart])).values()];
}

/** Checks the systems on all cores, one thread each; in their order. */
async function runAll(
  names: readonly string[],
  given: CheckFileArguments,
  checkpointKey: string,
): Promise<FileOutcome[]> {
  const unlock = lockCheckpoints(given);
  const threads = threadsFor(names.length);
  const search: SearchTask = {
    ...given,
    checkpointKey,
    workers: workersFor(given),
    maxBytes: Math.floor(stateBytesMax(given.maxMemory) / threads),
    processBytesMax: processBytesMax(given.maxMemory),
    ...(given.checkpoint === undefined ? {} : { interruption: interruptible() }),
  };
  const status = new StatusLine();
  const runOne = async (run: RunTask<'checkFile'>, name: string): Promise<FileOutcome> => {
    const { port1, port2 } = new MessageChannel();
    port1.on('message', ({ states, depth }: CheckProgress) =>
      status.show(`${name}: ${grouped(states)} states, depth ${depth}`),
    );
    const outcome = await run({ file: given.file, name, search, port: port2 }, port2);
    port1.close();
    return outcome;
  };
  try {
    return await withWorkers('checkFile', threads, (run) =>
      Promise.all(names.map((name) => runOne(run, name))),
    );
  } finally {
    unlock();
    status.clear();
  }
}
