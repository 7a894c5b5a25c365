import { invariant } from '../foundation/invariant.ts';
import { enabledMax } from '../system/enabled-max.ts';
import type { System } from '../system/system.ts';
import type { CheckOptions } from './check-options.ts';
import { identityOf, readCheckpoint, writeCheckpoint, type SavedSearch } from './checkpoint.ts';
import { coverageOf, type CoverageCounts } from './coverage.ts';
import type { Normalise } from './symmetry.ts';
import type { Expansion, Finder } from './expansion.ts';
import type { Judges } from './judges.ts';
import { judgementsOf } from './outcome.ts';
import { Search, type EndReason, type Limits } from './search.ts';
import type { StateStore } from './state-store.ts';
import { rollUp, type CheckResult, type Reduction } from './verdict.ts';
import { omissionOf, type Visited } from './visited.ts';

/** Everybody who takes part in one search. */
export interface Plan {
  readonly system: System;
  readonly options: CheckOptions;
  readonly visited: Visited;
  readonly reductions: readonly Reduction[];
  readonly normalise: Normalise | undefined;
  readonly store: StateStore;
  readonly judges: Judges;
  /** Who takes the steps. */
  readonly expansionFor: (finder: Finder) => Expansion;
  /** What was counted so far, by all who take steps. */
  readonly counts: () => CoverageCounts;
  /** Where a search is taken up again: what was counted before. */
  readonly addCounts: (counts: SavedSearch) => void;
}

/** Searches, and says what was found. Closes nothing. */
export function runSearch(plan: Plan): CheckResult {
  const { system, options, store, judges, normalise } = plan;
  const stepsMax = enabledMax(system);
  const initial = system.initial();
  normalise?.(initial);
  let reason = '';
  const saved = new Saved(plan);
  const searching: Search = new Search({
    system,
    store,
    judges,
    initial,
    stepsMax,
    limits: limitsOf(options),
    expansionFor: plan.expansionFor,
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
  return resultOf(plan, { end, searching, counts: plan.counts(), reason });
}

/** A search on disk: written whenever there is a place for it. */
class Saved {
  readonly #plan: Plan;
  readonly #identity: string;
  #generation = 0;

  constructor(plan: Plan) {
    const { system, visited, normalise, options } = plan;
    this.#plan = plan;
    const key = `${normalise !== undefined} ${options.checkpointKey ?? ''}`;
    this.#identity = identityOf(system, visited, key);
  }

  write({ position }: Search): void {
    const { store, judges, options } = this.#plan;
    if (options.checkpoint === undefined) return;
    const { taken, held, failed } = this.#plan.counts();
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
    this.#plan.addCounts(written);
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
    reductions: plan.reductions,
    states: store.size,
    transitions,
    depth,
    ...(isComplete ? {} : { ended }),
    bytesPerState: store.bytes / store.size,
    ...(omission === undefined ? {} : { omissionProbability: omission }),
    coverage: coverageOf(system, counts),
  };
}
