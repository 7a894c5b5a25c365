import type { Comparator } from '../../../models/comparators.ts';
import { actionsOf } from '../../migration/chart-names.ts';
import type { Machine } from '../../migration/machine.ts';
import type { System } from '../../system/system.ts';
import { PlainDriver, type Driver, type Stretch } from '../clock.ts';
import type { Costs } from '../costs.ts';

/** How a frame is made smaller, and what that costs. All assumed; printed with the results. */
const methods = {
  compressed: { share: 0.5, cpuSeconds: 20e-6 },
  delta: { share: 0.3, cpuSeconds: 5e-6 },
} as const;

export interface FrameCostOptions {
  readonly system: System;
  readonly machine: Machine;
  readonly costs: Costs;
  /** Seconds of each transition, a complete frame sent. */
  readonly seconds: Float64Array;
  readonly method: NonNullable<Comparator['frames']>;
}

/**
 * The daemon's driver where not every frame costs the same. Which frames are sent is the chart's business;
 * this one says how many bytes each is and when the next is due. Making a frame smaller and sending it go
 * on at the same time: the slower of the two counts.
 */
export class FrameCosts implements Driver {
  readonly process = 'daemon';
  readonly choice = 0;
  /** On the wire, so far. */
  bytes = 0;
  /** Processor time for making frames smaller, so far. */
  cpuSeconds = 0;
  readonly #options: FrameCostOptions;
  readonly #plain: PlainDriver;
  readonly #sends: Uint8Array;
  /** Frames that the destination has a copy of: the base of a difference. */
  readonly #sent: Uint8Array;
  #frame = 0;

  constructor(options: FrameCostOptions) {
    const { system, seconds, machine } = options;
    this.#options = options;
    this.#plain = new PlainDriver(system, 'daemon', seconds);
    this.#sends = Uint8Array.from(system.transitions, (each) =>
      actionsOf(each).includes('daemon sendFrame') ? 1 : 0,
    );
    this.#sent = new Uint8Array(machine.memory.frames);
  }

  get dueAhead(): number {
    return this.#plain.dueAhead;
  }

  pick(words: Uint32Array): number {
    this.#frame = this.#options.machine.daemon.cursor.get(words, 0);
    return this.#plain.pick(words);
  }

  after(words: Uint32Array, now: number, transition: number): number {
    const due = this.#plain.after(words, now, transition);
    if (this.#sends[transition] === 0) return due;
    const { costs, method } = this.#options;
    const { frameBytes, headerBytes, linkBytesPerSecond } = costs;
    const { share, cpuSeconds } = methods[method];
    const isSmaller = method === 'compressed' || this.#sent[this.#frame] === 1;
    this.#sent[this.#frame] = 1;
    const bytes = headerBytes + (isSmaller ? Math.round(share * frameBytes) : frameBytes);
    const work = isSmaller ? cpuSeconds : 0;
    this.bytes += bytes;
    this.cpuSeconds += work;
    const complete = (frameBytes + headerBytes) / linkBytesPerSecond;
    return due - complete + Math.max(bytes / linkBytesPerSecond, work);
  }

  ahead(words: Uint32Array, stretch: Stretch): number {
    return this.#sends[stretch.transition] === 1 ? 0 : this.#plain.ahead(words, stretch);
  }
}
