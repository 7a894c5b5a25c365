/**
 * For tests of one's own protocols: `import { checkSystem, fuzzSystem } from 'skipover/vitest'`. Importing
 * it teaches `expect` the matcher `toHoldInEveryInterleaving`.
 */
import type { CheckOptions } from './checking/check.ts';
import { addMatchers } from './testing/matchers.ts';

// Here and not beside the code: the declarations of a module that is imported for its effect alone are not emitted.
declare module 'vitest' {
  // oxlint-disable-next-line typescript/no-explicit-any -- vitest's own declaration must be met
  interface Matchers<T = any> {
    /** Every property of a system, and the absence of deadlock, verified in every reachable state. Under
     * `not`: something is violated; a search that a bound has ended is neither. */
    toHoldInEveryInterleaving(options?: CheckOptions): T;
  }
}

addMatchers();

export { checkSystem, type CheckTestOptions } from './testing/check-system.ts';
export { fuzzSystem, type FuzzBudget, type FuzzTestOptions } from './testing/fuzz-system.ts';
export { conformSystem, type ConformTestOptions } from './testing/conform-system.ts';
export { expectToSimulate, type SimulationTestOptions } from './testing/expect-to-simulate.ts';
export type { SimulationFailure, SimulationReport } from './proving/simulation.ts';
export { checkActors } from './testing/check-actors.ts';
export type { ActorTestPath, PathTest, TestStep } from './actors/actor-test-path.ts';
export {
  coveringActorPaths as coveringPaths,
  type ActorPathOptions,
} from './actors/covering-actor-paths.ts';
