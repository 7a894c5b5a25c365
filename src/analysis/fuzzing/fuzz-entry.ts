import type { HazardName } from '../../../models/hazards.ts';
import type { CheckEntry } from '../matrix/cell-entry.ts';
import type { FuzzBatch, FuzzPlan } from './fuzz-batch.ts';
import type { StrategyName } from '../../fuzzing/strategy.ts';
import type { TraceInsight } from '../counterexamples/insight.ts';
import type { Growth } from '../../fuzzing/fuzz-result.ts';
import type { Trace } from '../../subject/trace.ts';

/** Runs, or whatever is counted, from one number to another, both included. */
export interface Share {
  readonly from: number;
  readonly to: number;
  readonly runs: number;
}

/** What was generated: a pass says nothing about what never happened. */
export interface FuzzDistribution {
  /** Systems that were drawn, and the runs in them by their number of frames. */
  readonly systems: number;
  readonly frames: readonly Share[];
  readonly lengths: readonly Share[];
  readonly ends: { readonly isTerminal: number; readonly stuck: number; readonly cut: number };
  /** How often each kind of step was taken, the rarest first. */
  readonly stepKinds: readonly { readonly kind: string; readonly taken: number }[];
  /** In how many of the runs that were looked at each hazard took part. */
  readonly hazards: readonly {
    readonly hazard: HazardName;
    readonly acted: number;
    readonly runs: number;
  }[];
}

/** What must have happened for the fuzzing to count. */
export interface FuzzGate {
  readonly gate: 'hazard' | 'step kind' | 'property';
  readonly name: string;
  readonly passed: boolean;
}

/** One failure class, minimized, with the line that repeats it. */
export interface FuzzFailure {
  readonly property: string;
  readonly title: string;
  readonly failureClass: string;
  readonly violation: string;
  /** The run that first showed it, from 1; 0 where an earlier fuzzing did. How many runs showed it. */
  readonly firstRun: number;
  readonly runs: number;
  readonly found: FailureSize;
  readonly minimized: FailureSize;
  readonly token: string;
  readonly trace: Trace;
  readonly insight: Pick<TraceInsight, 'clauses' | 'snapshots'>;
}

export interface FailureSize {
  readonly hazards: readonly HazardName[];
  readonly scope: string;
  readonly steps: number;
}

/** What `skipover fuzz` found. */
export interface FuzzEntry {
  readonly scenario: Pick<CheckEntry['scenario'], 'design' | 'switches' | 'hazards'> & {
    /** A scope, or `generated` where every system has its own. */
    readonly scope: string;
  };
  /** Never `verified`: runs prove nothing about what they did not meet. */
  readonly verdict: 'violated' | 'inconclusive';
  readonly strategy: StrategyName;
  readonly seed: number;
  readonly workers: number;
  readonly runs: number;
  readonly steps: number;
  readonly seconds: number;
  /** Different transitions taken where different states of control were standing. */
  readonly behaviours: number;
  /** How many of them were known after so many runs. */
  readonly growth: readonly Growth[];
  /** Why the fuzzing ended before its runs were used up. */
  readonly ended?: string;
  readonly distribution: FuzzDistribution;
  readonly gates: readonly FuzzGate[];
  readonly failures: readonly FuzzFailure[];
}

/** Behaviours over the runs of all batches: within the first as it counted them, then at the end of each. */
export function growthOf(batches: readonly FuzzBatch[]): Growth[] {
  const known = new Set<number>();
  let runs = 0;
  return batches.flatMap((batch, index) => {
    for (const slot of batch.behaviours) known.add(slot);
    runs += batch.runs;
    return index === 0 ? batch.growth : [{ runs, behaviours: known.size }];
  });
}

/** What all batches together generated. */
export function distributionOf(batches: readonly FuzzBatch[], plan: FuzzPlan): FuzzDistribution {
  const stepKinds = new Map<string, number>();
  const ends = { isTerminal: 0, stuck: 0, cut: 0 };
  const lengths: number[] = [];
  const frames: number[] = [];
  for (const batch of batches) {
    for (const [kind, taken] of Object.entries(batch.stepKinds)) {
      stepKinds.set(kind, (stepKinds.get(kind) ?? 0) + taken);
    }
    for (const end of ['isTerminal', 'stuck', 'cut'] as const) ends[end] += batch.ends[end];
    batch.lengths.forEach((runs, power) => (lengths[power] = (lengths[power] ?? 0) + runs));
    const power = Math.floor(Math.log2(batch.configuration.scope.frames));
    frames[power] = (frames[power] ?? 0) + batch.runs;
  }
  const hazards = plan.hazards.map((hazard) => {
    const looked = batches.flatMap((batch) => batch.hazards[hazard] ?? []);
    const sum = (key: 'acted' | 'runs'): number => looked.reduce((all, one) => all + one[key], 0);
    return { hazard, acted: sum('acted'), runs: sum('runs') };
  });
  return {
    systems: plan.scope === undefined ? batches.length : 1,
    frames: sharesOf(frames),
    lengths: sharesOf(lengths),
    ends,
    stepKinds: [...stepKinds]
      .map(([kind, taken]) => ({ kind, taken }))
      .toSorted((one, other) => one.taken - other.taken || (one.kind < other.kind ? -1 : 1)),
    hazards,
  };
}

/** Counts by powers of two, those that are 0 left out. */
function sharesOf(counts: readonly number[]): Share[] {
  return Array.from(counts, (runs, power) => ({
    from: 2 ** power,
    to: 2 ** (power + 1) - 1,
    runs: runs ?? 0,
  })).filter(({ runs }) => runs > 0);
}

/**
 * Every hazard asked for must have taken part in some run, every property must have been put to the
 * test, and every kind of step that a short exhaustive search takes must have been taken. What the search does not reach is not asked for: some
 * steps are impossible in some designs.
 */
export function gatesOf(
  { hazards, stepKinds }: FuzzDistribution,
  batches: readonly FuzzBatch[],
  expectedKinds: readonly string[],
): FuzzGate[] {
  const properties = new Set(batches.flatMap((batch) => batch.properties));
  const exercised = new Set(batches.flatMap((batch) => batch.exercised));
  const taken = new Map(stepKinds.map(({ kind, taken: times }) => [kind, times]));
  return [
    ...hazards.map(({ hazard, acted }): FuzzGate => ({
      gate: 'hazard',
      name: hazard,
      passed: acted > 0,
    })),
    ...[...properties].map((name): FuzzGate => ({
      gate: 'property',
      name,
      passed: exercised.has(name),
    })),
    ...expectedKinds.map((kind): FuzzGate => ({
      gate: 'step kind',
      name: kind,
      passed: (taken.get(kind) ?? 0) > 0,
    })),
  ];
}
