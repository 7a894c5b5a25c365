import type { MessagePort } from 'node:worker_threads';
import { ActorsSystem } from '../../actors/actors-system.ts';
import { machineCoverage } from '../../actors/machine-coverage.ts';
import type { CheckEntry } from '../../analysis/matrix/cell-entry.ts';
import { fileEntry } from '../../analysis/matrix/file-entry.ts';
import type { CheckProgress } from '../../checking/check.ts';
import type { SystemSource } from '../../checking/search/search-worker.ts';
import { InputError, type InputErrorKind } from '../../foundation/input-error.ts';
import { chartConfig, type ChartConfig } from '../../statecharts/chart-config.ts';
import { searchOptionsFor, type SearchTask } from '../check/search-task.ts';
import { withFileTokens } from './file-token.ts';
import { loadSystem } from './load-file.ts';
import { refusingMistakes } from './model-refusal.ts';

/** One system of a file, as it is given to a worker. */
export interface FileTask {
  readonly file: string;
  readonly name: string;
  readonly search: SearchTask;
  /** Receives `CheckProgress`. */
  readonly port: MessagePort;
}

/** An entry with the charts of its system, or why the search was refused. */
export type FileOutcome =
  | { readonly entry: CheckEntry; readonly charts: readonly ChartConfig[] }
  | { readonly refused: { readonly kind: InputErrorKind; readonly message: string } };

/** Checks one system of a file in a worker thread. */
export async function fileTask(task: FileTask): Promise<FileOutcome> {
  try {
    return await refusingMistakes(task.file, () => checked(task));
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { refused: { kind: error.kind, message: error.message } };
  }
}

async function checked({ file, name, search, port }: FileTask): Promise<FileOutcome> {
  const subject = await loadSystem(file, name);
  const start = performance.now();
  const elapsed = (): number => (performance.now() - start) / 1000;
  const entry = fileEntry(subject, {
    ...searchOptionsFor(search, { key: [file, name], source: sourceOf(file, name) }, elapsed),
    file,
    ...(search.liveness === undefined ? {} : { liveness: search.liveness }),
    onProgress: (progress: CheckProgress) => port.postMessage(progress),
  });
  port.close();
  const drawn = subject.system instanceof ActorsSystem ? machineCoverage(subject.system, name) : [];
  if (drawn.length > 0) {
    const coverage = drawn.map((each) => each.coverage);
    return {
      entry: {
        ...withFileTokens(subject, file, entry),
        coverage,
        seconds: Number(elapsed().toFixed(3)),
      },
      charts: drawn.map(({ chart }) => chart),
    };
  }
  const machines = new Map(
    subject.system.processes.map(({ definition }) => [definition.machine.id, definition.machine]),
  );
  return {
    entry: { ...withFileTokens(subject, file, entry), seconds: Number(elapsed().toFixed(3)) },
    charts: [...machines.values()].map(chartConfig),
  };
}

/** How another thread gets the same system. */
function sourceOf(file: string, name: string): SystemSource {
  const module = new URL('./load-file.js', import.meta.url).href;
  return { module, name: 'systemOfFile', given: [file, name] };
}
