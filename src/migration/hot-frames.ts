import { copyBits, fillBits, nextSetBit, orBits } from '../layout/bitmap.ts';
import type { Memory } from './memory.ts';

/** What was dirty at the CLEAN before too leaves the send set until the last iteration. */
export function putOffHotFrames(
  { send, postponed, dirtyBefore }: Memory,
  words: Uint32Array,
): void {
  if (postponed === undefined || dirtyBefore === undefined) return;
  let frame = nextSetBit(words, send, 0);
  for (; frame < send.length; frame = nextSetBit(words, send, frame + 1)) {
    if (dirtyBefore.get(words, frame) === 1) postponed.set(words, frame, 1);
  }
  copyBits(words, send, dirtyBefore);
  frame = nextSetBit(words, postponed, 0);
  for (; frame < send.length; frame = nextSetBit(words, postponed, frame + 1)) {
    send.set(words, frame, 0);
  }
}

/** What was put off is sent in the last iteration. */
export function sendPostponed({ send, postponed, dirtyBefore }: Memory, words: Uint32Array): void {
  if (postponed === undefined || dirtyBefore === undefined) return;
  orBits(words, postponed, send);
  fillBits(words, postponed, 0);
  fillBits(words, dirtyBefore, 0);
}
