import { Random } from '../../foundation/random.ts';
import type { SubjectView } from '../../subject/subject.ts';
import { narratedStep, type TraceStep } from '../../subject/trace.ts';
import { differ } from '../../system/deadlock.ts';
import type { Step, System } from '../../system/system.ts';
import { failureTest, type StateFailure } from './run-end.ts';

/** A step that can be taken in a state, and what it would do there. */
export interface NextStep {
  readonly step: Step;
  readonly narrated: TraceStep;
  /** What is violated in the state behind it. */
  readonly failure: StateFailure | undefined;
  /** Whether the state behind it is the same. */
  readonly isIdle: boolean;
}

/** Every enabled step of a state, in the order of `System.enabled`. */
export function nextStepsOf(view: SubjectView, words: Uint32Array): NextStep[] {
  const { system } = view;
  const failureIn = failureTest(system);
  return system.enabled(words).map((step): NextStep => {
    const after = words.slice();
    system.apply(after, step.transition, step.choice);
    return {
      step,
      narrated: narratedStep(view, step, { before: words, after }),
      failure: failureIn(after),
      isIdle: !differ(words, after),
    };
  });
}

export interface RandomSteps {
  readonly seed: number;
  readonly count: number;
}

/**
 * Steps drawn by chance: a process among those that can move, then one of its steps. Ends earlier where a
 * property is violated, the system is terminated, or nothing is enabled. The same seed gives the same steps.
 */
export function randomSteps(
  system: System,
  start: Uint32Array,
  { seed, count }: RandomSteps,
): Step[] {
  const random = new Random();
  random.start(seed, 0);
  const failureIn = failureTest(system);
  const words = start.slice();
  const steps: Step[] = [];
  while (steps.length < count) {
    const byProcess = enabledByProcess(system, words);
    if (byProcess.length === 0) break;
    const enabled = byProcess[random.below(byProcess.length)]!;
    const step = enabled[random.below(enabled.length)]!;
    system.apply(words, step.transition, step.choice);
    steps.push(step);
    if (failureIn(words) !== undefined || system.isTerminal(words, 0)) break;
  }
  return steps;
}

function enabledByProcess(system: System, words: Uint32Array): Step[][] {
  const groups = new Map<string, Step[]>();
  for (const step of system.enabled(words)) {
    const { process } = system.transitions[step.transition]!;
    groups.set(process, [...(groups.get(process) ?? []), step]);
  }
  return [...groups.values()];
}

/** More steps of one process in a row are a loop, or near enough to one. */
const stepsMax = 500;

/**
 * Steps of one process alone until it waits for others: the first that is enabled each time, among those that
 * count as progress and change something. Ends earlier where a property is violated.
 */
export function stepsUntilWaiting(system: System, start: Uint32Array, process: string): Step[] {
  const failureIn = failureTest(system);
  const words = start.slice();
  const steps: Step[] = [];
  while (steps.length < stepsMax) {
    const moved = firstMove(system, words, process);
    if (moved === undefined) break;
    steps.push(moved);
    system.apply(words, moved.transition, moved.choice);
    if (failureIn(words) !== undefined) break;
  }
  return steps;
}

function firstMove(system: System, words: Uint32Array, process: string): Step | undefined {
  for (const step of system.enabled(words)) {
    const transition = system.transitions[step.transition]!;
    if (transition.process !== process || !transition.progress) continue;
    const after = words.slice();
    system.apply(after, step.transition, step.choice);
    if (differ(words, after)) return step;
  }
  return undefined;
}
