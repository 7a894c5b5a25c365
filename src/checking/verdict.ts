import type { Violation } from '../system/definition.ts';
import type { Step } from '../system/system.ts';
import type { ProcessCoverage } from './coverage/coverage.ts';

/**
 * - `verified`: every reachable state within the stated bounds was looked at, and it held in all
 * - `violated`: a counterexample exists; of what must be reachable: the search was complete without it
 * - `inconclusive`: a budget ended the search; nothing was violated in what was covered
 * - `vacuous`: the search was complete, but the property was never exercised
 */
export type Verdict = 'verified' | 'violated' | 'inconclusive' | 'vacuous';

/**
 * - `symmetry`: of states that differ in which of several parts that are alike is which, one (`symmetryOf`)
 * - `dead`: elements that will be written before they are read are 0 (`DeadVariables`)
 * - `order`: of steps that are not in each other's way, one order (`PartialOrder`)
 */
export type Reduction = 'symmetry' | 'dead' | 'order';

/** The verdict of several: the first of violated, inconclusive, vacuous, verified that occurs. */
export function rollUp(verdicts: readonly Verdict[]): Verdict {
  const order: readonly Verdict[] = ['violated', 'inconclusive', 'vacuous', 'verified'];
  return order.find((verdict) => verdicts.includes(verdict)) ?? 'vacuous';
}

/** A shortest run into one failure class. */
export interface Counterexample {
  readonly property: string;
  /** What is wrong in the last state. */
  readonly violation: Violation;
  /** From the initial state; as short as any run into this failure class. */
  readonly steps: readonly Step[];
  /** Of a liveness property: how many steps lead to the loop; the others are repeated for ever. Equal to
   * the number of steps where the run stands still there. */
  readonly loopStart?: number;
}

export interface PropertyResult {
  readonly id: string;
  readonly verdict: Verdict;
  /** Whether some state put the property to the test. */
  readonly exercised: boolean;
  /** One per failure class, the shortest first. None of what must be reachable and is not: no run shows
   * that. */
  readonly counterexamples: readonly Counterexample[];
  /** Of what must be reachable: a shortest run to it. */
  readonly witness?: readonly Step[];
}

export interface CheckResult {
  readonly verdict: Verdict;
  readonly properties: readonly PropertyResult[];
  /** What was left out because something like it was looked at. */
  readonly reductions: readonly Reduction[];
  /** Distinct states. */
  readonly states: number;
  /** Steps taken, to new states and to known ones. */
  readonly transitions: number;
  /** Length of the longest shortest path that was completed. */
  readonly depth: number;
  /** Why the search ended before it was complete; absent if it was complete. */
  readonly ended?: { readonly reason: string; readonly frontier: number };
  /** Of a system with a boundary of its own: what it is. Verdicts are of the states within it. */
  readonly boundary?: string;
  /** Of a system whose steps are not computed by the tables of rules: how they are. */
  readonly semantics?: string;
  readonly bytesPerState: number;
  /** Of a search that remembers fingerprints: how likely it is, at most, that two different states had
   * the same and one was lost, n (n - 1) / 2^65 for n states, if hashes are as good as random. Of a search
   * that remembers bits: how likely it was at the end for one more state to be lost. */
  readonly omissionProbability?: number;
  readonly coverage: readonly ProcessCoverage[];
}
