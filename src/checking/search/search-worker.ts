import { workerData, type MessagePort } from 'node:worker_threads';
import { InputError, type InputErrorKind } from '../../foundation/input-error.ts';
import { invariant } from '../../foundation/invariant.ts';
import { enabledMax } from '../../system/enabled-max.ts';
import type { System } from '../../system/system.ts';
import { CoverageCounts } from '../coverage/coverage.ts';
import { ErrorInState } from './error-in-state.ts';
import { Expander } from './expander.ts';
import { WorkQueue, tellStarted, type SharedRelay } from './work-queue.ts';
import { symmetryOf } from '../reductions/symmetry.ts';

/** Where another thread gets the same system from: closures cannot be sent. */
export interface SystemSource {
  /** A module that Node can import, as a URL. */
  readonly module: string;
  /** A function that it exports, and that returns the `System`. */
  readonly name: string;
  /** What the function is given: plain data. */
  readonly given: readonly unknown[];
}

/** What a worker thread is given. */
export interface WorkerTask {
  readonly source: SystemSource;
  /** 1 or more: 0 is the thread that starts the others. */
  readonly worker: number;
  /** Whether of states that are alike one is explored. */
  readonly reduces: boolean;
  readonly queue: SharedRelay;
  /** Memory for what it counts. */
  readonly counts: SharedArrayBuffer;
  readonly port: MessagePort;
}

/** The one message that a worker may send. */
export interface WorkerFailure {
  readonly failure: string;
  /** Of an `InputError`. */
  readonly kind: InputErrorKind | undefined;
  /** The state in which it showed; absent if the thread could not start. */
  readonly state: number | undefined;
}

async function build({ module, name, given }: SystemSource): Promise<System> {
  const exports = (await import(module)) as Record<string, unknown>;
  const make = exports[name];
  invariant(typeof make === 'function', `${module} exports no function ${name}`);
  return (make as (...given: readonly unknown[]) => System)(...given);
}

const task = workerData as WorkerTask;
const { port } = task;

function report(error: unknown): void {
  const failure = error instanceof Error ? error.message : String(error);
  const kind = error instanceof InputError ? error.kind : undefined;
  const state = error instanceof ErrorInState ? error.state : undefined;
  const message: WorkerFailure = { failure, kind, state };
  port.postMessage(message);
}

interface Ready {
  readonly queue: WorkQueue;
  readonly expander: Expander;
}

async function start(): Promise<Ready> {
  const system = await build(task.source);
  const { wordsPerState } = system.layout;
  const queue = new WorkQueue(wordsPerState, enabledMax(system), task.queue);
  const normalise = task.reduces ? symmetryOf(system) : undefined;
  const counts = new CoverageCounts(system, task.counts);
  return { queue, expander: new Expander({ system, normalise, counts }) };
}

function work({ queue, expander }: Ready): void {
  const claimant = { worker: task.worker, onFault: report };
  for (let chunk = queue.next(); chunk >= 0; chunk = queue.next()) {
    queue.expand(chunk, expander, claimant);
  }
}

let ready: Ready | undefined;
try {
  ready = await start();
} catch (error) {
  report(error);
}
tellStarted(task.queue, ready === undefined);
if (ready !== undefined) work(ready);
