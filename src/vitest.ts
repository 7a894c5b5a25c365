/**
 * For tests of one's own protocols: `import { checkSystem, fuzzSystem } from 'skipover/vitest'`. Importing
 * it teaches `expect` the matcher `toHoldInEveryInterleaving`.
 */
import { addMatchers } from './testing/matchers.ts';

addMatchers();

export { checkSystem, type CheckTestOptions } from './testing/check-system.ts';
export { fuzzSystem, type FuzzBudget, type FuzzTestOptions } from './testing/fuzz-system.ts';
