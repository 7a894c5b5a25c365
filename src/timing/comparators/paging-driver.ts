import type { Channel } from '../../system/channel.ts';
import type { CompiledProcess } from '../../system/compile.ts';
import type { System } from '../../system/system.ts';
import type { Driver } from '../clock.ts';

export interface PagingDriverOptions {
  readonly process: 'pageServer' | 'pager';
  readonly inbox: Channel;
  /** Its own events that it may take of itself; a fault is the guest's doing. */
  readonly events: readonly string[];
  /** Seconds of each transition. */
  readonly seconds: Float64Array;
  /** Whether the message at the head has come. Default: every one has. */
  readonly hasCome?: (words: Uint32Array, now: number) => boolean;
  /** Called when a message has been taken. */
  readonly onTaken?: () => void;
}

/** Page server or pager by the clock: what comes in goes before what it would do of itself. */
export class PagingDriver implements Driver {
  readonly process: string;
  readonly choice = 0;
  readonly #process: CompiledProcess;
  readonly #options: PagingDriverOptions;
  #takes = false;

  constructor(system: System, options: PagingDriverOptions) {
    this.process = options.process;
    this.#process = system.process(options.process);
    this.#options = options;
  }

  pick(words: Uint32Array, now: number): number {
    const { inbox, events, hasCome } = this.#options;
    const message = inbox.head(words);
    this.#takes = true;
    if (message >= 0 && (hasCome === undefined || hasCome(words, now))) {
      const { mailboxes } = this.#process.states[this.#process.control.get(words, 0)]!;
      const step = mailboxes[0]!.byMessage[message]?.first(words, 0) ?? -1;
      if (step >= 0) return step;
    }
    this.#takes = false;
    for (const event of events) {
      const step = this.#process.enabledOn(words, event, 0);
      if (step >= 0) return step;
    }
    return -1;
  }

  after(_words: Uint32Array, now: number, transition: number): number {
    if (this.#takes) this.#options.onTaken?.();
    return now + this.#options.seconds[transition]!;
  }
}
