import { InputError, type InputErrorKind } from '../foundation/input-error.ts';
import { invariant } from '../foundation/invariant.ts';
import { workerData, type MessagePort } from 'node:worker_threads';
import { enabledMax } from '../system/enabled-max.ts';
import type { System } from '../system/system.ts';
import { Mailboxes, type SharedBoxes } from './mailboxes.ts';
import { AbandonedError, ThreadMeeting } from './meeting.ts';
import { Part, type PartReport, type Saving } from './part.ts';
import { answerQuestions } from './questions.ts';
import { RoundControl } from './round-control.ts';
import type { Limits } from './search.ts';
import { symmetryOf } from './symmetry.ts';
import type { Visited } from './visited.ts';

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
  readonly worker: number;
  readonly workers: number;
  readonly visited: Visited;
  readonly keep: number;
  readonly limits: Limits;
  readonly saving: Saving;
  /** Whether of states that are alike one is explored. */
  readonly reduces: boolean;
  readonly boxes: SharedBoxes;
  readonly numbers: SharedArrayBuffer;
  readonly meeting: SharedArrayBuffer;
  readonly questions: SharedArrayBuffer;
  readonly port: MessagePort;
}

/** The one message that a worker sends. */
export type WorkerMessage =
  | { readonly report: PartReport }
  | {
      readonly failure: string;
      /** Of an `InputError`. */
      readonly kind: InputErrorKind | undefined;
      readonly abandoned: boolean;
    };

async function build({ module, name, given }: SystemSource): Promise<System> {
  const exports = (await import(module)) as Record<string, unknown>;
  const make = exports[name];
  invariant(typeof make === 'function', `${module} exports no function ${name}`);
  return (make as (...given: readonly unknown[]) => System)(...given);
}

const task = workerData as WorkerTask;
const { port } = task;
const meeting = new ThreadMeeting(task.meeting, task.workers);
try {
  const system = await build(task.source);
  const part = new Part({
    ...task,
    system,
    boxes: new Mailboxes(system.layout.wordsPerState, enabledMax(system), task.boxes),
    control: new RoundControl({ meeting, numbers: task.numbers, leads: false }),
    normalise: task.reduces ? symmetryOf(system) : undefined,
  });
  const message: WorkerMessage = { report: part.run() };
  port.postMessage(message);
  meeting.wait();
  answerQuestions(task.questions, part);
} catch (error) {
  const failure = error instanceof Error ? error.message : String(error);
  const kind = error instanceof InputError ? error.kind : undefined;
  const abandoned = error instanceof AbandonedError;
  const message: WorkerMessage = { failure, kind, abandoned };
  port.postMessage(message);
  meeting.abandon();
}
