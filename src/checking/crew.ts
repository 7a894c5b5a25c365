import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { InputError } from '../foundation/input-error.ts';
import { invariant } from '../foundation/invariant.ts';
import { enabledMax } from '../system/enabled-max.ts';
import type { System } from '../system/system.ts';
import { Mailboxes } from './mailboxes.ts';
import { ThreadMeeting } from './meeting.ts';
import { ModelError } from './model-error.ts';
import { workerOf, type PartReport, type Saving } from './part.ts';
import type { Ancestry } from './paths.ts';
import { memoryForQuestions, RemoteAncestry } from './questions.ts';
import { RoundControl } from './round-control.ts';
import type { SystemSource, WorkerMessage, WorkerTask } from './search-worker.ts';
import type { Limits } from './search.ts';
import { shardCount } from './shard-number.ts';
import type { Visited } from './visited.ts';

/** Threads that search together; the thread that starts them is the first. */
export interface Workers {
  /** 1 to 8. */
  readonly count: number;
  readonly source: SystemSource;
}

export interface CrewInput {
  readonly system: System;
  readonly workers: Workers;
  readonly visited: Visited;
  readonly keep: number;
  readonly limits: Limits;
  readonly saving: Saving;
  readonly reduces: boolean;
}

interface Member {
  readonly thread: Worker;
  readonly port: MessageChannel['port1'];
  readonly ancestry: RemoteAncestry;
}

/** The other workers of a search, each in a thread of its own with shards of its own; what they share is
 * the mailboxes and a page of numbers. The calling thread blocks where it waits for them. */
export class Crew {
  readonly boxes: Mailboxes;
  readonly numbers = new SharedArrayBuffer(RoundControl.bytes);
  readonly meeting: ThreadMeeting;
  readonly #members: readonly Member[];
  readonly #count: number;

  constructor({ system, workers, visited, keep, limits, saving, reduces }: CrewInput) {
    const { count, source } = workers;
    invariant(
      Number.isInteger(count) && count >= 1 && count <= shardCount,
      `${count} workers; 1 to ${shardCount}`,
    );
    const { wordsPerState } = system.layout;
    const shared = Mailboxes.share(wordsPerState, enabledMax(system));
    const meeting = new SharedArrayBuffer(ThreadMeeting.bytes);
    this.boxes = new Mailboxes(wordsPerState, enabledMax(system), shared);
    this.meeting = new ThreadMeeting(meeting, count);
    this.#count = count;
    this.#members = Array.from({ length: count - 1 }, (_, index) => {
      const { port1, port2 } = new MessageChannel();
      const questions = memoryForQuestions(wordsPerState);
      const task: WorkerTask = {
        source,
        worker: index + 1,
        workers: count,
        visited,
        keep,
        limits,
        saving,
        reduces,
        boxes: shared,
        numbers: this.numbers,
        meeting,
        questions,
        port: port2,
      };
      const file = new URL('./search-worker.js', import.meta.url);
      const thread = new Worker(file, { workerData: task, transferList: [port2] });
      thread.unref();
      return { thread, port: port1, ancestry: new RemoteAncestry(questions) };
    });
  }

  /** What the others have to tell. Waits for them. */
  reports(): PartReport[] {
    this.meeting.wait();
    return this.#members.map(({ port }) => {
      const { message } = receiveMessageOnPort(port) as { message: WorkerMessage };
      invariant('report' in message, 'a worker failed after the last meeting');
      return message.report;
    });
  }

  /** Asks the owner of each state; `own` answers for the calling thread. */
  ancestry(own: Ancestry): Ancestry {
    const of = (id: number): Ancestry => {
      const worker = workerOf(id % shardCount, this.#count);
      return worker === 0 ? own : this.#members[worker - 1]!.ancestry;
    };
    return { parent: (id) => of(id).parent(id), is: (id, words) => of(id).is(id, words) };
  }

  /** Why another worker abandoned the search, where one did. */
  failure(): Error | undefined {
    for (const { port } of this.#members) {
      const message = receiveMessageOnPort(port)?.message as WorkerMessage | undefined;
      if (message === undefined || 'report' in message || message.abandoned) continue;
      const { failure, kind } = message;
      return kind === undefined ? new ModelError(failure) : new InputError(kind, failure);
    }
    return undefined;
  }

  /** Lets the other threads go, or stops them where they do not listen any more. */
  dismiss(hasFailed: boolean): void {
    if (hasFailed) this.meeting.abandon();
    for (const { thread, port, ancestry } of this.#members) {
      ancestry.end();
      port.close();
      if (hasFailed) void thread.terminate();
    }
  }
}
