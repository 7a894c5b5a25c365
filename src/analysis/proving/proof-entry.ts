import type { Trace } from '../../subject/trace.ts';

/**
 * - `proved`: it holds in every reachable state of the abstract system, which stands for every size
 * - `refuted`: a real run of the executor violates it
 * - `not proved`: the abstract system violates it, and no real run was found
 * - `inconclusive`: a limit ended the search
 * - `vacuous`: no abstract state put it to the test
 */
export type ProofVerdict = 'proved' | 'refuted' | 'not proved' | 'inconclusive' | 'vacuous';

/** The order in which a verdict of several is taken: the first that occurs. */
const precedence: readonly ProofVerdict[] = [
  'refuted',
  'not proved',
  'inconclusive',
  'vacuous',
  'proved',
];

/** The verdict of several properties. */
export function rollUpProofs(verdicts: readonly ProofVerdict[]): ProofVerdict {
  return precedence.find((verdict) => verdicts.includes(verdict)) ?? 'vacuous';
}

/** One step of an abstract run. */
export interface AbstractStep {
  readonly process: string;
  readonly event: string;
  readonly choice: number;
  /** What the row of the chart says. */
  readonly detail: string;
  readonly changes: readonly {
    readonly variable: string;
    readonly index: number;
    readonly from: number;
    readonly to: number;
  }[];
}

/** A run of the abstract system into a failure. */
export interface AbstractRun {
  readonly steps: readonly AbstractStep[];
  /** Abstract steps that the executor could follow at the scope named, and the first that it could not. */
  readonly followed?: {
    readonly scope: string;
    readonly steps: number;
    readonly missing?: {
      readonly process: string;
      readonly event: string;
      readonly detail: string;
    };
  };
}

/** A real run that refutes a property. */
export interface Refutation {
  /** The scope at which it was found. */
  readonly scope: string;
  /** What was observed: a frame and a page. */
  readonly observed: string;
  readonly trace: Trace;
  /** Concrete states that were expanded to find it. */
  readonly expanded: number;
}

export interface ProofProperty {
  readonly id: string;
  readonly title: string;
  readonly verdict: ProofVerdict;
  /** Why a violation at any size is one that some frame and page show. */
  readonly covering: string;
  /** The failure class, where the abstract system fails. */
  readonly failureClass?: string;
  readonly abstractRun?: AbstractRun;
  readonly refutation?: Refutation;
}

/** What was proved of a design under hazards. Plain data. */
export interface ProofEntry {
  readonly scenario: {
    readonly design: string;
    readonly switches: Readonly<Record<string, string>>;
    readonly hazards: readonly string[];
  };
  readonly verdict: ProofVerdict;
  /** Why a result is not conclusive although the search was complete. */
  readonly reason?: string;
  readonly properties: readonly ProofProperty[];
  readonly unasked: readonly { readonly id: string; readonly reason: string }[];
  /** What may have any size, and what is fixed. */
  readonly arbitrary: readonly string[];
  readonly fixed: readonly string[];
  /** Abstract states, steps, and the greatest distance from the start. */
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  readonly bytesPerState: number;
  readonly ended?: { readonly reason: string; readonly frontier: number };
  /** How this abstraction was compared with the executor before the search. */
  readonly simulation: {
    readonly scope: string;
    readonly concreteStates: number;
    readonly isComplete: boolean;
    readonly mapped: number;
    readonly stutters: number;
  };
  /** Abstract variables, each with its meaning: what a state consists of. */
  readonly variables: Readonly<Record<string, string>>;
  readonly seconds: number;
}
