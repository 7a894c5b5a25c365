import type { Machine } from '../migration/machine.ts';

/**
 * Which free frame the guest kernel hands out next: the one freed last, as Linux's per-CPU lists do
 * (`mm/page_alloc.c`), else the next free one in turn.
 */
export class FreeFrames {
  readonly #machine: Machine;
  readonly #freedLast: number[] = [];
  #cursor = 0;
  /** None was free when they were last looked through: whoever frees one says so. */
  #isFull = false;

  constructor(machine: Machine) {
    this.#machine = machine;
  }

  freed(frame: number): void {
    if (frame < 0) return;
    this.#freedLast.push(frame);
    this.#isFull = false;
  }

  next(words: Uint32Array): number | undefined {
    const { memory } = this.#machine;
    for (let frame = this.#freedLast.pop(); frame !== undefined; frame = this.#freedLast.pop()) {
      if (memory.isFree(words, frame)) return frame;
    }
    if (this.#isFull) return undefined;
    for (let tried = 0; tried < memory.frames; tried++) {
      this.#cursor = (this.#cursor + 1) % memory.frames;
      if (memory.isFree(words, this.#cursor)) return this.#cursor;
    }
    this.#isFull = true;
    return undefined;
  }
}
