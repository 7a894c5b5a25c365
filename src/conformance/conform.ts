import { coveringPaths } from '../checking/coverage/covering-paths.ts';
import type { GoalKind } from '../checking/coverage/path-goals.ts';
import { randomRuns } from '../fuzzing/random-runs.ts';
import { strategyNames, type StrategyName } from '../fuzzing/strategy.ts';
import { requireOptions, type OptionKinds } from '../foundation/options.ts';
import { systemIdentity } from '../fuzzing/system-identity.ts';
import { encodeToken } from '../fuzzing/token.ts';
import type { Step, System } from '../system/system.ts';
import type { Divergence } from './divergence.ts';
import { Driver, type DriveOutcome } from './drive.ts';
import type { Implementation } from './implementation.ts';
import { inProcess, inProcessKinds, requireFunctions, type InProcess } from './in-process.ts';
import { minimizeDivergence } from './minimize-divergence.ts';
import { systemView, type Observation, type StateView } from './observation.ts';

/** What covering paths have to show: see `coveringPaths`. */
export const pathKinds = {
  states: 'state',
  transitions: 'transition',
  pairs: 'pair',
  guards: 'guard',
} as const satisfies Record<string, GoalKind>;
export type PathKind = keyof typeof pathKinds;

export interface ConformOptions {
  /** Drives covering paths of this kind. */
  readonly paths?: PathKind;
  /** Only the goals of these processes; default: of those that the implementation takes part in. */
  readonly pathProcesses?: readonly string[];
  /** States searched for covering paths at most; default 200,000. */
  readonly pathStatesMax?: number;
  /** Drives so many random schedules; default 100, or 0 if `paths` or `schedules` are given. */
  readonly runs?: number;
  /** Of the random schedules; default 1. */
  readonly seed?: number;
  /** Steps of a random schedule at most; default 400. */
  readonly stepsMax?: number;
  readonly strategy?: StrategyName;
  /** Drives these and nothing else. Declared actions that they do not reach are no failure then. */
  readonly schedules?: Iterable<readonly Step[]>;
  /** States that the implementation may be in at the same time; default 10,000. */
  readonly statesMax?: number;
  /** What observations name. Default: fields and processes. */
  readonly view?: StateView;
  /** Whether a divergence is minimized; default true. */
  readonly minimizes?: boolean;
  /** How often a diverging schedule is run again; default 2. */
  readonly repeats?: number;
  /** What a token says of where the system comes from; default: nothing. */
  readonly scenario?: string;
  /** Asked after every schedule; a reason ends the run, which is then inconclusive. */
  readonly stop?: () => string | undefined;
}

/** What each option is. */
export const conformKinds: OptionKinds<ConformOptions> = {
  paths: Object.keys(pathKinds),
  pathProcesses: 'list',
  pathStatesMax: 'count',
  runs: 'natural',
  seed: 'integer',
  stepsMax: 'count',
  strategy: strategyNames,
  schedules: 'object',
  statesMax: 'count',
  view: 'object',
  minimizes: 'boolean',
  repeats: 'natural',
  scenario: 'text',
  stop: 'function',
};

/** A divergence, minimized, and how to repeat it. */
export interface FoundDivergence {
  readonly divergence: Divergence;
  /** The run of the model that leads to it, hidden steps included. */
  readonly steps: readonly Step[];
  /** What the implementation showed, by number of steps taken; 0 is after the reset. */
  readonly shown: ReadonlyMap<number, Observation>;
  /** Number of the schedule, from 1, and its length before it was minimized. */
  readonly schedule: number;
  readonly stepsBefore: number;
  /** Of so many further runs of the same schedule, how many diverged too. Fewer: the implementation is not
   * deterministic, and the schedule was not minimized. */
  readonly repeats: { readonly runs: number; readonly diverged: number };
  readonly token: string;
}

export interface ConformResult {
  /**
   * - `conforms`: every schedule was followed, and everything that was declared was reached
   * - `unreached`: every schedule was followed, and something that was declared was never reached
   */
  readonly verdict: 'conforms' | 'diverges' | 'unreached' | 'inconclusive';
  readonly implementation: { readonly name: string; readonly version: string };
  readonly schedules: number;
  /** Steps that the implementation did, and those that it rightly refused. */
  readonly performed: number;
  readonly refused: number;
  /** Largest number of states that it may have been in. */
  readonly largest: number;
  /** Declared actions, gates and names that were never reached, each with what it is: `action client acquire`. */
  readonly unreached: readonly string[];
  readonly seed: number;
  readonly found?: FoundDivergence;
  /** Why it is inconclusive. */
  readonly reason?: string;
}

/**
 * Drives an implementation in this process through schedules of a model, and compares what it shows after each
 * step. See `InProcess` for the functions. Ends at the first divergence, which is minimized.
 */
export async function conform<Instance>(
  system: System,
  subject: InProcess<Instance>,
  options: ConformOptions = {},
): Promise<ConformResult> {
  requireOptions<InProcess<Instance>>('conform', subject, inProcessKinds);
  requireFunctions('conform', subject);
  const implementation = inProcess(system, 'the implementation', subject);
  try {
    return await conformImplementation(system, implementation, options);
  } finally {
    await implementation.close();
  }
}

/**
 * The same for any implementation. Throws `InputError('data')` if it breaks its protocol or names what the model
 * does not have.
 */
export async function conformImplementation(
  system: System,
  implementation: Implementation,
  options: ConformOptions = {},
): Promise<ConformResult> {
  requireOptions('conform', options, conformKinds);
  const { view = systemView(system), statesMax = 10_000, seed = 1, stop } = options;
  const driver = new Driver(system, implementation, { view, statesMax });
  let schedules = 0;
  let reason: string | undefined;
  let found: FoundDivergence | undefined;
  for (const steps of schedulesOf(system, driver, options)) {
    schedules++;
    const outcome = await driver.run(steps);
    if (outcome.kind === 'inconclusive') reason = outcome.reason;
    if (outcome.kind === 'diverges') {
      found = { ...(await examined(system, driver, { outcome, options })), schedule: schedules };
    }
    reason ??= stop?.();
    if (found !== undefined || reason !== undefined) break;
  }
  const { reached } = driver;
  if (found === undefined && reason === undefined) reason = nothingTested(reached);
  const unreached = unreachedOf(implementation, driver);
  const isUnreached = unreached.length > 0 && options.schedules === undefined;
  const { name, version } = implementation.abilities;
  return {
    verdict: verdictOf({ found, reason, isUnreached }),
    implementation: { name, version },
    schedules,
    performed: reached.performed,
    refused: reached.refused,
    largest: driver.largest,
    unreached,
    seed,
    ...(found === undefined ? {} : { found }),
    ...(reason === undefined ? {} : { reason }),
  };
}

function verdictOf({
  found,
  reason,
  isUnreached,
}: {
  readonly found: unknown;
  readonly reason: unknown;
  readonly isUnreached: boolean;
}): ConformResult['verdict'] {
  if (found !== undefined) return 'diverges';
  if (reason !== undefined) return 'inconclusive';
  return isUnreached ? 'unreached' : 'conforms';
}

/** A run in which nothing was done or nothing was seen is no test. */
function nothingTested({ performed, refused, names }: Driver['reached']): string | undefined {
  if (performed + refused === 0) return 'the implementation was asked for no step';
  return names.size === 0 && refused === 0 ? 'the implementation showed nothing' : undefined;
}

function* schedulesOf(
  system: System,
  driver: Driver,
  options: ConformOptions,
): Generator<readonly Step[]> {
  const { schedules, paths, runs, seed, stepsMax, strategy } = options;
  if (schedules !== undefined) {
    yield* schedules;
    return;
  }
  if (paths !== undefined) yield* pathsOf(system, driver, { ...options, paths });
  yield* randomRuns(system, {
    runs: runs ?? (paths === undefined ? 100 : 0),
    ...(seed === undefined ? {} : { seed }),
    ...(stepsMax === undefined ? {} : { stepsMax }),
    ...(strategy === undefined ? {} : { strategy }),
  });
}

function pathsOf(
  system: System,
  driver: Driver,
  { paths, pathProcesses, pathStatesMax = 200_000 }: ConformOptions & { readonly paths: PathKind },
): readonly (readonly Step[])[] {
  const kind = pathKinds[paths];
  const own = system.transitions.filter(({ id }) => driver.isObserved(id));
  const processes = new Set(pathProcesses ?? own.map(({ process }) => process));
  const suite = coveringPaths(system, {
    maxStates: pathStatesMax,
    goals: (goal) => goal.kind === kind && processes.has(goal.process),
  });
  return suite.paths.map(({ steps }) => steps);
}

async function examined(
  system: System,
  driver: Driver,
  {
    outcome,
    options,
  }: {
    readonly outcome: Extract<DriveOutcome, { kind: 'diverges' }>;
    readonly options: ConformOptions;
  },
): Promise<Omit<FoundDivergence, 'schedule'>> {
  const { repeats: runs = 2, minimizes = true, scenario = '' } = options;
  let diverged = 0;
  for (let run = 0; run < runs; run++) {
    const again = await driver.run(outcome.steps);
    if (again.kind === 'diverges') diverged++;
  }
  const isRepeatable = diverged === runs;
  const isObserved = (transition: number): boolean => driver.isObserved(transition);
  const { divergence, steps, shown } =
    isRepeatable && minimizes
      ? await minimizeDivergence(system, outcome, {
          drive: (schedule) => driver.run(schedule),
          isObserved,
        })
      : outcome;
  return {
    divergence,
    steps,
    shown,
    stepsBefore: outcome.steps.length,
    repeats: { runs, diverged },
    token: encodeToken(systemIdentity(system), { scenario, steps }),
  };
}

/** What was declared and never reached. A name such as `client *` is reached by any of its events. */
function unreachedOf({ abilities }: Implementation, { reached }: Driver): string[] {
  const isReached = (name: string): boolean => {
    const [process, event = '*'] = name.split(' ');
    if (event !== '*') return reached.actions.has(name);
    return [...reached.actions].some((kind) => kind.startsWith(`${process} `));
  };
  const steps = [...abilities.actions, ...(abilities.decides ?? [])];
  const { gates = [], observes = [] } = abilities;
  return [
    ...steps.filter((name) => !isReached(name)).map((name) => `action ${name}`),
    ...gates.filter((gate) => !reached.gates.has(gate)).map((gate) => `gate ${gate}`),
    ...observes.filter((name) => !reached.names.has(name)).map((name) => `name ${name}`),
  ];
}
