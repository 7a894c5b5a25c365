import { setTimeout as sleep } from 'node:timers/promises';
import type { FrameLink } from './daemon.ts';

export interface LinkNumbers {
  readonly bytesPerSecond: number;
  /** A frame on the wire. */
  readonly frameBytes: number;
}

/** What waits in the socket's buffer while the daemon prepares its next batch: the largest that Linux gives by default. */
const bufferBytes = 4 * 2 ** 20;

/** A link of a set rate with a buffer before it. It falls idle only if the daemon does not fill the buffer in time. */
export class RatedLink implements FrameLink {
  readonly #numbers: LinkNumbers;
  #freeAtMs = 0;
  /** For how long nothing was to be sent since the first frame. */
  idleMs = 0;

  constructor(numbers: LinkNumbers) {
    this.#numbers = numbers;
  }

  async take(frames: number): Promise<void> {
    const { bytesPerSecond, frameBytes } = this.#numbers;
    const now = performance.now();
    if (this.#freeAtMs > 0) this.idleMs += Math.max(0, now - this.#freeAtMs);
    this.#freeAtMs = Math.max(this.#freeAtMs, now) + (1000 * frames * frameBytes) / bytesPerSecond;
    await this.#until(this.#freeAtMs - (1000 * bufferBytes) / bytesPerSecond);
  }

  async drained(): Promise<void> {
    await this.#until(this.#freeAtMs);
  }

  async #until(ms: number): Promise<void> {
    for (let now = performance.now(); now < ms; now = performance.now()) await sleep(ms - now);
  }
}
