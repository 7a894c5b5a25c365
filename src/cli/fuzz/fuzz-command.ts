import { availableParallelism } from 'node:os';
import { scenarioSystem } from '../../analysis/matrix/scenario-system.ts';
import type { Configuration } from '../../analysis/fuzzing/configurations.ts';
import type { FuzzPlan } from '../../analysis/fuzzing/fuzz-batch.ts';
import {
  distributionOf,
  gatesOf,
  growthOf,
  type FuzzEntry,
  type FuzzFailure,
} from '../../analysis/fuzzing/fuzz-entry.ts';
import { sceneOf } from '../../analysis/counterexamples/insight.ts';
import { modelHash } from '../../analysis/matrix/model-hash.ts';
import { replayFailure } from '../../analysis/counterexamples/replay-failure.ts';
import { parseScope } from '../../analysis/matrix/sized-scope.ts';
import { deadlockProperty } from '../../fuzzing/judge.ts';
import { strategyNames, type StrategyName } from '../../fuzzing/strategy.ts';
import { unknownName } from '../../foundation/unknown-name.ts';
import { hazardNames } from '../../../models/hazards.ts';
import { safetyFamilies } from '../../../properties/all.ts';
import { parseDesign, parseHazards, type NamedDesign } from '../../analysis/matrix/named-design.ts';
import { exitCodes, worst } from '../exit-codes.ts';
import { FailureStore, namedSteps, type KnownFailure } from './failure-store.ts';
import { tokenOf } from '../replay/failure-token.ts';
import { printFuzz } from './fuzz-view.ts';
import { requireResultPlace, saveResult } from '../files/result-file.ts';
import { runFuzz, type FoundFailure, type FuzzRun } from './run-fuzz.ts';
import { slug } from '../terminal/text.ts';
import { toolOf } from '../version.ts';

export interface FuzzArguments {
  readonly design: string;
  readonly hazard: readonly string[];
  readonly scope?: string;
  readonly strategy: string;
  readonly runs?: number;
  readonly maxSeconds?: number;
  readonly seed?: number;
  readonly workers?: number;
  /** Other machines do the work: the address of a queue. */
  readonly queue?: string;
  readonly json?: string;
  readonly out: string;
}

/** Where neither runs nor seconds are given. */
const secondsDefault = 20;

/** `skipover fuzz`. Returns the exit code. */
export async function fuzzCommand(given: FuzzArguments): Promise<number> {
  const design = parseDesign(given.design);
  const plan = planOf(given, design);
  requireResultPlace(given);

  const store = new FailureStore(given.out);
  const startedAt = new Date().toISOString();
  const { known, fixed } = store.retry(design, plan.hazards);
  const { runs, maxSeconds, workers = availableParallelism() } = given;
  const isUnbounded = runs === undefined && maxSeconds === undefined;
  const fuzzed = await runFuzz(plan, {
    runs: runs ?? Infinity,
    maxSeconds: maxSeconds ?? (isUnbounded ? secondsDefault : Infinity),
    workers,
    ...(given.queue === undefined ? {} : { queue: given.queue }),
  });
  const failures = failuresOf(design, fuzzed.failures, known);
  const entry = entryOf({ plan, design, fuzzed, failures, workers });

  store.add(failures.map(({ stored }) => stored));
  store.save();
  const results = {
    schema: 'skipover-fuzz/1',
    tool: toolOf(),
    startedAt,
    modelHash: modelHash(toolOf().version),
    results: [entry],
  };
  printFuzz(entry, { known: known.length, fixed });
  await saveResult(results, resultName(given), given);
  return codeOf(entry);
}

function planOf(given: FuzzArguments, { design }: NamedDesign): FuzzPlan {
  const strategy = strategyNames.find((name) => name === given.strategy);
  if (strategy === undefined) {
    throw unknownName('strategy', given.strategy, { allowed: strategyNames });
  }
  return {
    design,
    hazards: given.hazard.length === 0 ? [] : parseHazards(expanded(given.hazard)),
    ...(given.scope === undefined ? {} : { scope: parseScope(given.scope) }),
    strategy: strategy satisfies StrategyName,
    seed: given.seed ?? Date.now() % 2 ** 31,
  };
}

/** `all` stands for every hazard that the model has. */
function expanded(given: readonly string[]): readonly string[] {
  return given.flatMap((name): readonly string[] => (name === 'all' ? hazardNames : [name]));
}

interface ToldFailure {
  readonly failure: FuzzFailure;
  readonly stored: Parameters<FailureStore['add']>[0][number];
}

/** Those of this fuzzing, and known ones that it did not meet again. */
function failuresOf(
  design: NamedDesign,
  found: readonly FoundFailure[],
  known: readonly KnownFailure[],
): ToldFailure[] {
  const isFound = ({ property, failureClass }: KnownFailure): boolean =>
    found.some(
      ({ failure }) => failure.property === property && failure.failureClass === failureClass,
    );
  return [
    ...found.map(({ configuration, failure, small }) =>
      reported(
        design,
        { ...failure, ...small },
        { configuration, ...failure, steps: failure.steps.length },
      ),
    ),
    ...known
      .filter((failure) => !isFound(failure))
      .map((failure) =>
        reported(design, failure, {
          configuration: failure,
          firstRun: 0,
          runs: 0,
          steps: failure.steps.length,
        }),
      ),
  ];
}

interface Origin {
  readonly configuration: Configuration;
  readonly firstRun: number;
  readonly runs: number;
  readonly steps: number;
}

function reported(
  design: NamedDesign,
  { hazards, scope, property, failureClass, steps }: KnownFailure,
  { configuration, firstRun, runs, steps: stepsFound }: Origin,
): ToldFailure {
  const scenario = { designName: design.name, design: design.design, hazards, scope };
  const migration = scenarioSystem(scenario);
  const trace = replayFailure(migration, { property, failureClass }, steps);
  const title = safetyFamilies.find(({ id }) => id === property)?.title ?? 'No deadlock';
  const found = configuration;
  return {
    failure: {
      property,
      title,
      failureClass,
      violation: trace.violation,
      firstRun,
      runs,
      found: { hazards: found.hazards, scope: found.scope.name, steps: stepsFound },
      minimized: { hazards, scope: scope.name, steps: steps.length },
      token: tokenOf({ design, hazards, scope, property, failureClass, steps }),
      trace,
      insight: sceneOf(migration, { property, steps }),
    },
    stored: {
      design: design.name,
      hazards,
      scope: scope.name,
      property,
      failureClass,
      steps: namedSteps(migration.system, steps),
    },
  };
}

function entryOf(made: {
  readonly plan: FuzzPlan;
  readonly design: NamedDesign;
  readonly fuzzed: FuzzRun;
  readonly failures: readonly ToldFailure[];
  readonly workers: number;
}): FuzzEntry {
  const { plan, design, fuzzed, failures, workers } = made;
  const { batches, seconds, ended } = fuzzed;
  const distribution = distributionOf(batches, plan);
  const sum = (key: 'runs' | 'steps'): number => batches.reduce((all, one) => all + one[key], 0);
  return {
    scenario: {
      design: design.name,
      switches: design.design,
      hazards: plan.hazards,
      scope: plan.scope?.name ?? 'generated',
    },
    verdict: failures.length > 0 ? 'violated' : 'inconclusive',
    strategy: plan.strategy,
    seed: plan.seed,
    workers,
    runs: sum('runs'),
    steps: sum('steps'),
    seconds,
    behaviours: new Set(batches.flatMap(({ behaviours }) => behaviours)).size,
    growth: growthOf(batches),
    ...(ended === undefined ? {} : { ended }),
    distribution,
    gates: gatesOf(distribution, batches, fuzzed.expectedKinds),
    failures: failures.map(({ failure }) => failure),
  };
}

/** Nothing found within the budget is what was hoped for, and no verdict: 0. */
function codeOf({ failures, gates }: FuzzEntry): number {
  const codes: number[] = failures.map(({ property }) =>
    property === deadlockProperty ? exitCodes.deadlock : exitCodes.safety,
  );
  if (gates.some(({ passed }) => !passed)) codes.push(exitCodes.threshold);
  return worst(codes);
}

function resultName({ design, hazard, scope }: FuzzArguments): string {
  return slug(['fuzz', design, ...hazard, scope ?? 'generated'].map(slug).join('-'));
}
