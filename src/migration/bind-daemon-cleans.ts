import { copyBits, fillBits, nextSetBit, orBits } from '../layout/bitmap.ts';
import type { Design } from '../../models/design.ts';
import { putOffHotFrames, sendPostponed } from './hot-frames.ts';
import type { Memory } from './memory.ts';
import type { ProcessActions } from './chart-names.ts';

/** What the daemon does with the dirty log when it CLEANs; `startIteration` follows each time. */
export function cleanActions(
  { memory, design }: { readonly memory: Memory; readonly design: Design },
  startIteration: (words: Uint32Array) => void,
) {
  const clean = (words: Uint32Array): void => {
    // What a VM that moves at once has not sent stays in the send set; else nothing is left of it.
    if (design.switchover === 'atOnce') orBits(words, memory.dirty, memory.send);
    else copyBits(words, memory.dirty, memory.send);
    fillBits(words, memory.dirty, 0);
    if (memory.deviceDirty === undefined) return;
    orBits(words, memory.deviceDirty, memory.send);
    fillBits(words, memory.deviceDirty, 0);
  };
  const cleanForLastIteration = (words: Uint32Array): void => {
    clean(words);
    // Deferred frames whose bit is still 0 fall through the scan, which reads the bits as they are.
    if (design.skippedFrames === 'defer') orBits(words, memory.deferred, memory.send);
    sendPostponed(memory, words);
    copyBits(words, memory.send, memory.lastSend);
    startIteration(words);
  };
  return {
    cleanForNextIteration: (words) => {
      clean(words);
      if (design.skippedFrames === 'defer') sendDueDeferred(memory, words);
      putOffHotFrames(memory, words);
      startIteration(words);
    },
    cleanForLastIteration,
    // The guest is paused: its transfer bitmap is read once, and what it says to skip is left out.
    cleanForSwitchover: (words) => {
      cleanForLastIteration(words);
      leaveOutSkipped(memory, words);
    },
  } satisfies Partial<ProcessActions<'daemon'>>;
}

/** A deferred frame whose bit is 1 by now is due at once: left to the end it would cost downtime. */
function sendDueDeferred({ deferred, transfer, send }: Memory, words: Uint32Array): void {
  let frame = nextSetBit(words, deferred, 0);
  for (; frame < send.length; frame = nextSetBit(words, deferred, frame + 1)) {
    if (transfer.get(words, frame) === 1) send.set(words, frame, 1);
  }
}

function leaveOutSkipped({ send, lastSend, transfer }: Memory, words: Uint32Array): void {
  let frame = nextSetBit(words, send, 0);
  for (; frame < send.length; frame = nextSetBit(words, send, frame + 1)) {
    if (transfer.get(words, frame) === 0) send.set(words, frame, 0);
  }
  copyBits(words, send, lastSend);
}
