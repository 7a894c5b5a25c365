import { expect, test } from 'vitest';
import { oldWritesOf } from './old-writes.ts';

test('writes to Old: pages over the longest span without a collection, and the rate that dirties so many', () => {
  // 5000 pages and 25,000 writes a second dirty 1967 pages in 0.1 s, and nearly all in 2 s.
  const pages = 5000;
  const windows: number[][] = [];
  for (let at = 0; at < 20; at++) {
    windows.push(Array.from({ length: 1967 }, (_, index) => (index * 7 + at * 1967) % pages));
  }
  const { perSecond, pages: found } = oldWritesOf(windows, 0.1);
  expect(found).toBe(pages);
  expect(perSecond).toBeGreaterThan(24_900);
  expect(perSecond).toBeLessThan(25_100);
});

test('writes to Old: a window with a collection ends a span, and counts for nothing', () => {
  expect(oldWritesOf([[1, 2], undefined, [3, 4], [4, 5]], 0.1).pages).toBe(3);
});

test('writes to Old: none is one page that is never written', () => {
  expect(oldWritesOf([[], [], undefined], 0.1)).toEqual({ pages: 1, perSecond: 0 });
});

test('writes to Old: one page that every window finds dirty is written more than once a window', () => {
  expect(oldWritesOf([[7], [7], [7]], 0.1)).toEqual({ pages: 1, perSecond: 7 });
});
