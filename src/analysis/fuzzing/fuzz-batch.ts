import type { Design } from '../../../models/design.ts';
import type { HazardName } from '../../../models/hazards.ts';
import { scopes, type Scope } from '../../../models/scope.ts';
import { check } from '../../checking/check.ts';
import { fuzz } from '../../fuzzing/fuzz.ts';
import type { FuzzResult, Growth } from '../../fuzzing/fuzz-result.ts';
import { minimize } from '../../fuzzing/minimize.ts';
import { runsAlike } from '../../fuzzing/named-steps.ts';
import type { StrategyName } from '../../fuzzing/strategy.ts';
import type { Walk } from '../../fuzzing/walk.ts';
import type { Violation } from '../../system/definition.ts';
import type { Step, System } from '../../system/system.ts';
import { drawConfiguration, stepsMaxOf, type Configuration } from './configurations.ts';
import { migrationFamily } from './migration-family.ts';

/** What is fuzzed, and how. */
export interface FuzzPlan {
  readonly design: Design;
  readonly hazards: readonly HazardName[];
  /** Of every system; where absent each batch draws sizes and a subset of the hazards of its own. */
  readonly scope?: Scope;
  readonly strategy: StrategyName;
  readonly seed: number;
}

/** A part of a fuzzing: one system. What it shows does not depend on the parts beside it. */
export interface FuzzBatchTask {
  readonly plan: FuzzPlan;
  /** From 0. */
  readonly index: number;
  readonly runs: number;
}

/** One failure class, as a batch first met it. */
export interface BatchFailure {
  readonly property: string;
  readonly failureClass: string;
  /** Number of the run among all of the fuzzing, from 1, that first showed it. */
  readonly firstRun: number;
  readonly runs: number;
  readonly steps: readonly Step[];
}

export interface FuzzBatch {
  readonly index: number;
  readonly configuration: Configuration;
  readonly runs: number;
  readonly steps: number;
  /** By `process event`. */
  readonly stepKinds: Readonly<Record<string, number>>;
  readonly behaviours: readonly number[];
  readonly growth: readonly Growth[];
  /** Properties that are asked, and those of them that some state exercised. */
  readonly properties: readonly string[];
  readonly exercised: readonly string[];
  readonly ends: FuzzResult['ends'];
  readonly lengths: readonly number[];
  /** Of the hazards that this batch looked at: in how many of how many runs each took part. */
  readonly hazards: Readonly<Record<string, { readonly acted: number; readonly runs: number }>>;
  readonly failures: readonly BatchFailure[];
}

/** Runs in which each batch looks whether its hazards take part. */
const runsLookedAt = 32;
/** One batch in so many looks at a hazard, for a system has to be built for each; where all batches have
 * the same size, only the first ones do. */
const batchesPerHazard = 3;
const batchesLooking = 12;

/** The runs of one batch where all have the same size. */
export function runsPerBatch({ scope }: FuzzPlan): number {
  return scope === undefined ? 100 : 1_000;
}

/** Runs one batch. `stop` is asked every 64 runs. Deterministic where nobody stops it. */
export function fuzzBatch(task: FuzzBatchTask, stop?: () => string | undefined): FuzzBatch {
  const { plan, index } = task;
  const { design, hazards, strategy, seed } = plan;
  const configuration: Configuration =
    plan.scope === undefined
      ? drawConfiguration({ hazards }, Math.imul(seed, 0x9e37_79b1) ^ index)
      : { hazards, scope: plan.scope };
  const system = migrationFamily(design).systemOf(configuration);
  const watch = new HazardWatch(plan, configuration, index);
  const firstRun = index * runsPerBatch(plan) + 1;
  const result = fuzz(system, {
    runs: task.runs,
    seed,
    firstRun,
    strategy,
    stepsMax: stepsMaxOf(configuration.scope),
    shrinks: false,
    onRun: (walk, run) => {
      if (run <= runsLookedAt) watch.look(system, walk);
    },
    ...(stop === undefined ? {} : { stop }),
  });
  const { violations, runs, steps, behaviours, growth, exercised, ends, lengths } = result;
  const failures = violations.map(({ violation: { failureClass }, ...failure }): BatchFailure => {
    const { property, runs: showing, steps: shortest } = failure;
    const first = firstRun - 1 + failure.firstRun;
    return { property, failureClass, firstRun: first, runs: showing, steps: shortest };
  });
  const stepKinds = kindCounts(system, result);
  const acted = watch.counts();
  const properties = system.properties.map(({ id }) => id);
  const seen = { behaviours, growth, properties, exercised };
  const counts = { runs, steps, stepKinds, ends, lengths, ...seen };
  return { index, configuration, ...counts, hazards: acted, failures };
}

function kindCounts({ transitions }: System, { stepKinds }: FuzzResult): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { id, process, event, rule } of transitions) {
    if (rule === undefined) continue;
    const name = `${process} ${event}`;
    counts[name] = (counts[name] ?? 0) + stepKinds[id]!;
  }
  return counts;
}

/**
 * Reports whether a hazard takes part in a run, of whatever kind it is: it does exactly where the run is
 * not possible, step by step and by name, in the same configuration without that hazard.
 */
class HazardWatch {
  readonly #without: readonly { readonly hazard: HazardName; readonly system: System }[];
  readonly #acted = new Map<HazardName, number>();
  #runs = 0;

  constructor(plan: FuzzPlan, { hazards, scope }: Configuration, index: number) {
    const { design } = plan;
    const isDue = (at: number): boolean =>
      plan.hazards.length <= batchesPerHazard || (at + index) % batchesPerHazard === 0;
    const looks = plan.scope === undefined || index < batchesLooking;
    const chosen = hazards.filter((hazard) => looks && isDue(plan.hazards.indexOf(hazard)));
    this.#without = chosen.map((hazard) => ({
      hazard,
      system: migrationFamily(design).systemOf({
        hazards: hazards.filter((other) => other !== hazard),
        scope,
      }),
    }));
  }

  look(system: System, walk: Walk): void {
    this.#runs++;
    const steps = walk.steps();
    for (const { hazard, system: without } of this.#without) {
      if (runsAlike(system, without, steps)) continue;
      this.#acted.set(hazard, (this.#acted.get(hazard) ?? 0) + 1);
    }
  }

  counts(): FuzzBatch['hazards'] {
    return Object.fromEntries(
      this.#without.map(({ hazard }) => [
        hazard,
        { acted: this.#acted.get(hazard) ?? 0, runs: this.#runs },
      ]),
    );
  }
}

/** A failure as small as it could be made. */
export interface SmallFailure extends Configuration {
  readonly violation: Violation;
  readonly steps: readonly Step[];
}

/** Makes a failure of a batch small: see `minimize`. */
export function minimizeFailure(
  design: Design,
  { hazards, scope }: Configuration,
  { property, failureClass, steps }: BatchFailure,
): SmallFailure {
  const found = { member: { hazards, scope }, steps };
  const small = minimize(migrationFamily(design), { property, failureClass }, found);
  return { ...small.member, violation: small.violation, steps: small.steps };
}

/** States after which the search for kinds of step ends. */
const expectedStatesMax = 100_000;
/** Scopes of more frames are left to the fuzzer. */
const expectedFramesMax = 8;

/** Kinds of step that the checker takes within a short search in a small scope of the same configuration. */
export function expectedKinds({ design, hazards, scope }: FuzzPlan): string[] {
  const isSmall = scope !== undefined && scope.frames <= expectedFramesMax;
  const small = { hazards, scope: isSmall ? scope : scopes.quick };
  const { coverage } = check(migrationFamily(design).systemOf(small), {
    maxStates: expectedStatesMax,
  });
  const kinds = coverage.flatMap(({ process, transitions }) =>
    transitions.filter(({ taken }) => taken > 0).map(({ event }) => `${process} ${event}`),
  );
  return [...new Set(kinds)];
}
