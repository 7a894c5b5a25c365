import fc from 'fast-check';
import { invariant } from '../foundation/invariant.ts';
import type { Violation } from '../system/definition.ts';
import type { Step, System } from '../system/system.ts';
import { failsBy, type Failure } from './judge.ts';
import { pickLists, runUntil, scheduleOf } from './schedules.ts';
import { shortcut } from './shortcut.ts';
import { Walk } from './walk.ts';

/** Steps that fast-check's runs may take together. */
const stepsTriedMax = 60_000;

/** A run into a failure, and what is wrong at its end. */
export interface Shrunk {
  readonly violation: Violation;
  readonly steps: readonly Step[];
}

/**
 * Makes a run into a failure shorter, in three passes; the last state fails in the same way after each.
 *
 * 1. fast-check shrinks the schedule: picks are left out, and made smaller.
 * 2. Steps are left out by name (ddmin: Zeller and Hildebrandt, TSE 2002). What comes later is found by
 *    process, event and choice, and passed over where it is not enabled any more: numbers of a schedule
 *    would come to mean other steps.
 * 3. A search among the kinds of step that are left (see `shortcut`).
 *
 * Not the shortest where the search gives up (see `shortcut`): then a run may keep a detour that no
 * single part of it can be left out of. Deterministic. Costs some thousand runs and two bounded
 * searches: 0.1 to 2 s on the migration.
 * `steps` must lead into the failure.
 */
export function shrink(system: System, failure: Failure, steps: readonly Step[]): Shrunk {
  const walk = new Walk(system, steps.length);
  const fails = failsBy(system, failure);
  const isSought = (words: Uint32Array): boolean => fails(words) !== undefined;
  let shortest = shrinkSchedule(walk, steps, isSought);
  shortest = leaveOutSteps(walk, shortest, isSought);
  shortest = shortcut(system, shortest, isSought);
  const reached = runNamed(walk, shortest, isSought);
  invariant(reached, `${system.name}: the steps do not lead to ${failure.failureClass}`);
  return { violation: fails(walk.words)!, steps: walk.steps() };
}

export type Predicate = (words: Uint32Array) => boolean;

function shrinkSchedule(walk: Walk, steps: readonly Step[], isSought: Predicate): readonly Step[] {
  let left = stepsTriedMax;
  const property = fc.property(pickLists(walk.stepsMax), (schedule) => {
    if (left <= 0) return true;
    const fails = runUntil(walk, schedule, isSought);
    left -= walk.length;
    return !fails;
  });
  // The example is the only value that is tried: the seed decides nothing.
  const examples: [number[]][] = [[scheduleOf(walk, steps)]];
  const { counterexample } = fc.check(property, { examples, numRuns: 1, seed: 0 });
  if (counterexample === null) return steps;
  return runUntil(walk, counterexample[0], isSought) ? walk.steps() : steps;
}

/** Runs steps by name until a state is as sought; those that are not enabled are passed over. */
export function runNamed(walk: Walk, steps: readonly Step[], isSought: Predicate): boolean {
  walk.reset();
  if (isSought(walk.words)) return true;
  for (const step of steps) {
    const transition = walk.findNamed(step);
    if (transition < 0) continue;
    walk.take(transition, step.choice);
    if (isSought(walk.words)) return true;
  }
  return false;
}

/** What is left of a run where every kind of step (see `StepKinds`) is left out without which it leads
 * to a state as sought all the same. Costs one run per kind. */
export function withoutNeedlessKinds(
  walk: Walk,
  steps: readonly Step[],
  isSought: Predicate,
): readonly Step[] {
  const { kindOf } = walk.kinds;
  let left = steps;
  for (const kind of new Set(steps.map(({ transition }) => kindOf[transition]!))) {
    const rest = left.filter(({ transition }) => kindOf[transition] !== kind);
    if (runNamed(walk, rest, isSought)) left = walk.steps();
  }
  return left;
}

function leaveOutSteps(walk: Walk, steps: readonly Step[], isSought: Predicate): readonly Step[] {
  let shortest = steps;
  for (let lengthBefore = Infinity; shortest.length < lengthBefore;) {
    lengthBefore = shortest.length;
    for (let part = lengthBefore >> 1; part >= 1; part >>= 1) {
      for (let from = 0; from < shortest.length;) {
        const rest = [...shortest.slice(0, from), ...shortest.slice(from + part)];
        if (runNamed(walk, rest, isSought)) shortest = walk.steps();
        else from += part;
      }
    }
  }
  return shortest;
}
