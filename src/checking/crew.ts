import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { InputError } from '../foundation/input-error.ts';
import { enabledMax } from '../system/enabled-max.ts';
import type { System } from '../system/system.ts';
import { CoverageCounts } from './coverage.ts';
import type { Expander } from './expander.ts';
import type { Expansion, Finder } from './expansion.ts';
import { ModelError } from './model-error.ts';
import { Relay, type Claimant } from './relay.ts';
import type { SystemSource, WorkerFailure, WorkerTask } from './search-worker.ts';
import type { StateStore } from './state-store.ts';

/** Threads that search together; the thread that starts them is the first. */
export interface Workers {
  /** 1 to 8: there is one visited set, and the first thread alone works on it. */
  readonly count: number;
  readonly source: SystemSource;
}

export const workersMax = 8;

export interface CrewInput {
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
export class Crew {
  /** What the others have counted. Complete between two calls of `expand`. */
  readonly counts: readonly CoverageCounts[];
  readonly #input: CrewInput;
  readonly #relay: Relay;
  readonly #members: readonly Member[];
  /** Chunks offered, and those of them that are dealt with. */
  #offered = 0;
  #taken = 0;
  /** What this thread threw first: told when it is its chunk's turn, so that it does not depend on who was faster. */
  #fault: unknown;

  constructor(input: CrewInput) {
    const { system, workers, reduces } = input;
    const { wordsPerState } = system.layout;
    const stepsMax = enabledMax(system);
    const shared = Relay.share(wordsPerState, stepsMax);
    this.#input = input;
    this.#relay = new Relay(wordsPerState, stepsMax, shared);
    const others = Array.from({ length: workers.count - 1 }, () => {
      return new SharedArrayBuffer(CoverageCounts.bytesFor(system));
    });
    this.counts = others.map((memory) => new CoverageCounts(system, memory));
    this.#members = others.map((counts, index): Member => {
      const { port1, port2 } = new MessageChannel();
      const { source } = workers;
      const worker = index + 1;
      const task: WorkerTask = { source, worker, reduces, relay: shared, counts, port: port2 };
      const file = new URL('./search-worker.js', import.meta.url);
      const thread = new Worker(file, { workerData: task, transferList: [port2] });
      thread.unref();
      return { thread, port: port1 };
    });
  }

  expansionFor(finder: Finder): Expansion {
    return { expand: (first, end) => this.#expand(first, end, finder) };
  }

  /** Waits until every thread has shown that it can do its part. Throws where one cannot. */
  finish(): void {
    this.#relay.waitForStart(this.#members.length);
    if (this.#relay.hasFailed) throw this.#failure();
  }

  /** Lets the other threads go. */
  dismiss(): void {
    this.#relay.end();
    for (const { thread, port } of this.#members) {
      port.close();
      void thread.terminate();
    }
  }

  #expand(first: number, end: number, finder: Finder): void {
    const relay = this.#relay;
    let next = first;
    const claimant: Claimant = { worker: 0, onFault: (error) => (this.#fault ??= error) };
    if (relay.hasFailed) throw this.#failure();
    while (next < end || this.#taken < this.#offered) {
      while (next < end && relay.hasRoom(this.#offered - this.#taken)) {
        next = this.#offer(next, Math.min(end, next + relay.statesPerChunk));
      }
      if (relay.isDone(this.#taken)) {
        this.#take(this.#taken++, finder);
        continue;
      }
      const claimed = relay.claim();
      if (claimed < 0) relay.waitFor(this.#taken);
      else relay.expand(claimed, this.#input.expander, claimant);
    }
  }

  /** Offers the states from `first` up to, not including, `end`. Returns `end`. */
  #offer(first: number, end: number): number {
    const { store, system } = this.#input;
    const number = this.#offered++;
    const { states } = this.#relay.chunk(number);
    const { wordsPerState } = system.layout;
    const { words } = this.#input.expander;
    for (let state = first, at = 0; state < end; state++, at += wordsPerState) {
      store.read(state, words);
      for (let word = 0; word < wordsPerState; word++) states[at + word] = words[word]!;
    }
    this.#relay.offer(number, { first, count: end - first });
    return end;
  }

  #take(number: number, finder: Finder): void {
    const relay = this.#relay;
    const chunk = relay.chunk(number);
    const fault = relay.faultOf(chunk);
    if (fault >= 0) throw fault === 0 ? this.#fault : this.#failureOf(fault - 1);
    const { words } = this.#input.expander;
    const count = relay.countOf(chunk);
    for (let at = 0; at < count; at++) {
      if (chunk.moved[at] === 1) continue;
      words.set(chunk.states.subarray(at * words.length, (at + 1) * words.length));
      finder.still(words, relay.firstOf(chunk) + at);
    }
    finder.found(relay.recordsOf(chunk));
  }

  /** What a thread has said that could not start. */
  #failure(): unknown {
    const failures = this.#members.map((_, member) => this.#failureOf(member));
    return failures.find((failure) => failure !== undefined);
  }

  #failureOf(member: number): Error | undefined {
    const message = receiveMessageOnPort(this.#members[member]!.port)?.message as
      WorkerFailure | undefined;
    if (message === undefined) return undefined;
    const { failure, kind } = message;
    return kind === undefined ? new ModelError(failure) : new InputError(kind, failure);
  }
}
