import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { InputError } from '../../foundation/input-error.ts';
import { enabledMax } from '../../system/enabled-max.ts';
import type { System } from '../../system/system.ts';
import { CoverageCounts } from '../coverage/coverage.ts';
import { ErrorInState } from './error-in-state.ts';
import type { Expander } from './expander.ts';
import type { Expansion, SuccessorSink } from './expansion.ts';
import { ModelError } from '../../foundation/model-error.ts';
import { WorkQueue, type Claimant } from './work-queue.ts';
import type { SystemSource, WorkerFailure, WorkerTask } from './search-worker.ts';
import type { StateStore } from '../stores/state-store.ts';

/** Threads that search together; the thread that starts them is the first. */
export interface Workers {
  /** 1 to 8: there is one visited set, and the first thread alone works on it. */
  readonly count: number;
  readonly source: SystemSource;
}

export const workersMax = 8;

export interface SearchWorkersInput {
  readonly system: System;
  readonly workers: Workers;
  readonly store: StateStore;
  /** Of the calling thread. */
  readonly expander: Expander;
  readonly reduces: boolean;
}

interface Member {
  readonly thread: Worker;
  readonly port: MessageChannel['port1'];
}

/**
 * The other workers of a search, each in a thread of its own. They take steps; the calling thread looks up
 * what they found in the order of the states, judges it, and takes steps itself where there is nothing to
 * look up. Nothing but chunks of states is shared, and nothing depends on who expanded which.
 */
export class SearchWorkers {
  /** What the others have counted. Complete between two calls of `expand`. */
  readonly counts: readonly CoverageCounts[];
  readonly #input: SearchWorkersInput;
  readonly #queue: WorkQueue;
  readonly #members: readonly Member[];
  /** Chunks offered, and those of them that are dealt with. */
  #offered = 0;
  #taken = 0;
  /** What this thread threw first: reported when it is its chunk's turn, so that it does not depend on who was faster. */
  #fault: unknown;

  constructor(input: SearchWorkersInput) {
    const { system, workers, reduces } = input;
    const { wordsPerState } = system.layout;
    const stepsMax = enabledMax(system);
    const shared = WorkQueue.share(wordsPerState, stepsMax);
    this.#input = input;
    this.#queue = new WorkQueue(wordsPerState, stepsMax, shared);
    const others = Array.from({ length: workers.count - 1 }, () => {
      return new SharedArrayBuffer(CoverageCounts.bytesFor(system));
    });
    this.counts = others.map((memory) => new CoverageCounts(system, memory));
    this.#members = others.map((counts, index): Member => {
      const { port1, port2 } = new MessageChannel();
      const { source } = workers;
      const worker = index + 1;
      const task: WorkerTask = { source, worker, reduces, queue: shared, counts, port: port2 };
      const file = new URL('./search-worker.js', import.meta.url);
      const thread = new Worker(file, { workerData: task, transferList: [port2] });
      thread.unref();
      return { thread, port: port1 };
    });
  }

  expansionFor(sink: SuccessorSink): Expansion {
    return { expand: (first, end) => this.#expand(first, end, sink) };
  }

  /** Waits until every thread has shown that it can do its part. Throws where one cannot. */
  finish(): void {
    this.#queue.waitForStart(this.#members.length);
    if (this.#queue.hasFailed) throw this.#failure();
  }

  /** Lets the other threads go. */
  dismiss(): void {
    this.#queue.end();
    for (const { thread, port } of this.#members) {
      port.close();
      void thread.terminate();
    }
  }

  #expand(first: number, end: number, sink: SuccessorSink): void {
    const queue = this.#queue;
    let next = first;
    const claimant: Claimant = { worker: 0, onFault: (error) => (this.#fault ??= error) };
    if (queue.hasFailed) throw this.#failure();
    while (next < end || this.#taken < this.#offered) {
      while (next < end && queue.hasRoom(this.#offered - this.#taken)) {
        next = this.#offer(next, Math.min(end, next + queue.statesPerChunk));
      }
      if (queue.isDone(this.#taken)) {
        this.#take(this.#taken++, sink);
        continue;
      }
      const claimed = queue.claim();
      if (claimed < 0) queue.waitFor(this.#taken);
      else queue.expand(claimed, this.#input.expander, claimant);
    }
  }

  /** Offers the states from `first` up to, not including, `end`. Returns `end`. */
  #offer(first: number, end: number): number {
    const { store, system } = this.#input;
    const number = this.#offered++;
    const { states } = this.#queue.chunk(number);
    const { wordsPerState } = system.layout;
    const { words } = this.#input.expander;
    for (let state = first, at = 0; state < end; state++, at += wordsPerState) {
      store.read(state, words);
      for (let word = 0; word < wordsPerState; word++) states[at + word] = words[word]!;
    }
    this.#queue.offer(number, { first, count: end - first });
    return end;
  }

  #take(number: number, sink: SuccessorSink): void {
    const queue = this.#queue;
    const chunk = queue.chunk(number);
    const fault = queue.faultOf(chunk);
    if (fault >= 0) throw fault === 0 ? this.#fault : this.#failureOf(fault - 1);
    const { words } = this.#input.expander;
    const count = queue.countOf(chunk);
    for (let at = 0; at < count; at++) {
      if (chunk.moved[at] === 1) continue;
      words.set(chunk.states.subarray(at * words.length, (at + 1) * words.length));
      sink.noProgress(words, queue.firstOf(chunk) + at);
    }
    sink.add(queue.recordsOf(chunk));
  }

  /** What a thread has said that could not start. */
  #failure(): unknown {
    const failures = this.#members.map((_, member) => this.#failureOf(member));
    return failures.find((failure) => failure !== undefined);
  }

  #failureOf(member: number): Error | undefined {
    const message = receiveMessageOnPort(this.#members[member]!.port)?.message as
      | WorkerFailure
      | undefined;
    if (message === undefined) return undefined;
    const { failure, kind, state } = message;
    if (kind !== undefined) return new InputError(kind, failure);
    return state === undefined
      ? new ModelError(failure)
      : new ErrorInState(state, failure, message);
  }
}
