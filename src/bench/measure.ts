import { designs } from '../../models/design.ts';
import { scopes } from '../../models/scope.ts';
import { checkScenario } from '../analysis/matrix/check-scenario.ts';
import { scenarioSystem } from '../analysis/matrix/scenario-system.ts';
import { check, type CheckOptions } from '../checking/check.ts';
import type { Scenario } from '../migration/scenario.ts';
import type { System } from '../system/system.ts';
import { adjacencyMapOf } from './adjacency-map.ts';
import { mig } from '../../examples/classics/mig.ts';
import { searchNaively } from '../analysis/matrix/plain-search.ts';
import { mainJobWorkers, runMainJob } from './main-job.ts';
import { promelaSwitches } from './peers/cells.ts';
import { spinIsMissing } from './peers/spin.ts';
import { rumurIsMissing, searchByRumur, type RumurJob } from './rumur.ts';
import { searchBySpin, type SpinJob } from './spin.ts';

/** One search of one model by one tool. */
export interface Measurement {
  readonly model: string;
  readonly tool: string;
  /** How the tool searched, where it has several ways. */
  readonly mode: string;
  readonly workers: number;
  /** Distinct states. */
  readonly states: number;
  /** Building the system and searching it, in a process that has done nothing else; no start-up. */
  readonly seconds: number;
  readonly statesPerSecond: number;
  /** Of CPU, all threads together, compiling and collecting included: on a busy machine what to compare. */
  readonly cpuSeconds: number;
  /**
   * What the states cost at the end: of skipover, its own count of its table; of the others, what is
   * left of the heap after a collection, less what there was before.
   */
  readonly bytesPerState: number;
}

/** A row of the benchmark, not yet measured. */
export interface Job {
  readonly model: string;
  readonly tool: string;
  readonly mode: string;
  /** Default: 1. */
  readonly workers?: number;
  /** Measured once, because it is long. */
  readonly isLong?: true;
  readonly search: () => Searched;
}

interface Searched {
  readonly states: number;
  /** Where what is measured is another program. */
  readonly seconds?: number;
  readonly cpuSeconds?: number;
  /** Where the tool reports it itself. */
  readonly bytesPerState?: number;
  /** Kept alive until the heap has been looked at. */
  readonly result: unknown;
}

const hardened: Scenario = {
  designName: 'hardened',
  design: designs.hardened,
  hazards: [],
  scope: scopes.ci,
};
/** Bounds the time of the largest model; searches of the others end by themselves. */
const maxStates = 3e6;

/** The mode of searches that leave out states by a reduction. */
export const reduced = 'reduced';
const breadthFirst = 'breadth first';

interface SkipoverJob {
  readonly mode?: string;
  readonly workers?: number;
}

function bySkipover(
  model: string,
  search: () => ReturnType<typeof check>,
  { mode = 'exact', workers = 1 }: SkipoverJob = {},
): Job {
  return {
    model,
    tool: 'skipover',
    mode,
    workers,
    search: () => {
      const { states, bytesPerState } = search();
      return { states, bytesPerState, result: undefined };
    },
  };
}

function byNaiveSearch(model: string, build: () => System): Job {
  return {
    model,
    tool: 'naive TypeScript',
    mode: breadthFirst,
    search: () => {
      const result = searchNaively(build(), maxStates);
      return { states: result.distances.size, result };
    },
  };
}

function byXstateGraph(model: string, build: () => System): Job {
  return {
    model,
    tool: '@xstate/graph',
    mode: 'adjacency map',
    search: () => {
      const result = adjacencyMapOf(build());
      return { states: result.states.length, result };
    },
  };
}

function bySpin(model: string, job: SpinJob): Job {
  return {
    model,
    tool: 'spin',
    mode: job.mode,
    search: () => ({ ...searchBySpin(job), result: undefined }),
  };
}

const migration = 'migration, hardened, ci';
/** The same design and bounds in Promela, its steps cut finer: what to compare is the time to a verdict. */
const twin = 'migration.pml, hardened, ci';

function spinOnTwin(mode: SpinJob['mode']): Job {
  const defines = promelaSwitches({ name: twin, isLarge: true, ...hardened });
  return bySpin(twin, { model: 'migration.pml', defines, mode, slotBits: 23 });
}

/** The states are those of all its cells. */
function mainJob(): Job {
  return {
    model: 'main job, all cells',
    tool: 'skipover',
    mode: 'check',
    workers: mainJobWorkers,
    isLong: true,
    search: () => ({ ...runMainJob(), result: undefined }),
  };
}

function byRumur(model: string, job: RumurJob): Job {
  return {
    model,
    tool: 'rumur',
    mode: breadthFirst,
    workers: job.threads,
    search: () => ({ ...searchByRumur(job), result: undefined }),
  };
}

interface MigJobs {
  /** N, V and I. */
  readonly bounds: readonly [number, number, number];
  readonly naive?: boolean;
  readonly rumur?: boolean;
  /** Binary logarithm of the number of states, rounded up. */
  readonly stateBits: number;
}

function migJobs({ bounds, naive, rumur, stateBits }: MigJobs): Job[] {
  const model = `MIG(${bounds.join(',')})`;
  const build = (): System => mig(...bounds);
  const search = (options: CheckOptions) => (): ReturnType<typeof check> => check(build(), options);
  const source = {
    module: new URL('../../examples/classics/mig.js', import.meta.url).href,
    name: 'mig',
    given: bounds,
  };
  const [n, v, i] = bounds;
  const spin = (mode: SpinJob['mode']): Job =>
    bySpin(model, {
      model: 'mig.pml',
      defines: [`-DN=${n}`, `-DV=${v}`, `-DI=${i}`],
      mode,
      slotBits: stateBits,
    });
  return [
    bySkipover(model, search({})),
    bySkipover(model, search({ workers: { count: 2, source } }), { workers: 2 }),
    bySkipover(model, search({ store: { mode: 'fingerprint' } }), { mode: 'fingerprint' }),
    ...(naive === true ? [byNaiveSearch(model, build)] : []),
    ...(spinIsMissing() === undefined ? [spin('exact'), spin('bfs')] : []),
    ...(rumur === true && !rumurIsMissing()
      ? [1, 2].map((threads) => byRumur(model, { bounds, threads }))
      : []),
  ];
}

function withReductions(): ReturnType<typeof check> {
  return checkScenario(hardened, { maxStates, reduce: ['dead', 'order'] });
}

/** What is measured, in the order of the table. */
export function jobsFor(quick: boolean): Job[] {
  return [
    ...migJobs({ bounds: [4, 1, 2], naive: true, stateBits: 16 }),
    ...migJobs({ bounds: [4, 2, 3], naive: true, rumur: !quick, stateBits: 20 }),
    ...migJobs({ bounds: [5, 2, 2], rumur: !quick, stateBits: 23 }),
    ...(quick ? [] : migJobs({ bounds: [5, 2, 3], stateBits: 24 })),
    bySkipover(migration, () => checkScenario(hardened, { maxStates })),
    ...(quick ? [] : [bySkipover(migration, withReductions, { mode: reduced })]),
    ...(spinIsMissing() === undefined ? [spinOnTwin('exact'), spinOnTwin(reduced)] : []),
    byNaiveSearch(migration, () => scenarioSystem(hardened).system),
    byXstateGraph('MIG(3,1,1)', () => mig(3, 1, 1)),
    ...(quick ? [] : [mainJob()]),
  ];
}

/** Peers that are not there; a number is never guessed. */
export function missingPeers(): string[] {
  return [
    ...(spinIsMissing() === undefined ? [] : ['spin (Debian: apt-get install spin gcc)']),
    ...(rumurIsMissing() ? ['rumur (Debian: apt-get install rumur gcc)'] : []),
    'tlc, stateright (not part of this bench)',
  ];
}

/** Runs a job in this process, which must be fresh and started with `--expose-gc`. */
export function measure({ model, tool, mode, workers = 1, search }: Job): Measurement {
  const bytesBefore = bytesInUse();
  const start = performance.now();
  const cpuStart = process.cpuUsage();
  const searched = search();
  const { user, system } = process.cpuUsage(cpuStart);
  const seconds = searched.seconds ?? (performance.now() - start) / 1000;
  const { states } = searched;
  const bytesPerState = searched.bytesPerState ?? bytesLeft(searched.result, bytesBefore) / states;
  return {
    model,
    tool,
    mode,
    workers,
    states,
    seconds,
    statesPerSecond: states / seconds,
    cpuSeconds: searched.cpuSeconds ?? (user + system) / 1e6,
    bytesPerState,
  };
}

/** What is in use beyond `bytesBefore` while `result` is alive. */
function bytesLeft(result: unknown, bytesBefore: number): number {
  const bytes = bytesInUse() - bytesBefore;
  // A use after the fact, or the collector would have taken it.
  return result === undefined ? 0 : bytes;
}

function bytesInUse(): number {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
