import type { ChoicePart } from '../../proving/choice-parts.ts';
import type { Action, Guard } from '../../system/definition.ts';
import type { Design } from '../../../models/design.ts';
import type { HazardName } from '../../../models/hazards.ts';
import { owners } from '../memory.ts';
import { handings, namerChoice } from './frame-for-page.ts';
import { regions } from './heap.ts';
import type { AbstractMachine } from './machine.ts';
import { entries, mappers } from './memory.ts';
import type { ProcessActions, ProcessGuards } from '../chart-names.ts';

/**
 * The page whose mapping the kernel changes, and where it goes: one of {@link handings}; or the other page
 * that maps the frame, which loses it; or a page that the cache has with the frame, which the notifier announces.
 */
const changes = {
  ...handings,
  mapperLosesFrame: 5,
  lastNamerChanges: 6,
  oneOfNamersChanges: 7,
} as const;

export const changeCount = Object.keys(changes).length;

export interface AbstractKernelBinding extends AbstractMachine {
  readonly design: Design;
  readonly hazards: ReadonlySet<HazardName>;
  /** {@link changes}. */
  readonly change: ChoicePart;
  /** No collection is under way: pages come and go between collections only. */
  readonly noCollectionIsUnderWay: (words: Uint32Array) => boolean;
  /** Threads of the JVM run: its service thread too, which a safepoint stops. */
  readonly threadsRun: (words: Uint32Array) => boolean;
}

/** What the kernel chart's guards mean, seen from one frame and one page. */
export function kernelGuards(binding: AbstractKernelBinding): ProcessGuards<'kernel'> {
  const { memory, toAgent, design, hazards } = binding;
  const isTaken: Guard = (words) => memory.owner.get(words) === owners.other;
  const mayMove = moveGuard(binding);
  const maySwap = swapGuard(binding);
  const mayFork = forkGuard(binding);
  const mayMerge = mergeGuard(binding);
  const mayCopy = copyGuard(binding);
  const mayUncommit = uncommitGuard(binding);
  return {
    frameMayBeTaken: (words) => memory.isFree(words),
    frameIsTaken: isTaken,
    frameMayBeFreed: isTaken,
    hookPrecedesMove: hooked(binding, mayMove),
    pageMayMove: mayMove,
    hookPrecedesSwap: hooked(binding, maySwap),
    pageMayBeSwapped: maySwap,
    pageMayComeBack: comesBackGuard(binding),
    hookPrecedesFork: hooked(binding, mayFork),
    pageMayBeForked: mayFork,
    hookPrecedesMerge: hooked(binding, mayMerge),
    pageMayBeMerged: mayMerge,
    hookPrecedesCopy: hooked(binding, mayCopy),
    pageIsSharedAndFrameFree: mayCopy,
    hookPrecedesUncommit: hooked(binding, mayUncommit),
    pageMayBeUncommitted: mayUncommit,
    messageMayBeLost: (words) =>
      design.delivery === 'multicast' && hazards.has('lossyNetlink') && toAgent.head(words) >= 0,
  };
}

/** The notifier comes first where the design has one and the LKM caches the page. */
function hooked({ memory, design, change }: AbstractKernelBinding, happens: Guard): Guard {
  const isCached = (words: Uint32Array, choice: number): boolean => {
    switch (change.of(choice)) {
      case changes.observedGetsFrame:
      case changes.observedGetsAnother:
        return memory.cached.get(words) !== entries.none;
      case changes.mapperLosesFrame:
        return memory.mapperIsCached.is(words);
      case changes.anotherGetsFrame:
        return false;
      default:
        return true;
    }
  };
  return (words, choice) =>
    design.frameLoss === 'mmuNotifier' && happens(words, choice) && isCached(words, choice);
}

/** The observed page lies in Young, and is not shared as far as that is known. */
function isYoung({ memory, heap }: AbstractKernelBinding, words: Uint32Array): boolean {
  return memory.isWritable(words) && heap.isInYoung(words);
}

/** Whether a page that the cache has with the frame can be the one whose mapping changes. Where the notifier
 * announces it first, it gets the frame only after that, and is no such page any more. */
function isNamerPossible(
  { memory, design }: AbstractKernelBinding,
  words: Uint32Array,
  change: number,
): boolean {
  const hasHook = design.frameLoss === 'mmuNotifier';
  const isTold = change === changes.lastNamerChanges || change === changes.oneOfNamersChanges;
  return memory.namers.is(words) && isTold === hasHook;
}

/** Where a free frame, or one of somebody else, is what the page gets. */
function gets(
  binding: AbstractKernelBinding,
  frameIsFit: (words: Uint32Array) => boolean,
  pageIsFit: (words: Uint32Array) => boolean,
): Guard {
  const { memory, change } = binding;
  return (words, choice) => {
    const kind = change.of(choice);
    switch (kind) {
      case changes.observedGetsFrame:
        return (
          memory.entry.get(words) === entries.elsewhere && pageIsFit(words) && frameIsFit(words)
        );
      case changes.observedGetsAnother:
        return pageIsFit(words);
      case changes.anotherGetsFrame:
        return frameIsFit(words);
      case changes.lastNamerGetsFrame:
      case changes.oneOfNamersGetsFrame:
        return frameIsFit(words) && isNamerPossible(binding, words, kind);
      case changes.mapperLosesFrame:
        return memory.isMappedByAnother(words);
      default:
        return isNamerPossible(binding, words, kind);
    }
  };
}

function moveGuard(binding: AbstractKernelBinding): Guard {
  const { memory, hazards } = binding;
  const may = gets(
    binding,
    (words) => memory.isFree(words),
    (words) => isYoung(binding, words),
  );
  return (words, choice) => hazards.has('remap') && may(words, choice);
}

/** A page loses its frame, or is announced to lose it. */
function swapGuard(binding: AbstractKernelBinding): Guard {
  const { memory, hazards, change } = binding;
  return (words, choice) => {
    if (!hazards.has('swap') || !binding.noCollectionIsUnderWay(words)) return false;
    const kind = change.of(choice);
    switch (kind) {
      case changes.observedGetsAnother:
        return isYoung(binding, words);
      case changes.mapperLosesFrame:
        return memory.isMappedByAnother(words);
      case changes.lastNamerChanges:
      case changes.oneOfNamersChanges:
        return isNamerPossible(binding, words, kind);
      default:
        return false;
    }
  };
}

/** A page that was swapped out gets a free frame. */
function comesBackGuard({ memory, hazards, change }: AbstractKernelBinding): Guard {
  return (words, choice) => {
    if (!hazards.has('swap')) return false;
    switch (change.of(choice)) {
      case changes.observedGetsFrame:
        return memory.swapped.is(words) && memory.isFree(words);
      case changes.observedGetsAnother:
        return memory.swapped.is(words);
      case changes.anotherGetsFrame:
        return memory.isFree(words);
      case changes.lastNamerGetsFrame:
      case changes.oneOfNamersGetsFrame:
        return memory.isFree(words) && memory.namers.is(words);
      default:
        return false;
    }
  };
}

/** `anotherGetsFrame` stands for a page that has nothing to do with the frame: a child lives. */
function forkGuard(binding: AbstractKernelBinding): Guard {
  const { memory, heap, hazards, change } = binding;
  return (words, choice) => {
    if (!hazards.has('share') || heap.hasExited(words)) return false;
    if (!binding.noCollectionIsUnderWay(words)) return false;
    const kind = change.of(choice);
    switch (kind) {
      case changes.observedGetsAnother:
        return isYoung(binding, words) && !memory.hasPoison(words);
      case changes.mapperLosesFrame:
        return memory.isMappedByAnother(words);
      case changes.anotherGetsFrame:
        return true;
      case changes.lastNamerChanges:
      case changes.oneOfNamersChanges:
        return isNamerPossible(binding, words, kind);
      default:
        return false;
    }
  };
}

function mergeGuard(binding: AbstractKernelBinding): Guard {
  const { memory, hazards } = binding;
  const frameIsFit = (words: Uint32Array): boolean =>
    memory.owner.get(words) === owners.other && !memory.poison.is(words);
  const may = gets(binding, frameIsFit, (words) => isYoung(binding, words));
  return (words, choice) =>
    hazards.has('share') && binding.noCollectionIsUnderWay(words) && may(words, choice);
}

function copyGuard(binding: AbstractKernelBinding): Guard {
  const { memory, hazards, change } = binding;
  // Whether a frame elsewhere is shared is open.
  const isShared = (words: Uint32Array): boolean =>
    memory.entry.get(words) === entries.elsewhere || memory.isShared(words);
  const may = gets(binding, (words) => memory.isFree(words), isShared);
  return (words, choice) => {
    if (!hazards.has('share')) return false;
    if (change.of(choice) !== changes.mapperLosesFrame) return may(words, choice);
    return memory.mapper.get(words) === mappers.another && memory.shared.is(words);
  };
}

/** A page that has left Young loses its frame. */
function uncommitGuard(binding: AbstractKernelBinding): Guard {
  const { memory, heap, hazards, change } = binding;
  return (words, choice) => {
    if (!hazards.has('concurrentUncommit') || !binding.threadsRun(words)) return false;
    const kind = change.of(choice);
    switch (kind) {
      case changes.observedGetsAnother:
        return heap.is(words, regions.left);
      case changes.mapperLosesFrame:
        return memory.mapper.get(words) === mappers.another;
      case changes.lastNamerChanges:
      case changes.oneOfNamersChanges:
        return isNamerPossible(binding, words, kind);
      default:
        return false;
    }
  };
}

/** What the kernel chart's actions do to one frame and one page. */
export function kernelActions(binding: AbstractKernelBinding): ProcessActions<'kernel'> {
  const { memory, heap, toAgent, change } = binding;
  return {
    ...mappingActions(binding),
    takeFrame: (words) => {
      memory.owner.set(words, owners.other);
      memory.write(words);
    },
    writeFrame: (words) => {
      if (memory.poison.is(words)) memory.poisonWasRead.set(words, 1);
      memory.write(words);
    },
    freeFrame: (words) => {
      memory.owner.set(words, owners.free);
      memory.poison.set(words, 0);
    },
    unskipChangingPage: (words, choice) => {
      switch (change.of(choice)) {
        case changes.mapperLosesFrame:
          memory.setBit(words);
          memory.mapperIsCached.set(words, 0);
          return;
        case changes.lastNamerChanges:
        case changes.oneOfNamersChanges:
          memory.setBit(words);
          memory.namers.put(words, change.of(choice) === changes.oneOfNamersChanges);
          return;
        default:
          memory.markMustSend(words);
      }
    },
    shareWithChild: (words, choice) => {
      const kind = change.of(choice);
      const isFrame =
        kind === changes.mapperLosesFrame ||
        (kind === changes.observedGetsAnother && memory.entry.get(words) === entries.frame);
      if (isFrame) memory.shared.set(words, 1);
      heap.childLives.set(words, 1);
    },
    loseMessage: (words) => toAgent.consume(words),
    uncommitPage: (words, choice) => {
      if (change.of(choice) === changes.mapperLosesFrame) {
        memory.unmapMapper(words);
        return;
      }
      memory.unmapPage(words);
      heap.region.set(words, regions.outside);
    },
  };
}

/** Pages that move, are swapped, merged and copied. */
function mappingActions({ memory, change }: AbstractKernelBinding) {
  /** The observed page loses what it maps, and gets a free frame, zeroed; or other pages do so. */
  const replace: Action = (words, choice) => {
    const kind = change.of(choice);
    switch (kind) {
      case changes.observedGetsFrame:
        memory.unmapPage(words);
        memory.mapPage(words);
        return;
      case changes.observedGetsAnother:
        memory.unmapPage(words);
        memory.mapPageElsewhere(words);
        return;
      case changes.mapperLosesFrame:
        memory.unmapMapper(words);
        return;
      default:
        memory.mapByAnother(words, namerChoice(kind));
    }
  };
  return {
    // What was on the page moves with it.
    movePage: (words, choice) => {
      const poison = memory.isMapped(words) && memory.hasPoison(words);
      replace(words, choice);
      if (change.of(choice) === changes.observedGetsFrame) memory.poison.put(words, poison);
      if (change.of(choice) === changes.observedGetsAnother) {
        memory.poisonElsewhere.put(words, poison);
      }
    },
    swapPageOut: (words, choice) => {
      if (change.of(choice) === changes.mapperLosesFrame) {
        memory.unmapMapper(words);
        return;
      }
      memory.unmapPage(words);
      memory.swapped.set(words, 1);
    },
    swapPageIn: replace,
    mergePage: (words, choice) => {
      const kind = change.of(choice);
      switch (kind) {
        case changes.observedGetsFrame:
          memory.unmapPage(words);
          memory.adopt(words);
          memory.shared.set(words, 1);
          return;
        case changes.observedGetsAnother:
          memory.unmapPage(words);
          memory.entry.set(words, entries.elsewhere);
          return;
        case changes.mapperLosesFrame:
          memory.unmapMapper(words);
          return;
        default:
          memory.adoptByAnother(words, namerChoice(kind));
          memory.shared.set(words, 1);
      }
    },
    copySharedPage: replace,
  } satisfies Partial<ProcessActions<'kernel'>>;
}
