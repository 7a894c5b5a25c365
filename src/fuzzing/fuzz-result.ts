import type { Violation } from '../system/definition.ts';
import type { Step } from '../system/system.ts';
import type { StrategyName } from './strategy.ts';

/** A failure class, with the shortest run into it that is known. */
export interface FuzzViolation {
  readonly property: string;
  /** What is wrong in the last state. */
  readonly violation: Violation;
  /** From the initial state. Short, but not proven to be the shortest. */
  readonly steps: readonly Step[];
  /** The run that first showed it, from 1; how many runs showed it. */
  readonly firstRun: number;
  readonly runs: number;
  /** Steps of the shortest run into it before it was shrunk. */
  readonly stepsBeforeShrinking: number;
}

export interface FuzzResult {
  /** Never `verified`: runs at random prove nothing that they did not meet. */
  readonly verdict: 'violated' | 'inconclusive';
  readonly runs: number;
  /** Steps of all runs together, shrinking not counted. */
  readonly steps: number;
  readonly seed: number;
  readonly stepsMax: number;
  readonly strategy: StrategyName;
  /** One per property and failure class, in order of discovery. */
  readonly violations: readonly FuzzViolation[];
  /** By transition, how often it was taken. */
  readonly stepKinds: readonly number[];
  /** Transitions never taken; those that stand for a surprising message are left out. */
  readonly neverTaken: readonly number[];
  /** Properties that some state exercised, deadlock among them; the others are vacuous. */
  readonly exercised: readonly string[];
  /** How the runs ended: with nothing more to be done, stuck, or cut at `stepsMax`. */
  readonly ends: { readonly isTerminal: number; readonly stuck: number; readonly cut: number };
  /** How many runs had from 2^i to 2^(i+1) - 1 steps; index i. */
  readonly lengths: readonly number[];
  /** What was seen, as slots of a map: see `Behaviours`. */
  readonly behaviours: readonly number[];
  /** How many behaviours were known after a run: at runs 1, 2, 4, 8, ... and the last. */
  readonly growth: readonly Growth[];
  /** Why the fuzzing ended before its runs were used up. */
  readonly ended?: string;
}

/** Different behaviours after so many runs. */
export interface Growth {
  readonly runs: number;
  readonly behaviours: number;
}
