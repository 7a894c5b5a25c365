import { expect } from 'vitest';
import { check, type CheckOptions } from '../checking/check.ts';
import { System } from '../system/system.ts';
import { checkedIn, shortfall } from './check-system.ts';

declare module 'vitest' {
  // oxlint-disable-next-line typescript/no-explicit-any -- vitest's own declaration must be met
  interface Matchers<T = any> {
    /** Every property of a system, and the absence of deadlock, verified in every reachable state. Under
     * `not`: something is violated; a search that a bound has ended is neither. */
    toHoldInEveryInterleaving(options?: CheckOptions): T;
  }
}

/** Teaches `expect` the matchers of skipover. */
export function addMatchers(): void {
  expect.extend({
    toHoldInEveryInterleaving(received: unknown, options: CheckOptions = {}) {
      if (!(received instanceof System)) throw new TypeError('expected a System of skipover');
      const result = check(received, options);
      const titles = new Map(checkedIn(received).map(({ id, title }) => [id, title]));
      const reasons = result.properties.flatMap(
        (property) => shortfall(received, titles.get(property.id)!, { result, property }) ?? [],
      );
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
