import { bitsFor, type Field } from '../layout/field.ts';
import type { LayoutBuilder } from '../layout/layout.ts';
import type { Action, Guard } from '../system/definition.ts';
import { owners, type Memory } from './memory.ts';

/** Budgets of the kernel and the other processes. */
export class KernelMemory {
  readonly takesLeft: Field;
  readonly freesLeft: Field;

  constructor(layout: LayoutBuilder, takes: number, frees: number) {
    this.takesLeft = layout.field('takesLeft', bitsFor(takes));
    this.freesLeft = layout.field('freesLeft', bitsFor(frees));
  }
}

export interface KernelBinding {
  readonly memory: Memory;
  readonly kernel: KernelMemory;
}

/** What the kernel chart's guards mean; the choice is a frame. */
export function kernelGuards({ memory, kernel }: KernelBinding): Record<string, Guard> {
  const isTaken = (words: Uint32Array, frame: number): boolean =>
    memory.owner.get(words, frame) === owners.other;
  return {
    frameMayBeTaken: (words, frame) =>
      kernel.takesLeft.get(words, 0) > 0 && memory.isFree(words, frame),
    frameIsTaken: isTaken,
    frameMayBeFreed: (words, frame) => kernel.freesLeft.get(words, 0) > 0 && isTaken(words, frame),
  };
}

/** What the kernel chart's actions do; the choice is a frame. */
export function kernelActions({ memory, kernel }: KernelBinding): Record<string, Action> {
  return {
    takeFrame: (words, frame) => {
      kernel.takesLeft.add(words, 0, -1);
      memory.owner.set(words, frame, owners.other);
      memory.write(words, frame);
    },
    writeFrame: (words, frame) => memory.write(words, frame),
    freeFrame: (words, frame) => {
      kernel.freesLeft.add(words, 0, -1);
      memory.owner.set(words, frame, owners.free);
    },
  };
}
