import type { Migration } from '../migration/migration-system.ts';
import type { System } from '../system/system.ts';
import type { Driver } from './clock.ts';
import type { FreeFrames } from './free-frames.ts';
import { OwnEvent } from './own-event.ts';
import type { Random } from '../foundation/random.ts';

/** What the rest of the guest does. All assumed. */
export interface OtherProcesses {
  /** Frames held by the kernel and other processes at the start. */
  readonly frames: number;
  /** Of these, the frames that are written again and again. */
  readonly hotFrames: number;
  readonly writesPerSecond: number;
  /** Frames taken per second; each is freed again after `holdSeconds`. */
  readonly takesPerSecond: number;
  readonly holdSeconds: number;
}

export const defaultOtherProcesses: OtherProcesses = {
  frames: 65_536,
  hotFrames: 1000,
  writesPerSecond: 2000,
  takesPerSecond: 200,
  holdSeconds: 1,
};

/** Takes, writes and frees frames for the kernel and the processes that do not assist. */
export class KernelDriver implements Driver {
  readonly process = 'kernel';
  choice = 0;
  readonly #system: System;
  readonly #frames: FreeFrames;
  readonly #random: Random;
  readonly #others: OtherProcesses;
  readonly #firstHotFrame: number;
  readonly #take: OwnEvent;
  readonly #write: OwnEvent;
  readonly #free: OwnEvent;
  /** Frames held for a while, the oldest first. */
  readonly #taken: number[] = [];
  #nextTake = 0;
  #nextFree: number;

  constructor(
    { system, machine }: Migration,
    { frames, random, others }: { frames: FreeFrames; random: Random; others: OtherProcesses },
  ) {
    this.#system = system;
    this.#frames = frames;
    this.#random = random;
    this.#others = others;
    this.#firstHotFrame = machine.memory.frames - others.hotFrames;
    this.#nextFree = others.holdSeconds;
    this.#take = new OwnEvent(system, 'kernel', 'take');
    this.#write = new OwnEvent(system, 'kernel', 'write');
    this.#free = new OwnEvent(system, 'kernel', 'free');
  }

  pick(words: Uint32Array, now: number): number {
    const [oldest] = this.#taken;
    if (now >= this.#nextFree && oldest !== undefined)
      return this.#event(words, this.#free, oldest);
    const frame = now >= this.#nextTake ? this.#frames.next(words) : undefined;
    if (frame !== undefined) return this.#event(words, this.#take, frame);
    const hot = this.#firstHotFrame + this.#random.below(this.#others.hotFrames);
    return this.#event(words, this.#write, hot);
  }

  after(_words: Uint32Array, now: number, transition: number): number {
    const { event } = this.#system.transitions[transition]!;
    const period = 1 / this.#others.takesPerSecond;
    if (event === 'take') {
      this.#taken.push(this.choice);
      this.#nextTake = now + period;
    }
    if (event === 'free') {
      this.#frames.freed(this.#taken.shift()!);
      this.#nextFree = now + period;
    }
    return now + 1 / this.#others.writesPerSecond;
  }

  #event(words: Uint32Array, event: OwnEvent, frame: number): number {
    this.choice = frame;
    return event.enabled(words, frame);
  }
}
