import { expect } from 'vitest';
import { check, type CheckOptions } from '../checking/check.ts';
import { System } from '../system/system.ts';
import { shortfalls } from './shortfall.ts';

/** Teaches `expect` the matchers of skipover. */
export function addMatchers(): void {
  expect.extend({
    toHoldInEveryInterleaving(received: unknown, options: CheckOptions = {}) {
      if (!(received instanceof System)) throw new TypeError('expected a System of skipover');
      const result = check(received, options);
      const reasons = shortfalls(received, result);
      const isDecided = result.verdict === 'verified' || result.verdict === 'violated';
      if (!isDecided) throw new Error(reasons.join('\n\n'));
      return {
        pass: result.verdict === 'verified',
        message: () =>
          reasons.length > 0
            ? reasons.join('\n\n')
            : `everything holds in all of ${result.states} states, and something should not`,
      };
    },
  });
}
