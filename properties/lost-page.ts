import { nextSetBit } from '../src/layout/bitmap.ts';
import type { Guard, Violation } from '../src/system/definition.ts';
import type { MigrationControls } from '../src/migration/chart-names.ts';
import type { Machine } from '../src/migration/machine.ts';
import { framesFollow } from '../src/migration/switchover.ts';
import type { PropertyFamily } from './family.ts';
import { nothingMissing } from './nothing-missing.ts';
import { forEachLiveFrame, needPhrases } from './truth.ts';

/**
 * S1. When the destination is about to run, no live frame is stale, and no frame of the last dirty log
 * whose bit is 1 is unsent. The second clause needs no history of writes: a frame that was written
 * while its bit was 1 and then legitimately joined an area may stay behind (3.3.4, expansion). Where frames
 * follow the VM, {@link nothingMissing}.
 */
export const lostPage: PropertyFamily = {
  id: 'S1',
  title: 'No lost page: every live or non-skipped dirty frame reaches the destination',
  unasked: () => undefined,
  define: ({ machine, controls, design }) =>
    framesFollow(design)
      ? nothingMissing(machine, controls)
      : {
          id: 'S1',
          clauses: [
            {
              title: 'no live frame is stale at the destination',
              violation: (words) => lostLiveFrame(machine, words),
            },
            {
              title: 'no frame of the last dirty log whose bit is 1 is unsent',
              violation: (words) => unsentDirtyFrame(machine, words),
            },
          ],
          title: 'No lost page',
          at: { process: 'daemon', states: ['activating'] },
          exercised:
            design.assistance === 'none'
              ? dirtyFrameIsLeft(machine, controls)
              : staleFrameStayedBehind(machine, controls),
          violation: (words): Violation | undefined =>
            lostLiveFrame(machine, words) ?? unsentDirtyFrame(machine, words),
        },
};

/** Something was skipped that differs: whether it was needed is the question. */
function staleFrameStayedBehind({ memory }: Machine, controls: MigrationControls): Guard {
  const isActivating = controls.in('daemon', ['activating']);
  return (words) => isActivating(words) && nextSetBit(words, memory.stale, 0) < memory.stale.length;
}

/** Nothing is ever skipped: the question is whether the last iteration sends what it must. */
function dirtyFrameIsLeft(machine: Machine, controls: MigrationControls): Guard {
  const isLast = controls.in('daemon', ['stopAndCopy']);
  return (words) => {
    let isLeft = false;
    if (isLast(words)) {
      forEachLiveFrame(machine, words, (frame) => {
        isLeft ||= machine.memory.send.get(words, frame) === 1;
      });
    }
    return isLeft;
  };
}

function lostLiveFrame(machine: Machine, words: Uint32Array): Violation | undefined {
  const { stale, transfer, content } = machine.memory;
  let found: Violation | undefined;
  forEachLiveFrame(machine, words, (frame, need) => {
    if (found !== undefined || stale.get(words, frame) === 0) return;
    if (content?.isGarbled(words, frame) === true) {
      found = {
        about: { field: 'garbled', index: frame },
        failureClass: `${need} frame, wrong difference`,
        detail:
          `frame ${frame}, ${needPhrases[need]}, is wrong at the destination: ` +
          'the difference was made from another copy than the one it was applied to',
      };
      return;
    }
    const bit = transfer.get(words, frame);
    found = {
      about: { field: 'stale', index: frame },
      failureClass: `${need} frame, ${bit === 1 ? 'dirtiness lost' : 'bit still 0'}`,
      detail:
        `frame ${frame}, ${needPhrases[need]}, is stale at the destination; ` +
        (bit === 1
          ? 'its transfer bit is 1, but nothing remembers that it was dirty'
          : 'its transfer bit is 0, so it was skipped'),
    };
  });
  return found;
}

function unsentDirtyFrame({ memory }: Machine, words: Uint32Array): Violation | undefined {
  const { dirty, lastSend, transfer, stale, frames } = memory;
  for (let frame = 0; frame < frames; frame++) {
    const wasDirty = dirty.get(words, frame) === 1 || lastSend.get(words, frame) === 1;
    const unsent = wasDirty && stale.get(words, frame) === 1;
    if (!unsent || transfer.get(words, frame) === 0) continue;
    return {
      about: { field: 'stale', index: frame },
      failureClass: 'dirty frame unsent',
      detail: `frame ${frame} is in the last dirty log, its transfer bit is 1, and it was not sent`,
    };
  }
  return undefined;
}

/** Every live frame that is stale, or, where frames follow the VM, missing at their end; with the part of the
 * guest that needs it. For full-size runs. */
export function lostFrames(
  machine: Machine,
  words: Uint32Array,
): { readonly frame: number; readonly need: string; readonly transferBit: number }[] {
  const lost: { frame: number; need: string; transferBit: number }[] = [];
  const { absent, poison, stale } = machine.memory;
  const isWrong = absent === undefined ? stale : poison;
  forEachLiveFrame(machine, words, (frame, need) => {
    if (isWrong.get(words, frame) === 0) return;
    lost.push({ frame, need, transferBit: machine.memory.transfer.get(words, frame) });
  });
  return lost;
}
