import { livenessFamilies } from '../../properties/all.ts';
import { fairnessFor, ghostsOf } from '../../properties/liveness-family.ts';
import { lassoFlaw, lassoViolation, roundOf } from '../checking/lasso-replay.ts';
import { checkLiveness, type LivenessOptions, type LivenessResult } from '../checking/liveness.ts';
import type { Migration } from '../migration/migration-system.ts';
import { controlsOf } from '../system/controls-of.ts';
import type { Violation } from '../system/definition.ts';
import type { Step } from '../system/system.ts';

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

/** The failure that a recorded run for ever is, or `undefined` where it is none. */
export function runViolation(
  migration: Migration,
  run: { readonly property: string; readonly steps: readonly Step[]; readonly loopStart: number },
): Violation | undefined {
  const { system } = migration;
  const family = livenessFamilies.find(({ id }) => id === run.property);
  if (family === undefined || family.unasked(migration) !== undefined) return undefined;
  const goal = family.define({ ...migration, controls: controlsOf(system) });
  const fairness = fairnessFor(migration);
  const ghosts = ghostsOf(migration);
  if (lassoFlaw(system, goal, { ...run, fairness, ghosts }) !== undefined) return undefined;
  return lassoViolation(system, roundOf(system, run), run.steps.length - run.loopStart);
}
