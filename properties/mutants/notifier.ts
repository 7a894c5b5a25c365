import { always, asks, does } from './changes.ts';
import type { Mutant } from './mutant.ts';
import { regrowing, shrinking, shrinkingUnder, under } from './configurations.ts';

/** The hook that informs the LKM before a page loses its frame, and what the kernel hands out. */
export const notifierMutants: readonly Mutant[] = [
  {
    name: 'no-hook-before-unmap',
    title: 'no hook is called where a shrink takes frames away',
    changes: [always('jvm', 'hookPrecedesUnmap', false)],
    configurations: [regrowing({ skippedFrames: 'drop', whilePreparing: 'idle' })],
    fate: { killedBy: 'S1' },
  },
  {
    name: 'hook-after-unmap',
    title: 'the hook is called when the frame has left',
    changes: [
      asks('jvm', 'hookPrecedesUnmap', ({ memory, heap }) => (words) => {
        const page = heap.cursor.get(words, 0) - 1;
        return page >= heap.leftFrom.get(words, 0) && memory.cache.get(words, page) !== 0;
      }),
      asks('jvm', 'everyLeftPageUnmapped', ({ memory, heap }) => (words) => {
        const end = heap.leftTo.get(words, 0);
        return heap.cursor.get(words, 0) >= end && memory.cache.get(words, end - 1) === 0;
      }),
      does(
        'jvm',
        'unskipLeavingPage',
        (_original, { memory, heap }) =>
          (words) =>
            memory.markMustSend(words, heap.cursor.get(words, 0) - 1),
      ),
    ],
    configurations: [regrowing({ skippedFrames: 'drop', whilePreparing: 'idle' })],
    fate: { killedBy: 'S1' },
  },
  {
    name: 'no-hook-before-move',
    title: 'no hook is called where the kernel moves a page',
    changes: [always('kernel', 'hookPrecedesMove', false)],
    configurations: [shrinkingUnder(['remap'])],
    fate: { killedBy: 'S2' },
  },
  {
    name: 'no-hook-before-swap',
    title: 'no hook is called where a page is swapped out',
    changes: [always('kernel', 'hookPrecedesSwap', false)],
    configurations: [under(['swap'])],
    fate: { killedBy: 'S2' },
  },
  {
    name: 'no-hook-before-fork',
    title: 'no hook is called where a child comes to share a page',
    changes: [always('kernel', 'hookPrecedesFork', false)],
    configurations: [under(['share'])],
    fate: { killedBy: 'S2' },
  },
  {
    name: 'no-hook-before-exit',
    title:
      'the LKM hears of a dead process when its socket is closed, its memory being gone already',
    changes: [always('jvm', 'hookPrecedesExit', false)],
    configurations: [under(['appExit'], { suspendGate: 'none' })],
    fate: { killedBy: 'S2' },
  },
  {
    name: 'cache-entry-not-dropped',
    title: 'the hook sets the bit and keeps the cache entry, so that it is called for ever',
    changes: [
      does('jvm', 'unskipLeavingPage', (original, { memory, heap }) => (words, choice) => {
        const page = heap.cursor.get(words, 0);
        const entry = memory.cache.get(words, page);
        original(words, choice);
        memory.cache.set(words, page, entry);
      }),
    ],
    configurations: [shrinking()],
    fate: { killedBy: 'D' },
  },
  {
    name: 'hook-drops-the-entry-only',
    title: 'the hook drops the cache entry and does not set the bit',
    changes: [
      does('kernel', 'unskipChangingPage', (original, { memory }) => (words, choice) => {
        const bits = Array.from({ length: memory.frames }, (_, f) => memory.transfer.get(words, f));
        original(words, choice);
        bits.forEach((bit, frame) => memory.transfer.set(words, frame, bit));
      }),
    ],
    configurations: [under(['share'])],
    fate: { killedBy: 'S2' },
  },
  {
    name: 'walk-not-retried',
    title: 'a walk that has read an entry goes on with it though the hook was called meanwhile',
    changes: [
      asks(
        'lkm',
        'entryWasRead',
        ({ lkm }) =>
          (words) =>
            lkm.entry.get(words, 0) !== 0,
      ),
    ],
    configurations: [regrowing({ pageTableWalk: 'unlocked' })],
    fate: { killedBy: 'S8' },
  },
  {
    name: 'frames-handed-out-unzeroed',
    title: 'a frame is given to another process as it is',
    changes: [
      does('kernel', 'takeFrame', (_original, { memory, kernel }) => (words, frame) => {
        kernel.takesLeft.spend(words);
        memory.owner.set(words, frame, 1);
      }),
    ],
    configurations: [regrowing()],
    fate: { killedBy: 'S3' },
  },
];
