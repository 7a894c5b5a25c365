import { InputError } from '../../foundation/input-error.ts';
import { invariant } from '../../foundation/invariant.ts';
import { enabledMax } from '../../system/enabled-max.ts';
import type { System } from '../../system/system.ts';
import type { CheckOptions } from '../check-options.ts';
import { identityOf, readCheckpoint, refuse, writeCheckpoint } from './checkpoint.ts';
import { departureOf, requireSample, type SavedSearch } from './saved-search.ts';
import { coverageOf, type CoverageCounts } from '../coverage/coverage.ts';
import type { Normalise } from '../reductions/symmetry.ts';
import type { Expansion, SuccessorSink } from './expansion.ts';
import type { Judges } from '../judges.ts';
import { judgementsOf } from '../property-results.ts';
import { withPath } from './error-in-state.ts';
import { Search, type EndReason, type Limits } from './search.ts';
import type { StateStore } from '../stores/state-store.ts';
import { rollUp, type CheckResult, type Reduction } from '../verdict.ts';
import { omissionOf, type StoreKind } from '../stores/store-kind.ts';

/** Everybody who takes part in one search. */
export interface SearchContext {
  readonly system: System;
  readonly options: CheckOptions;
  readonly storeKind: StoreKind;
  readonly reductions: readonly Reduction[];
  readonly normalise: Normalise | undefined;
  readonly store: StateStore;
  readonly judges: Judges;
  /** Who takes the steps. */
  readonly expansionFor: (sink: SuccessorSink) => Expansion;
  /** What was counted so far, by all who take steps. */
  readonly counts: () => CoverageCounts;
  /** Where a search is taken up again: what was counted before. */
  readonly addCounts: (counts: SavedSearch) => void;
}

/** Searches, and says what was found. Closes nothing. */
export function runSearch(context: SearchContext): CheckResult {
  const { system, options, store, judges, normalise } = context;
  const stepsMax = enabledMax(system);
  const initial = system.initial();
  normalise?.(initial);
  let reason = '';
  const saved = new Saved(context);
  const searching: Search = new Search({
    system,
    store,
    judges,
    initial,
    stepsMax,
    limits: limitsOf(options),
    expansionFor: context.expansionFor,
    ask: () => {
      const judged = options.stop?.();
      if (judged === undefined) return options.checkpoint?.due() === true ? 'save' : undefined;
      reason = judged;
      return judged === 'interrupted' ? 'interrupted' : 'stopped';
    },
    onProgress: options.onProgress,
    save: () => saved.write(searching),
  });
  try {
    if (options.resume === undefined) searching.begin();
    else saved.read(options.resume, searching);
  } catch (error) {
    throw withPath(system, error, { ancestry: store, normalise });
  }
  return blamingCheckpoint(options.resume, () => {
    let end: EndReason;
    try {
      end = searching.run();
    } catch (error) {
      throw withPath(system, error, { ancestry: store, normalise });
    }
    return resultOf(context, { end, searching, counts: context.counts(), reason });
  });
}

/** A model that fails in a search that was taken up has probably been given a state that it never reaches. */
function blamingCheckpoint(folder: string | undefined, run: () => CheckResult): CheckResult {
  try {
    return run();
  } catch (error) {
    if (folder === undefined || error instanceof InputError || !(error instanceof Error))
      throw error;
    return refuse(
      folder,
      `cannot be gone on with (without it the model may fail alike): ${error.message}`,
    );
  }
}

/** A search on disk: written whenever there is a place for it. */
class Saved {
  readonly #context: SearchContext;
  readonly #identity: string;
  #generation = 0;

  constructor(context: SearchContext) {
    const { system, storeKind, normalise, options } = context;
    this.#context = context;
    const key = `${normalise !== undefined} ${options.checkpointKey ?? ''}`;
    this.#identity = identityOf(system, storeKind, key);
  }

  write({ position }: Search): void {
    const { store, judges, options } = this.#context;
    if (options.checkpoint === undefined) return;
    const { taken, held, failed } = this.#context.counts();
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
    const { system, normalise, store } = this.#context;
    const of = { system, normalise };
    const { generation, search, dump } = readCheckpoint(folder, this.#identity);
    const departure = departureOf(search, of);
    if (departure !== undefined) refuse(folder, `makes no sense: ${departure}`);
    const written = search as SavedSearch;
    const { depth, levelEnd, expanded } = written.position;
    const disorder = store.load(written, dump(store.dumpLength(written.states, expanded)));
    if (disorder !== undefined) refuse(folder, `makes no sense: ${disorder}`);
    try {
      requireSample(written, store, of);
    } catch (error) {
      refuse(folder, `makes no sense: ${(error as Error).message}`);
    }
    this.#generation = generation;
    this.#context.judges.restore(written.judges);
    this.#context.addCounts(written);
    Object.assign(searching.position, { depth, levelEnd, expanded });
  }
}

function limitsOf({ maxStates, maxDepth, maxBytes, mayGrow, finish }: CheckOptions): Limits {
  return {
    maxStates: maxStates ?? Infinity,
    maxDepth: maxDepth ?? Infinity,
    maxBytes: maxBytes ?? Infinity,
    mayGrow: mayGrow ?? (() => true),
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

function resultOf(
  context: SearchContext,
  { end, searching, counts, reason }: Finished,
): CheckResult {
  const { system, storeKind, options, store, judges } = context;
  const { depth, expanded } = searching.position;
  const transitions = counts.taken.reduce((sum, taken) => sum + taken, 0);
  const limit = system.narrator?.limit();
  if (system.narrator !== undefined && transitions === 0) {
    throw new InputError('configuration', limit ?? system.narrator.nothing());
  }
  invariant(transitions > 0, `${system.name}: no step could be taken`);
  const boundary = system.narrator?.boundary();
  const isComplete = end === 'complete' && storeKind.mode !== 'bloom' && limit === undefined;
  const properties = judgementsOf({
    system,
    reports: judges.reports(),
    ancestry: store,
    normalise: context.normalise,
    isComplete,
    counterexamplesMax: options.counterexamples ?? 1,
  });
  const ended = {
    reason: limit ?? (end === 'complete' ? 'bloom' : end === 'stopped' ? reason : end),
    frontier: store.size - expanded,
  };
  const omission = omissionOf(storeKind, store);
  return {
    verdict: rollUp(properties.map((property) => property.verdict)),
    properties,
    reductions: context.reductions,
    states: store.size,
    transitions,
    depth,
    ...(isComplete ? {} : { ended }),
    ...(boundary === undefined ? {} : { boundary }),
    ...(system.narrator === undefined ? {} : { semantics: system.narrator.semantics }),
    bytesPerState: store.bytes / store.size,
    ...(omission === undefined ? {} : { omissionProbability: omission }),
    coverage: coverageOf(system, counts),
  };
}
