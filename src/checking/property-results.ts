import { invariant } from '../foundation/invariant.ts';
import { deadlockIn, deadlockProperty } from '../system/deadlock.ts';
import type { Violation } from '../system/definition.ts';
import type { Step, System } from '../system/system.ts';
import type { Normalise } from './reductions/symmetry.ts';
import { stepsTo, type Ancestry } from './search/paths.ts';
import type { JudgeReport } from './judge.ts';
import { groupSteps } from './search/group-steps.ts';
import { judgedProperties } from './judged-properties.ts';
import type { Counterexample, PropertyResult, Verdict } from './verdict.ts';

export interface JudgementInput {
  readonly system: System;
  /** Per property of the system in its order, then deadlock. */
  readonly reports: readonly JudgeReport[];
  readonly ancestry: Ancestry;
  readonly normalise: Normalise | undefined;
  /** Whether every reachable state was looked at. */
  readonly isComplete: boolean;
  /** Counterexamples of one failure class, at most; they differ in their last step. */
  readonly counterexamplesMax: number;
}

/** What the judges found, with the runs that show it. */
export function judgementsOf(input: JudgementInput): PropertyResult[] {
  const ids = [...judgedProperties(input.system).map(({ id }) => id), deadlockProperty];
  return ids.map((id, index): PropertyResult => {
    const { exercised, found: findings } = input.reports[index]!;
    const classes = statesByClass(findings);
    if (input.system.reachable.some((goal) => goal.id === id)) {
      return reachability(input, id, classes[0]?.[0]);
    }
    const counterexamples = classes.flatMap((states) => counterexamplesOf(input, id, states));
    const found = counterexamples.length > 0;
    return { id, verdict: verdictOf(found, exercised, input), exercised, counterexamples };
  });
}

function verdictOf(found: boolean, exercised: boolean, { isComplete }: JudgementInput): Verdict {
  if (found) return 'violated';
  if (!isComplete) return 'inconclusive';
  return exercised ? 'verified' : 'vacuous';
}

/** A goal is verified by a run to it, and violated where every state was looked at in vain. */
function reachability(
  { system, ancestry, normalise, isComplete }: JudgementInput,
  id: string,
  nearest: number | undefined,
): PropertyResult {
  const reported = { id, exercised: nearest !== undefined, counterexamples: [] };
  if (nearest === undefined)
    return { ...reported, verdict: isComplete ? 'violated' : 'inconclusive' };
  const witness = groupSteps(system, stepsTo(system, nearest, { ancestry, normalise }));
  return { ...reported, verdict: 'verified', witness };
}

/** The states of each failure class, nearest first; the kind that lies nearest first. States are
 * numbered in order of their distance. */
function statesByClass(found: JudgeReport['found']): (readonly number[])[] {
  return found.map(({ ids }) => ids).toSorted(([a], [b]) => a! - b!);
}

function counterexamplesOf(
  { system, ancestry, normalise, counterexamplesMax }: JudgementInput,
  property: string,
  states: readonly number[],
): Counterexample[] {
  const byLastStep = new Map<number, Counterexample>();
  for (const id of states) {
    if (byLastStep.size === counterexamplesMax) break;
    const steps = stepsTo(system, id, { ancestry, normalise });
    const last = steps.at(-1)?.transition ?? -1;
    if (byLastStep.has(last)) continue;
    const violation = violationAfter(system, property, steps);
    byLastStep.set(last, { property, violation, steps: groupSteps(system, steps) });
  }
  return [...byLastStep.values()];
}

/** What is wrong at the end of a run: under a reduction, that run and not one like it. */
function violationAfter(system: System, id: string, steps: readonly Step[]): Violation {
  const words = system.initial();
  for (const { transition, choice } of steps) system.apply(words, transition, choice);
  const property = system.properties.find((each) => each.id === id);
  const violation = property?.violation(words) ?? deadlockIn(system, words);
  invariant(violation !== undefined, `${id}: the counterexample does not end in a violation`);
  return violation;
}
