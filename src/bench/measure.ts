import { designs } from '../../models/design.ts';
import { scopes } from '../../models/scope.ts';
import { checkScenario, scenarioSystem } from '../analysis/check-scenario.ts';
import { check } from '../checking/check.ts';
import type { Scenario } from '../migration/scenario.ts';
import type { System } from '../system/system.ts';
import { adjacencyMapOf } from './adjacency-map.ts';
import { mig } from './mig.ts';
import { searchNaively } from './naive.ts';

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
  readonly search: () => Searched;
}

interface Searched {
  readonly states: number;
  /** Where the tool tells it itself. */
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

const breadthFirst = 'breadth first';

function bySkipover(model: string, search: () => ReturnType<typeof check>): Job {
  return {
    model,
    tool: 'skipover',
    mode: breadthFirst,
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

const migration = 'migration, hardened, ci';

/** What is measured, in the order of the table. */
export const jobs: readonly Job[] = [
  bySkipover('MIG(4,1,2)', () => check(mig(4, 1, 2))),
  byNaiveSearch('MIG(4,1,2)', () => mig(4, 1, 2)),
  bySkipover('MIG(4,2,3)', () => check(mig(4, 2, 3))),
  byNaiveSearch('MIG(4,2,3)', () => mig(4, 2, 3)),
  bySkipover(migration, () => checkScenario(hardened, { maxStates })),
  byNaiveSearch(migration, () => scenarioSystem(hardened).system),
  byXstateGraph('MIG(3,1,1)', () => mig(3, 1, 1)),
];

/** Runs a job in this process, which must be fresh and started with `--expose-gc`. */
export function measure({ model, tool, mode, search }: Job): Measurement {
  const bytesBefore = bytesInUse();
  const start = performance.now();
  const searched = search();
  const seconds = (performance.now() - start) / 1000;
  const { states } = searched;
  const bytesPerState = searched.bytesPerState ?? bytesLeft(searched.result, bytesBefore) / states;
  return {
    model,
    tool,
    mode,
    workers: 1,
    states,
    seconds,
    statesPerSecond: states / seconds,
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
