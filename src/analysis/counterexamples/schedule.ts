import type { System } from '../../system/system.ts';
import { deadlockIn, deadlockProperty } from '../../system/deadlock.ts';
import { findStep } from '../../replay/run.ts';
import { failureTest } from '../explorer/run-end.ts';
import { scenarioSystem } from '../matrix/scenario-system.ts';
import { shortestRun } from './shortest-run.ts';
import type { TraceStep } from '../../subject/trace.ts';
import type { Candidate, Configuration } from '../matrix/configuration.ts';

/** A failure as it is counted: equal ones are one. */
export interface Failure {
  readonly property: string;
  readonly failureClass: string;
}

/** A step by its names: it means something in other designs too. */
export type NamedStep = Pick<TraceStep, 'process' | 'step' | 'choice'>;

/** How far another design may leave a schedule. */
export const scheduleLimits = {
  /** What a design may do on its own to make the next step of a schedule possible. */
  detourStatesMax: 200,
  /** Steps of a schedule that a design may not be able to take, before the schedule is given up. */
  droppedMax: 6,
} as const;

/**
 * Runs the schedule of a counterexample on another design and reports the first failure on the way. A
 * step that is not possible is reached by as few steps of the design's own as make it so, else left
 * out. `undefined` means only that this schedule shows nothing; a failure that it shows is a real one.
 */
export function failureOnSchedule(
  { name, design }: Candidate,
  { hazards, scope }: Configuration,
  schedule: readonly NamedStep[],
): Failure | undefined {
  const { system } = scenarioSystem({ designName: name, design, hazards, scope });
  const failureIn = failuresOf(system);
  const words = system.initial();
  const { detourStatesMax, droppedMax } = scheduleLimits;
  let dropped = 0;
  for (const { process, step: event, choice } of schedule) {
    const named = { process, event, choice };
    if (!system.processes.some((candidate) => candidate.name === process)) return undefined;
    if (findStep(system, words, named) === undefined) {
      const reached = (at: Uint32Array): boolean => findStep(system, at, named) !== undefined;
      const detour = shortestRun(system, words, { reached, statesMax: detourStatesMax });
      if (detour === undefined && ++dropped > droppedMax) break;
      if (detour === undefined) continue;
      for (const { transition, choice: chosen } of detour) {
        system.apply(words, transition, chosen);
        const failure = failureIn(words);
        if (failure !== undefined) return failure;
      }
    }
    const step = findStep(system, words, named)!;
    system.apply(words, step.transition, step.choice);
    const failure = failureIn(words);
    if (failure !== undefined) return failure;
  }
  const stuck = deadlockIn(system, words);
  return stuck === undefined
    ? undefined
    : { property: deadlockProperty, failureClass: stuck.failureClass };
}

/** The first failure of a state, as it is counted. */
function failuresOf(system: System): (words: Uint32Array) => Failure | undefined {
  const failureIn = failureTest(system);
  return (words) => {
    const failure = failureIn(words);
    return failure && { property: failure.property, failureClass: failure.violation.failureClass };
  };
}
