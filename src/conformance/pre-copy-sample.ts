import type { Observation } from './observation.ts';

/** Pages of the guest, and how often it writes at most. */
interface PreCopySize {
  readonly frames: number;
  readonly bursts: number;
}

/** What is wrong with it: a sync forgets what was still to be sent; or nothing is synced after the VM has stopped. */
export type PreCopyFault = 'syncReplaces' | 'noLastSync';

type Phase =
  | 'idle'
  | 'deciding'
  | 'bursting'
  | 'stopping'
  | 'lastSync'
  | 'completing'
  | 'activating';

/** A small pre-copy that moves real contents, for tests: the model sees it through what it shows. */
export class PreCopy {
  readonly #fault: PreCopyFault | undefined;
  readonly #source: Uint32Array;
  readonly #destination: Uint32Array;
  readonly #written = new Set<number>();
  #toSend = new Set<number>();
  #phase: Phase = 'idle';
  #cursor = 0;
  #threshold = 0;
  #burstsLeft: number;
  #hasSynced = false;
  #hasBegun = false;

  constructor({ frames, bursts }: PreCopySize, fault?: PreCopyFault) {
    this.#fault = fault;
    this.#source = new Uint32Array(frames).fill(1);
    this.#destination = new Uint32Array(frames);
    this.#burstsLeft = bursts;
  }

  get phase(): Phase {
    return this.#phase;
  }

  get #isLogging(): boolean {
    return this.#phase !== 'idle';
  }

  /** Whether the guest could write: not while the VM is stopped. */
  write(page: number): boolean {
    if (['lastSync', 'completing', 'activating'].includes(this.#phase)) return false;
    this.#source[page]!++;
    if (this.#isLogging) this.#written.add(page);
    return true;
  }

  /** One step of the migration; false if it is not possible now. */
  step(event: string, choice: number): boolean {
    const next = this.#next(event, choice);
    if (next !== undefined) this.#phase = next;
    return next !== undefined;
  }

  #next(event: string, choice: number): Phase | undefined {
    switch (`${this.#phase} ${event}`) {
      case 'idle migrate':
        return this.#begin();
      case 'deciding decide':
        return this.#decide();
      case 'bursting send':
        return this.#send() ? 'bursting' : 'deciding';
      case 'bursting endBurst':
        this.#threshold = choice;
        return 'deciding';
      case 'stopping stopVm':
        return 'lastSync';
      case 'lastSync sync':
        if (this.#fault !== 'noLastSync') this.#sync();
        return 'completing';
      case 'completing send':
        return this.#send() ? 'completing' : 'activating';
      case 'activating activate':
        return this.#resume();
      default:
        return undefined;
    }
  }

  #begin(): Phase | undefined {
    if (this.#hasBegun) return undefined;
    this.#hasBegun = true;
    this.#toSend = new Set(this.#source.keys());
    return 'deciding';
  }

  #decide(): Phase {
    const isMuch = this.#toSend.size >= Math.max(1, this.#threshold);
    if (this.#burstsLeft > 0 && isMuch) {
      this.#burstsLeft--;
      this.#hasSynced = false;
      return 'bursting';
    }
    if (this.#hasSynced) return 'stopping';
    this.#sync();
    return 'deciding';
  }

  #sync(): void {
    if (this.#fault === 'syncReplaces') this.#toSend.clear();
    for (const page of this.#written) this.#toSend.add(page);
    this.#written.clear();
    this.#hasSynced = true;
  }

  /** Sends the next page; false if none is left. */
  #send(): boolean {
    const pages = [...this.#toSend].toSorted((a, b) => a - b);
    const page = pages.find((each) => each >= this.#cursor) ?? pages[0];
    if (page === undefined) return false;
    this.#toSend.delete(page);
    this.#destination[page] = this.#source[page]!;
    this.#cursor = (page + 1) % this.#source.length;
    return true;
  }

  #resume(): Phase {
    this.#source.set(this.#destination);
    this.#written.clear();
    this.#cursor = 0;
    return 'idle';
  }

  /** What it knows of itself; which pages differ at the destination is found by comparing contents. */
  show(): Observation {
    const bits = (isSet: (page: number) => boolean): boolean[] =>
      Array.from(this.#source.keys(), isSet);
    return {
      dirty: bits((page) => this.#written.has(page)),
      bitmap: bits((page) => this.#toSend.has(page)),
      cursor: this.#cursor,
      ...(this.#isLogging
        ? { stale: bits((page) => this.#source[page] !== this.#destination[page]) }
        : {}),
    };
  }
}
