import { bitsFor, type Field } from '../layout/field.ts';
import type { LayoutBuilder } from '../layout/layout.ts';
import type { Action, Guard } from '../system/definition.ts';
import type { Design } from '../../models/design.ts';
import type { Heap } from './heap.ts';
import { owners, type Memory } from './memory.ts';

export interface KernelBudgets {
  readonly takes: number;
  readonly frees: number;
  readonly moves: number;
}

/** Budgets of the kernel and the other processes. */
export class KernelMemory {
  readonly takesLeft: Field;
  readonly freesLeft: Field;
  readonly movesLeft: Field;

  constructor(layout: LayoutBuilder, { takes, frees, moves }: KernelBudgets) {
    this.takesLeft = layout.field('takesLeft', bitsFor(takes));
    this.freesLeft = layout.field('freesLeft', bitsFor(frees));
    this.movesLeft = layout.field('movesLeft', bitsFor(moves));
  }
}

export interface KernelBinding {
  readonly memory: Memory;
  readonly kernel: KernelMemory;
  readonly heap: Heap;
  readonly design: Design;
}

/** What the kernel chart's guards mean; the choice is a frame, of `move` a page and a frame. */
export function kernelGuards(binding: KernelBinding): Record<string, Guard> {
  const { memory, kernel, heap, design } = binding;
  const mayMove: Guard = (words, choice) => {
    const { page, frame } = moveOf(binding, choice);
    return (
      kernel.movesLeft.get(words, 0) > 0 &&
      memory.isMapped(words, page) &&
      heap.isInYoung(words, page) &&
      memory.isFree(words, frame)
    );
  };
  const isTaken = (words: Uint32Array, frame: number): boolean =>
    memory.owner.get(words, frame) === owners.other;
  return {
    frameMayBeTaken: (words, frame) =>
      kernel.takesLeft.get(words, 0) > 0 && memory.isFree(words, frame),
    frameIsTaken: isTaken,
    hookPrecedesMove: (words, choice) =>
      design.framesAtEnd === 'notifier' &&
      mayMove(words, choice) &&
      memory.cache.get(words, moveOf(binding, choice).page) !== 0,
    pageMayMove: mayMove,
    frameMayBeFreed: (words, frame) => kernel.freesLeft.get(words, 0) > 0 && isTaken(words, frame),
  };
}

/** The choice of a move: which page goes to which frame. */
function moveOf({ memory }: KernelBinding, choice: number): { page: number; frame: number } {
  return { page: Math.floor(choice / memory.frames), frame: choice % memory.frames };
}

/** How many choices a move has. */
export function moveChoices({ frames, heapPages }: Pick<Memory, 'frames' | 'heapPages'>): number {
  return frames * heapPages;
}

/** What the kernel chart's actions do; the choice is a frame, of `move` a page and a frame. */
export function kernelActions(binding: KernelBinding): Record<string, Action> {
  const { memory, kernel } = binding;
  return {
    takeFrame: (words, frame) => {
      kernel.takesLeft.add(words, 0, -1);
      memory.owner.set(words, frame, owners.other);
      memory.write(words, frame);
    },
    writeFrame: (words, frame) => memory.write(words, frame),
    unskipMovingPage: (words, choice) => memory.unskip(words, moveOf(binding, choice).page),
    movePage: (words, choice) => {
      const { page, frame } = moveOf(binding, choice);
      kernel.movesLeft.add(words, 0, -1);
      memory.unmap(words, page);
      memory.map(words, page, frame);
    },
    freeFrame: (words, frame) => {
      kernel.freesLeft.add(words, 0, -1);
      memory.owner.set(words, frame, owners.free);
    },
  };
}
