import { livenessFamilies } from '../../../properties/all.ts';
import { fairnessFor, ghostsOf } from '../../../properties/liveness-family.ts';
import { lassoFlaw, lassoViolation, roundOf } from '../../checking/liveness/lasso-replay.ts';
import {
  checkLiveness,
  type LivenessOptions,
  type LivenessResult,
} from '../../checking/liveness/liveness.ts';
import type { Migration } from '../../migration/migration-system.ts';
import { controlsOf } from '../../system/controls-of.ts';
import type { Violation } from '../../system/definition.ts';
import type { Step } from '../../system/system.ts';
import type { ClauseTruth } from '../counterexamples/clause-truth.ts';

/** Judges what every fair run of a migration must do in the end. See `checkLiveness`. */
export function checkRuns(
  migration: Migration,
  options: Omit<LivenessOptions, 'fairness' | 'ghosts'> = {},
): LivenessResult {
  const question = { ...migration, controls: controlsOf(migration.system) };
  const goals = livenessFamilies
    .filter((family) => family.unasked(migration) === undefined)
    .map((family) => family.define(question));
  const fairness = fairnessFor(migration);
  const ghosts = ghostsOf(migration);
  return checkLiveness(migration.system, goals, { ...options, fairness, ghosts });
}

/**
 * Along a run for ever, whether what must come in the end is there: broken before the loop only where
 * nobody asks yet, violated in the loop, which is all that is left.
 */
export function runClauses(
  migration: Migration,
  { property, steps, loopStart }: RecordedRun,
): ClauseTruth[] {
  const { system } = migration;
  const family = livenessFamilies.find(({ id }) => id === property);
  if (family === undefined) return [];
  const goal = family.define({ ...migration, controls: controlsOf(system) });
  const words = system.initial();
  const states = [words.slice()];
  for (const { transition, choice } of steps) {
    system.apply(words, transition, choice);
    states.push(words.slice());
  }
  const letters = states.map((at, index) => {
    if (!goal.within(at)) return 'h';
    return index >= loopStart ? 'v' : 'b';
  });
  return [{ title: family.title, truth: letters.join('') }];
}

interface RecordedRun {
  readonly property: string;
  readonly steps: readonly Step[];
  /** How many steps come before those that are repeated. */
  readonly loopStart: number;
}

/** The failure that a recorded run for ever is, or `undefined` where it is none. */
export function runViolation(migration: Migration, run: RecordedRun): Violation | undefined {
  const { system } = migration;
  const family = livenessFamilies.find(({ id }) => id === run.property);
  if (family === undefined || family.unasked(migration) !== undefined) return undefined;
  const goal = family.define({ ...migration, controls: controlsOf(system) });
  const fairness = fairnessFor(migration);
  const ghosts = ghostsOf(migration);
  if (lassoFlaw(system, goal, { ...run, fairness, ghosts }) !== undefined) return undefined;
  return lassoViolation(system, roundOf(system, run), run.steps.length - run.loopStart);
}
