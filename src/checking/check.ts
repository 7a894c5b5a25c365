import { invariant } from '../foundation/invariant.ts';
import { deadlockProperty } from '../system/deadlock.ts';
import { enabledMax } from '../system/enabled-max.ts';
import type { System } from '../system/system.ts';
import { identityOf } from './checkpoint.ts';
import { CoverageCounts, coverageOf } from './coverage.ts';
import { Crew, type Workers } from './crew.ts';
import type { Normalise } from './expander.ts';
import { Mailboxes } from './mailboxes.ts';
import { AbandonedError, alone } from './meeting.ts';
import { judgementsOf } from './outcome.ts';
import { Part, type PartReport, type Saving } from './part.ts';
import type { Ancestry } from './paths.ts';
import { RoundControl, type Progress } from './round-control.ts';
import type { Limits } from './search.ts';
import { symmetryOf } from './symmetry.ts';
import { omissionOf, type Visited } from './visited.ts';
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

/** States remembered of each kind of failure and shard where several counterexamples are wanted. */
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
  const visited = options.visited ?? { mode: 'exact' };
  const keep = (options.counterexamples ?? 1) > 1 ? keepWhereSeveral : 1;
  const limits = limitsOf(options);
  const { workers } = options;
  const normalise = options.reduce === false ? undefined : symmetryOf(system);
  const saving: Saving = {
    to: options.checkpoint?.folder,
    from: options.resume,
    identity: identityOf(
      system,
      visited,
      `${normalise !== undefined} ${options.checkpointKey ?? ''}`,
    ),
  };
  const plan = { system, options, visited, keep, limits, saving, normalise };
  if (workers === undefined || workers.count === 1) return search(plan, undefined);
  const crew = new Crew({ ...plan, workers, reduces: normalise !== undefined });
  let hasFailed = true;
  try {
    const result = search(plan, crew);
    hasFailed = false;
    return result;
  } catch (error) {
    throw (error instanceof AbandonedError ? crew.failure() : undefined) ?? error;
  } finally {
    crew.dismiss(hasFailed);
  }
}

interface Plan {
  readonly system: System;
  readonly options: CheckOptions;
  readonly visited: Visited;
  readonly keep: number;
  readonly limits: Limits;
  readonly saving: Saving;
  readonly normalise: Normalise | undefined;
}

function search(plan: Plan, crew: Crew | undefined): CheckResult {
  const { system, options } = plan;
  let reason = '';
  const control = new RoundControl({
    meeting: crew?.meeting ?? alone,
    numbers: crew?.numbers ?? new ArrayBuffer(RoundControl.bytes),
    leads: true,
    ask: () => {
      const asked = options.stop?.();
      if (asked === undefined) return options.checkpoint?.due() === true ? 'save' : undefined;
      reason = asked;
      return asked === 'interrupted' ? 'interrupted' : 'stopped';
    },
    onProgress: options.onProgress,
  });
  const boxes = crew?.boxes ?? new Mailboxes(system.layout.wordsPerState, enabledMax(system));
  const workers = crew === undefined ? 1 : options.workers!.count;
  const part = new Part({ ...plan, worker: 0, workers, boxes, control });
  const own = part.run();
  const reports = [own, ...(crew?.reports() ?? [])];
  return resultOf(plan, { reports, ancestry: crew?.ancestry(part) ?? part, reason });
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
  readonly reports: readonly PartReport[];
  readonly ancestry: Ancestry;
  /** What `stop` said. */
  readonly reason: string;
}

function resultOf(plan: Plan, { reports, ancestry, reason }: Finished): CheckResult {
  const { system, visited, options } = plan;
  const { end, depth } = reports[0]!;
  const shards = reports.flatMap((report) => report.shards).toSorted((a, b) => a.number - b.number);
  const states = sum(shards.map((shard) => shard.states));
  const transitions = sum(reports.map((report) => report.transitions));
  invariant(transitions > 0, `${system.name}: no step could be taken`);
  const isComplete = end === 'complete' && visited.mode !== 'bloom';
  const properties = judgementsOf({
    system,
    reports: shards.map(({ judges }) => judges),
    ancestry,
    normalise: plan.normalise,
    isComplete,
    counterexamplesMax: options.counterexamples ?? 1,
  });
  const ended = {
    reason: end === 'complete' ? 'bloom' : end === 'stopped' ? reason : end,
    frontier: sum(shards.map(({ unexpanded }) => unexpanded)),
  };
  const omission = omissionOf(visited, shards);
  return {
    verdict: rollUp(properties.map((property) => property.verdict)),
    properties,
    reductions: plan.normalise === undefined ? [] : ['symmetry'],
    states,
    transitions,
    depth,
    ...(isComplete ? {} : { ended }),
    bytesPerState: sum(shards.map(({ bytes }) => bytes)) / states,
    ...(omission === undefined ? {} : { omissionProbability: omission }),
    coverage: coverageOf(system, countsOf(system, reports)),
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function countsOf(system: System, reports: readonly PartReport[]): CoverageCounts {
  const counts = new CoverageCounts(system);
  for (const { taken, held, failed } of reports) {
    for (let at = 0; at < taken.length; at++) {
      counts.taken[at]! += taken[at]!;
      counts.held[at]! += held[at]!;
      counts.failed[at]! += failed[at]!;
    }
  }
  return counts;
}
