import type { LayoutBuilder } from '../layout/layout.ts';
import type { Bound } from '../../models/scope.ts';
import { Budget } from './budget.ts';
import type { Queue } from '../system/channel.ts';
import type { Guard } from '../system/definition.ts';
import type { Design } from '../../models/design.ts';
import type { Heap } from './heap.ts';
import { owners, type Memory } from './memory.ts';
import type { Strikes } from './hazard-budgets.ts';
import type { ProcessActions, ProcessGuards } from './chart-names.ts';

export interface KernelBudgets {
  readonly takes: Bound;
  readonly frees: Bound;
  readonly moves: Bound;
}

/** Budgets of the kernel and the other processes. */
export class KernelMemory {
  readonly takesLeft: Budget;
  readonly freesLeft: Budget;
  readonly movesLeft: Budget;

  constructor(layout: LayoutBuilder, { takes, frees, moves }: KernelBudgets) {
    this.takesLeft = new Budget(layout, 'takesLeft', takes);
    this.freesLeft = new Budget(layout, 'freesLeft', frees);
    this.movesLeft = new Budget(layout, 'movesLeft', moves);
  }
}

export interface KernelBinding {
  readonly memory: Memory;
  readonly kernel: KernelMemory;
  readonly heap: Heap;
  readonly strikes: Strikes;
  /** One netlink queue per application. */
  readonly toApplications: readonly Queue[];
  readonly design: Design;
  /** The JVM is not inside a collection: a bound; pages come and go between collections only. */
  readonly noCollectionIsUnderWay: (words: Uint32Array) => boolean;
  /** What has left Young is given back some time after the collection (`concurrentUncommit`). */
  readonly uncommitsLate: boolean;
  /** Threads of the JVM run: its service thread too, which a safepoint stops. */
  readonly threadsRun: (words: Uint32Array) => boolean;
}

/** A page of Young and a frame, as one choice. */
function pageAndFrame({ memory }: KernelBinding, choice: number): { page: number; frame: number } {
  return { page: Math.floor(choice / memory.frames), frame: choice % memory.frames };
}

/** How many choices there are of a heap page and a frame. */
export function pageAndFrameChoices({
  frames,
  heapPages,
}: {
  frames: number;
  heapPages: number;
}): number {
  return frames * heapPages;
}

/** What several guards of the kernel ask. */
function predicates(binding: KernelBinding): {
  readonly hooked: (happens: Guard) => Guard;
  readonly isYoung: (words: Uint32Array, page: number) => boolean;
  readonly isTaken: (words: Uint32Array, frame: number) => boolean;
} {
  const { memory, heap, design } = binding;
  const isTaken = (words: Uint32Array, frame: number): boolean =>
    memory.owner.get(words, frame) === owners.other;
  /** The notifier comes first where the design has one and the LKM caches the page. */
  const hooked =
    (happens: Guard): Guard =>
    (words, choice) =>
      design.frameLoss === 'mmuNotifier' &&
      happens(words, choice) &&
      memory.cache.get(words, pageAndFrame(binding, choice).page) !== 0;
  const isYoung = (words: Uint32Array, page: number): boolean =>
    memory.isWritable(words, page) && heap.isInYoung(words, page);
  return { hooked, isYoung, isTaken };
}

/** Swapping, sharing, and the copy that a write to a shared page makes. */
function mappingGuards(binding: KernelBinding) {
  const { memory, heap, strikes } = binding;
  const { hooked, isYoung, isTaken } = predicates(binding);
  const maySwap: Guard = (words, choice) => {
    const { page, frame } = pageAndFrame(binding, choice);
    return (
      frame === 0 &&
      strikes.mayStrike(words, 'swap') &&
      isYoung(words, page) &&
      binding.noCollectionIsUnderWay(words)
    );
  };
  const mayFork: Guard = (words, choice) => {
    const { page, frame } = pageAndFrame(binding, choice);
    return (
      frame === 0 &&
      strikes.mayStrike(words, 'share') &&
      !heap.hasExited(words) &&
      isYoung(words, page) &&
      // A child reads nothing of a page that has no content yet.
      memory.poison.get(words, memory.pageTable.get(words, page) - 1) === 0 &&
      binding.noCollectionIsUnderWay(words)
    );
  };
  const mayMerge: Guard = (words, choice) => {
    const { page, frame } = pageAndFrame(binding, choice);
    return (
      strikes.mayStrike(words, 'share') &&
      isYoung(words, page) &&
      isTaken(words, frame) &&
      memory.isHere(words, frame) &&
      memory.poison.get(words, frame) === 0 &&
      binding.noCollectionIsUnderWay(words)
    );
  };
  const mayCopy: Guard = (words, choice) => {
    const { page, frame } = pageAndFrame(binding, choice);
    return (
      memory.isShared(words, page) &&
      memory.isReadable(words, page) &&
      memory.canBeHandedOut(words, frame)
    );
  };
  const mayUncommit: Guard = (words, choice) => {
    const { page, frame } = pageAndFrame(binding, choice);
    return (
      frame === 0 &&
      binding.uncommitsLate &&
      heap.hasLeftYoung(words, page) &&
      memory.isMapped(words, page) &&
      binding.threadsRun(words)
    );
  };
  return {
    hookPrecedesSwap: hooked(maySwap),
    pageMayBeSwapped: maySwap,
    pageMayComeBack: (words, choice) => {
      const { page, frame } = pageAndFrame(binding, choice);
      return memory.swapped?.get(words, page) === 1 && memory.canBeHandedOut(words, frame);
    },
    hookPrecedesFork: hooked(mayFork),
    pageMayBeForked: mayFork,
    hookPrecedesMerge: hooked(mayMerge),
    pageMayBeMerged: mayMerge,
    hookPrecedesCopy: hooked(mayCopy),
    pageIsSharedAndFrameFree: mayCopy,
    hookPrecedesUncommit: hooked(mayUncommit),
    pageMayBeUncommitted: mayUncommit,
  } satisfies Partial<ProcessGuards<'kernel'>>;
}

/** What the kernel chart's guards mean; the choice is a frame, or a page and a frame. */
export function kernelGuards(binding: KernelBinding): ProcessGuards<'kernel'> {
  const { memory, kernel, design, strikes } = binding;
  const { hooked, isYoung, isTaken } = predicates(binding);
  const mayMove: Guard = (words, choice) => {
    const { page, frame } = pageAndFrame(binding, choice);
    return (
      kernel.movesLeft.isLeft(words) && isYoung(words, page) && memory.canBeHandedOut(words, frame)
    );
  };
  return {
    frameMayBeTaken: (words, frame) =>
      kernel.takesLeft.isLeft(words) && memory.canBeHandedOut(words, frame),
    frameIsTaken: (words, frame) => isTaken(words, frame) && memory.isHere(words, frame),
    frameMayBeFreed: (words, frame) => kernel.freesLeft.isLeft(words) && isTaken(words, frame),
    hookPrecedesMove: hooked(mayMove),
    pageMayMove: mayMove,
    ...mappingGuards(binding),
    // One by one, the sender learns that the queue is full, and sends again (netlink_unicast).
    messageMayBeLost: (words, application) =>
      design.delivery === 'multicast' &&
      strikes.mayStrike(words, 'lossyNetlink') &&
      binding.toApplications[application]!.head(words) >= 0,
  };
}

/** What the kernel chart's actions do; the choice is a frame, or a page and a frame. */
export function kernelActions(binding: KernelBinding): ProcessActions<'kernel'> {
  const { memory, kernel, heap, strikes } = binding;
  return {
    takeFrame: (words, frame) => {
      kernel.takesLeft.spend(words);
      memory.owner.set(words, frame, owners.other);
      memory.zero(words, frame);
    },
    writeFrame: (words, frame) => {
      memory.read(words, frame);
      memory.write(words, frame);
    },
    freeFrame: (words, frame) => {
      kernel.freesLeft.spend(words);
      memory.owner.set(words, frame, owners.free);
    },
    unskipChangingPage: (words, choice) =>
      memory.markMustSend(words, pageAndFrame(binding, choice).page),
    movePage: (words, choice) => {
      const { page, frame } = pageAndFrame(binding, choice);
      const poison = memory.poison.get(words, memory.pageTable.get(words, page) - 1);
      kernel.movesLeft.spend(words);
      memory.unmap(words, page);
      memory.mapCopied(words, page, frame);
      memory.poison.set(words, frame, poison);
    },
    swapPageOut: (words, choice) => {
      const { page } = pageAndFrame(binding, choice);
      strikes.strike(words, 'swap');
      memory.unmap(words, page);
      memory.swapped?.set(words, page, 1);
    },
    swapPageIn: (words, choice) => {
      const { page, frame } = pageAndFrame(binding, choice);
      memory.mapCopied(words, page, frame);
    },
    shareWithChild: (words, choice) => {
      const { page } = pageAndFrame(binding, choice);
      strikes.strike(words, 'share');
      memory.shared?.set(words, memory.pageTable.get(words, page) - 1, 1);
      heap.childLives?.set(words, 0, 1);
    },
    mergePage: (words, choice) => {
      const { page, frame } = pageAndFrame(binding, choice);
      strikes.strike(words, 'share');
      memory.unmap(words, page);
      memory.pageTable.set(words, page, frame + 1);
      memory.owner.set(words, frame, owners.application);
      memory.shared?.set(words, frame, 1);
    },
    copySharedPage: (words, choice) => {
      const { page, frame } = pageAndFrame(binding, choice);
      memory.unmap(words, page);
      memory.mapCopied(words, page, frame);
    },
    uncommitPage: (words, choice) => memory.unmap(words, pageAndFrame(binding, choice).page),
    loseMessage: (words, application) => {
      strikes.strike(words, 'lossyNetlink');
      binding.toApplications[application]!.consume(words);
    },
  };
}
