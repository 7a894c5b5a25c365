import type { Migration } from '../migration/migration-system.ts';
import type { CompiledProcess } from '../system/compile.ts';
import type { Driver } from './clock.ts';
import type { FreeFrames } from './free-frames.ts';
import type { Random } from './random.ts';

/** What the rest of the guest does. All assumed. */
export interface OtherProcesses {
  /** Frames held by the kernel and other processes at the start. */
  readonly frames: number;
  /** Of these, the frames that are written again and again. */
  readonly hotFrames: number;
  readonly writesPerSecond: number;
  /** Frames taken, and as many freed again, per second. */
  readonly takesPerSecond: number;
}

export const defaultOtherProcesses: OtherProcesses = {
  frames: 65_536,
  hotFrames: 1000,
  writesPerSecond: 2000,
  takesPerSecond: 200,
};

/** Takes, writes and frees frames for the kernel and the processes that do not assist. */
export class KernelDriver implements Driver {
  readonly process = 'kernel';
  choice = 0;
  readonly #kernel: CompiledProcess;
  readonly #frames: FreeFrames;
  readonly #random: Random;
  readonly #others: OtherProcesses;
  readonly #firstHotFrame: number;
  readonly #taken: number[] = [];
  #nextTake = 0;

  constructor(
    { system, machine }: Migration,
    { frames, random, others }: { frames: FreeFrames; random: Random; others: OtherProcesses },
  ) {
    this.#kernel = system.process('kernel');
    this.#frames = frames;
    this.#random = random;
    this.#others = others;
    this.#firstHotFrame = machine.memory.frames - others.hotFrames;
  }

  pick(words: Uint32Array, now: number): number {
    if (now >= this.#nextTake) {
      this.#nextTake = now + 1 / this.#others.takesPerSecond;
      const transition = this.#takeOrFree(words);
      if (transition >= 0) return transition;
    }
    this.choice = this.#firstHotFrame + this.#random.below(this.#others.hotFrames);
    return this.#kernel.enabledOn(words, 'write', this.choice);
  }

  after(_words: Uint32Array, now: number): number {
    return now + 1 / this.#others.writesPerSecond;
  }

  #takeOrFree(words: Uint32Array): number {
    const limit = this.#others.takesPerSecond;
    if (this.#taken.length >= limit) {
      this.choice = this.#taken.shift()!;
      return this.#kernel.enabledOn(words, 'free', this.choice);
    }
    const frame = this.#frames.next(words);
    if (frame === undefined) return -1;
    this.choice = frame;
    const transition = this.#kernel.enabledOn(words, 'take', frame);
    if (transition >= 0) this.#taken.push(frame);
    return transition;
  }
}
