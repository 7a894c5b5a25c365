import { invariant } from '../foundation/invariant.ts';
import { deadlockProperty } from '../system/deadlock.ts';
import { enabledMax } from '../system/enabled-max.ts';
import type { System } from '../system/system.ts';
import { coverageOf } from './coverage.ts';
import { Mailboxes } from './mailboxes.ts';
import { judgementsOf, reportOf } from './outcome.ts';
import { RoundControl, type Progress } from './round-control.ts';
import { Search, type EndReason, type Limits } from './search.ts';
import { Shard } from './shard.ts';
import { shardCount } from './shard-number.ts';
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
  /** Asked every few thousand states; a reason ends the search at the end of the level, and the reason
   * `interrupted` at once. */
  readonly stop?: () => string | undefined;
  /** Told every few thousand states. */
  readonly onProgress?: (progress: CheckProgress) => void;
}

export type CheckProgress = Progress;

export { deadlockProperty };

/** States remembered of each kind of failure and shard where several counterexamples are wanted. */
const keepWhereSeveral = 256;

/**
 * Explores every reachable state of `system`, breadth first, and judges its properties and deadlock.
 *
 * Every counterexample is as short as any run into that kind of failure, because states are expanded
 * in order of distance. The search goes on past a violation, so that one failure does not hide another
 * and counts do not depend on the properties. A violation is data, never an exception.
 *
 * The same system and options give the same result, byte for byte. Cost: one visit and one hash per
 * step. Throws `InvariantError` where no step could be taken at all, `ModelError` where a guard or an
 * action threw.
 */
export function check(system: System, options: CheckOptions = {}): CheckResult {
  const visited = options.visited ?? { mode: 'exact' };
  const counterexamplesMax = options.counterexamples ?? 1;
  const keep = counterexamplesMax > 1 ? keepWhereSeveral : 1;
  const shards = Array.from({ length: shardCount }, (_, number) => {
    return new Shard({ system, number, store: storeFor(visited, system), keep });
  });
  let reason = '';
  const control = new RoundControl({
    meeting: { wait: () => {} },
    numbers: new ArrayBuffer(RoundControl.bytes),
    leads: true,
    askStop: () => {
      const asked = options.stop?.();
      if (asked === undefined) return undefined;
      reason = asked;
      return asked === 'interrupted' ? 'interrupted' : 'stopped';
    },
    onProgress: options.onProgress,
  });
  const boxes = new Mailboxes(system.layout.wordsPerState, enabledMax(system));
  const normalise = undefined;
  const search = new Search({
    system,
    shards,
    boxes,
    control,
    limits: limitsOf(options),
    normalise,
  });
  search.begin();
  const end = search.run();
  invariant(search.expander.transitions > 0, `${system.name}: no step could be taken`);
  return resultOf({ system, visited, shards, search, end, reason, counterexamplesMax });
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
  readonly system: System;
  readonly visited: Visited;
  readonly shards: readonly Shard[];
  readonly search: Search;
  readonly end: EndReason;
  /** What `stop` said. */
  readonly reason: string;
  readonly counterexamplesMax: number;
}

function resultOf(finished: Finished): CheckResult {
  const { system, shards, search, end, reason, counterexamplesMax } = finished;
  const sum = (of: (shard: Shard) => number): number =>
    shards.reduce((total, shard) => total + of(shard), 0);
  const isComplete = end === 'complete' && finished.visited.mode !== 'bloom';
  const states = sum(({ store }) => store.size);
  const properties = judgementsOf({
    system,
    reports: shards.map(reportOf),
    ancestry: {
      parent: (id) => shards[id % shardCount]!.store.parent(Math.floor(id / shardCount)),
      is: (id, words) => shards[id % shardCount]!.store.is(Math.floor(id / shardCount), words),
    },
    normalise: undefined,
    isComplete,
    counterexamplesMax,
  });
  const ended = {
    reason: end === 'complete' ? 'bloom' : end === 'stopped' ? reason : end,
    frontier: sum(({ store, expanded }) => store.size - expanded),
  };
  const omission = omissionOf(
    finished.visited,
    shards.map(({ store }) => store),
  );
  return {
    verdict: rollUp(properties.map((property) => property.verdict)),
    properties,
    states,
    transitions: search.expander.transitions,
    depth: search.depth,
    ...(isComplete ? {} : { ended }),
    bytesPerState: sum(({ store }) => store.bytes) / states,
    ...(omission === undefined ? {} : { omissionProbability: omission }),
    coverage: coverageOf(system, search.expander.counts),
  };
}
