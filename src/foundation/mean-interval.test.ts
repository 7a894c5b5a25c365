import { expect, test } from 'vitest';
import { meanInterval } from './mean-interval.ts';

test('mean and half width of the 95 % interval, as tables of t have it', () => {
  // 4, 5, 6: deviation 1, t(2) = 4.303, over the root of 3.
  expect(meanInterval([4, 5, 6]).mean).toBe(5);
  expect(meanInterval([4, 5, 6]).half).toBeCloseTo(4.303 / Math.sqrt(3), 9);
  expect(meanInterval([7, 7])).toEqual({ mean: 7, half: 0 });
  expect(meanInterval([3])).toEqual({ mean: 3, half: Number.NaN });
  const many = Array.from({ length: 200 }, (_, index) => index % 2);
  expect(meanInterval(many).half).toBeCloseTo(
    (1.96 * 0.5 * Math.sqrt(200 / 199)) / Math.sqrt(200),
    9,
  );
});
