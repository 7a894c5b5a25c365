import { expect, test } from 'vitest';
import { seenGuest, type Recording } from './seen-guest.ts';

const pageBytes = 4096;
const wireBytes = 4104;

/**
 * A guest of 1,000 pages on a link of 100 pages a second. In pass 1, of 6 seconds, 600 pages are sent as they are,
 * 150 because they are zero, and 250 are named before their turn comes; 50 more too late. In pass 2, of 1 second,
 * 100 pages are sent as they are, and the 300 that the balloon zeroed. In the last, 20.
 */
const recording: Recording = {
  totalPages: 1000,
  pageBytes,
  normalPages: 720,
  wireBytes,
  zeroPages: 150 + 300,
  hints: true,
  passes: [
    { startSeconds: 0, pages: 1000 },
    { startSeconds: 6, pages: 400 },
    { startSeconds: 7, pages: 20 },
  ],
  polls: [
    { seconds: 0, remainingBytes: 1000 * pageBytes, transferredBytes: 0 },
    { seconds: 3, remainingBytes: 450 * pageBytes, transferredBytes: 300 * wireBytes },
    { seconds: 6, remainingBytes: 400 * pageBytes, transferredBytes: 600 * wireBytes },
    { seconds: 7, remainingBytes: 20 * pageBytes, transferredBytes: 700 * wireBytes },
  ],
  transferredBytes: 720 * wireBytes,
  endSeconds: 7.2,
};

test('a hinting guest is recognized by what its passes sent and by the zero pages in all', () => {
  expect(seenGuest(recording)).toEqual({
    normalPages: 600,
    zeroPages: 150,
    hintedPages: 250,
    hintsFromSeconds: 0,
    hintsToSeconds: 3,
    passes: [
      { fromSeconds: 0, toSeconds: 6, written: 100, cleared: 0, zeroed: 300 },
      { fromSeconds: 6, toSeconds: 7, written: 20, cleared: 0, zeroed: 0 },
      { fromSeconds: 7, toSeconds: 7.2, written: 0, cleared: 0, zeroed: 0 },
    ],
  });
});

test('without hints, what goes without bytes was written with zeros, and nothing was named', () => {
  const { hintedPages, zeroPages, passes } = seenGuest({ ...recording, hints: false });
  expect([hintedPages, zeroPages]).toEqual([0, 400]);
  expect(passes[0]).toMatchObject({ written: 100, cleared: 300, zeroed: 0 });
});

test('what is sent after a pass of a moment was written before it', () => {
  const passes = [...recording.passes.slice(0, 2), { startSeconds: 7.1999, pages: 20 }];
  const polls = recording.polls.map((poll) =>
    poll.seconds === 7 ? { ...poll, seconds: 7.1999 } : poll,
  );
  const seen = seenGuest({ ...recording, passes, polls });
  expect(seen.passes).toHaveLength(2);
  expect(seen.passes.reduce((sum, { written }) => sum + written, 0)).toBe(120);
});
