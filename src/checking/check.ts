import { invariant } from '../foundation/invariant.ts';
import { deadlockProperty } from '../system/deadlock.ts';
import { enabledMax } from '../system/enabled-max.ts';
import type { System } from '../system/system.ts';
import { identityOf, readCheckpoint, writeCheckpoint, type SavedSearch } from './checkpoint.ts';
import { addCounts, CoverageCounts, coverageOf } from './coverage.ts';
import { Crew, workersMax, type Workers } from './crew.ts';
import { Expander, type Normalise } from './expander.ts';
import { LocalExpansion } from './expansion.ts';
import { Judges } from './judges.ts';
import { judgementsOf } from './outcome.ts';
import { Search, type EndReason, type Limits, type Progress } from './search.ts';
import type { StateStore } from './state-store.ts';
import { symmetryOf } from './symmetry.ts';
import { omissionOf, storeFor, type Visited } from './visited.ts';
import { rollUp, type CheckResult } from './verdict.ts';

export interface CheckOptions {
  /** Ends the search at the end of the level in which this many states are passed. Default: none. */
  readonly maxStates?: number;
  /** Ends the search when all states at this distance are found. Default: none. */
  readonly maxDepth?: number;
  /** Ends the search before the visited set needs more memory than this. Default: none. */
  readonly maxBytes?: number;
  /** `first` ends the search at the end of the level in which something is violated. Default: `all`. */
  readonly finish?: 'first' | 'all';
  /** Counterexamples per kind of failure, that differ in their last step. Default: 1. */
  readonly counterexamples?: number;
  /** What is remembered of a state. Default: all of it. */
  readonly visited?: Visited;
  /** Whether of states that are alike one is explored (see `symmetryOf`). Default: true. */
  readonly reduce?: boolean;
  /** Threads that search together. The result does not depend on their number. Default: this one. */
  readonly workers?: Workers;
  /** Writes the search down into a folder, which must exist: whenever `due` says so, and when a limit or an
   * interruption ends it. */
  readonly checkpoint?: { readonly folder: string; readonly due: () => boolean };
  /** Takes up a search that was written down into this folder, with the same result as if it had never
   * ended. Throws `InputError('data')` where that is another search, or damaged. */
  readonly resume?: string;
  /** What, beside the system itself, must be the same for a search to be taken up again. */
  readonly checkpointKey?: string;
  /** Asked every few thousand states; a reason ends the search at the end of the level, and the reason
   * `interrupted` at once. */
  readonly stop?: () => string | undefined;
  /** Told every few thousand states. */
  readonly onProgress?: (progress: CheckProgress) => void;
}

export type CheckProgress = Progress;

export { deadlockProperty };

/** States remembered of each kind of failure where several counterexamples are wanted. */
const keepWhereSeveral = 256;

/**
 * Explores every reachable state of `system`, breadth first, and judges its properties and deadlock.
 *
 * Every counterexample is as short as any run into that kind of failure, because states are expanded
 * in order of distance. The search goes on past a violation, so that one failure does not hide another
 * and counts do not depend on the properties. A violation is data, never an exception.
 *
 * The same system and options give the same result, byte for byte, whatever the number of workers. Cost:
 * one visit and one hash per step. Throws `InvariantError` where no step could be taken at all,
 * `ModelError` where a guard or an action threw.
 */
export function check(system: System, options: CheckOptions = {}): CheckResult {
  const { workers } = options;
  const plan = planOf(system, options);
  try {
    const crew = workers === undefined || workers.count === 1 ? undefined : crewFor(plan, workers);
    try {
      const result = search(plan, crew);
      crew?.finish();
      return result;
    } finally {
      crew?.dismiss();
    }
  } finally {
    plan.store.close();
  }
}

interface Plan {
  readonly system: System;
  readonly options: CheckOptions;
  readonly visited: Visited;
  readonly normalise: Normalise | undefined;
  readonly store: StateStore;
  readonly judges: Judges;
  /** That of the calling thread. */
  readonly expander: Expander;
}

function planOf(system: System, options: CheckOptions): Plan {
  const visited = options.visited ?? { mode: 'exact' };
  const keep = (options.counterexamples ?? 1) > 1 ? keepWhereSeveral : 1;
  const normalise = options.reduce === false ? undefined : symmetryOf(system);
  return {
    system,
    options,
    visited,
    normalise,
    store: storeFor(visited, system),
    judges: new Judges(system, keep),
    expander: new Expander({ system, normalise, counts: new CoverageCounts(system) }),
  };
}

function crewFor({ system, store, expander, normalise }: Plan, { count, source }: Workers): Crew {
  invariant(
    Number.isInteger(count) && count >= 1 && count <= workersMax,
    `${count} workers; 1 to ${workersMax}`,
  );
  const workers = { count, source };
  return new Crew({ system, workers, store, expander, reduces: normalise !== undefined });
}

function search(plan: Plan, crew: Crew | undefined): CheckResult {
  const { system, options, store, judges, expander, normalise } = plan;
  const stepsMax = enabledMax(system);
  const initial = system.initial();
  normalise?.(initial);
  let reason = '';
  const saved = new Saved(plan, crew);
  const searching: Search = new Search({
    system,
    store,
    judges,
    initial,
    stepsMax,
    limits: limitsOf(options),
    expansionFor: (finder) =>
      crew?.expansionFor(finder) ?? new LocalExpansion({ expander, store, finder, stepsMax }),
    ask: () => {
      const asked = options.stop?.();
      if (asked === undefined) return options.checkpoint?.due() === true ? 'save' : undefined;
      reason = asked;
      return asked === 'interrupted' ? 'interrupted' : 'stopped';
    },
    onProgress: options.onProgress,
    save: () => saved.write(searching),
  });
  if (options.resume === undefined) searching.begin();
  else saved.read(options.resume, searching);
  const end = searching.run();
  return resultOf(plan, { end, searching, counts: countsOf(plan, crew), reason });
}

/** A search on disk: written whenever there is a place for it. */
class Saved {
  readonly #plan: Plan;
  readonly #crew: Crew | undefined;
  readonly #identity: string;
  #generation = 0;

  constructor(plan: Plan, crew: Crew | undefined) {
    const { system, visited, normalise, options } = plan;
    this.#plan = plan;
    this.#crew = crew;
    const key = `${normalise !== undefined} ${options.checkpointKey ?? ''}`;
    this.#identity = identityOf(system, visited, key);
  }

  write({ position }: Search): void {
    const { store, judges, options } = this.#plan;
    if (options.checkpoint === undefined) return;
    const { taken, held, failed } = countsOf(this.#plan, this.#crew);
    const written: SavedSearch = {
      position,
      states: store.size,
      taken: [...taken],
      held: [...held],
      failed: [...failed],
      judges: judges.reports(),
    };
    const dump = store.dump(position.expanded);
    const about = { generation: ++this.#generation, identity: this.#identity };
    writeCheckpoint(options.checkpoint.folder, about, { search: written, dump });
  }

  read(folder: string, searching: Search): void {
    const { generation, search: written, dump } = readCheckpoint(folder, this.#identity);
    this.#generation = generation;
    this.#plan.store.load(written.states, dump);
    this.#plan.judges.restore(written.judges);
    addCounts(this.#plan.expander.counts, written);
    Object.assign(searching.position, written.position);
  }
}

function limitsOf({ maxStates, maxDepth, maxBytes, finish }: CheckOptions): Limits {
  return {
    maxStates: maxStates ?? Infinity,
    maxDepth: maxDepth ?? Infinity,
    maxBytes: maxBytes ?? Infinity,
    untilViolation: finish === 'first',
  };
}

interface Finished {
  readonly end: EndReason;
  readonly searching: Search;
  readonly counts: CoverageCounts;
  /** What `stop` said. */
  readonly reason: string;
}

function resultOf(plan: Plan, { end, searching, counts, reason }: Finished): CheckResult {
  const { system, visited, options, store, judges } = plan;
  const { depth, expanded } = searching.position;
  const transitions = counts.taken.reduce((sum, taken) => sum + taken, 0);
  invariant(transitions > 0, `${system.name}: no step could be taken`);
  const isComplete = end === 'complete' && visited.mode !== 'bloom';
  const properties = judgementsOf({
    system,
    reports: judges.reports(),
    ancestry: store,
    normalise: plan.normalise,
    isComplete,
    counterexamplesMax: options.counterexamples ?? 1,
  });
  const ended = {
    reason: end === 'complete' ? 'bloom' : end === 'stopped' ? reason : end,
    frontier: store.size - expanded,
  };
  const omission = omissionOf(visited, store);
  return {
    verdict: rollUp(properties.map((property) => property.verdict)),
    properties,
    reductions: plan.normalise === undefined ? [] : ['symmetry'],
    states: store.size,
    transitions,
    depth,
    ...(isComplete ? {} : { ended }),
    bytesPerState: store.bytes / store.size,
    ...(omission === undefined ? {} : { omissionProbability: omission }),
    coverage: coverageOf(system, counts),
  };
}

function countsOf({ system, expander }: Plan, crew: Crew | undefined): CoverageCounts {
  const sum = new CoverageCounts(system);
  for (const counts of [expander.counts, ...(crew?.counts ?? [])]) addCounts(sum, counts);
  return sum;
}
