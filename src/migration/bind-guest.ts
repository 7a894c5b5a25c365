import { bitsFor, type Field } from '../layout/field.ts';
import type { LayoutBuilder } from '../layout/layout.ts';
import type { Queue } from '../system/channel.ts';
import type { Action, Guard } from '../system/definition.ts';
import type { AgentMemory } from './bind-agent.ts';
import type { LkmMemory } from './bind-lkm.ts';
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

/** The page that a /proc write is at, and the end of its range. */
export class ProcCallMemory {
  readonly cursor: Field;
  readonly end: Field;

  constructor(layout: LayoutBuilder, heapPages: number) {
    this.cursor = layout.field('callCursor', bitsFor(heapPages));
    this.end = layout.field('callEnd', bitsFor(heapPages));
  }
}

export interface ProcCallBinding {
  readonly memory: Memory;
  readonly call: ProcCallMemory;
  readonly agent: AgentMemory;
  readonly lkm: LkmMemory;
  readonly proc: Queue;
  readonly lkmIsInitialized: (words: Uint32Array) => boolean;
}

/** What the /proc chart's guards mean. */
export function procCallGuards(binding: ProcCallBinding): Record<string, Guard> {
  const { memory, call } = binding;
  return {
    lkmIsInitialized: binding.lkmIsInitialized,
    everyPageOfRangeDone: (words) => call.cursor.get(words, 0) >= call.end.get(words, 0),
    pageIsCached: (words) => memory.cache.get(words, call.cursor.get(words, 0)) !== 0,
  };
}

/** What the /proc chart's actions do. */
export function procCallActions(binding: ProcCallBinding): Record<string, Action> {
  const { memory, call, agent, proc } = binding;
  return {
    rememberRange: (words) => {
      call.cursor.set(words, 0, proc.read(words, 'from'));
      call.end.set(words, 0, proc.read(words, 'to'));
    },
    forgetRange: (words) => {
      binding.lkm.area.cut(words, call.cursor.get(words, 0), call.end.get(words, 0));
    },
    returnToCaller: (words) => {
      call.cursor.set(words, 0, 0);
      call.end.set(words, 0, 0);
      agent.callReturned.set(words, 0, 1);
    },
    unskipCachedPage: (words) => memory.unskip(words, call.cursor.get(words, 0)),
    advance: (words) => call.cursor.add(words, 0, 1),
  };
}
