import { askedAt } from '../../system/asked-at.ts';
import { deadlockIn, deadlockProperty } from '../../system/deadlock.ts';
import type { Property, Violation } from '../../system/definition.ts';
import type { Step, System } from '../../system/system.ts';

/** A property that a state violates. */
export interface StateFailure {
  readonly property: string;
  readonly violation: Violation;
}

/** The property, in a token, of a run that shows no failure: somebody chose its steps. */
export const chosenRun = { property: 'run', failureClass: 'chosen run' } as const;

/** The first property that a state violates; no deadlock is looked for. `isJudged`: false for a property that is no
 * verdict on the system, as that of a detector. */
export function failureTest(
  system: System,
  isJudged: (property: Property) => boolean = () => true,
): (words: Uint32Array) => StateFailure | undefined {
  const asked = system.properties.filter(isJudged).map((property) => ({
    property,
    isAsked: askedAt(system, property),
  }));
  return (words) => {
    for (const { property, isAsked } of asked) {
      const violation = isAsked(words) ? property.violation(words) : undefined;
      if (violation !== undefined) return { property: property.id, violation };
    }
    return undefined;
  };
}

/** The state that a run leads to. */
export function stateAfter(system: System, steps: readonly Step[]): Uint32Array {
  const words = system.initial();
  for (const { transition, choice } of steps) system.apply(words, transition, choice);
  return words;
}

/** What the last state of a run is: a failure, a deadlock, or neither; then the words say which. */
export function runEndOf(
  system: System,
  steps: readonly Step[],
  isJudged?: (property: Property) => boolean,
): StateFailure {
  const words = stateAfter(system, steps);
  const failure = failureTest(system, isJudged)(words);
  if (failure !== undefined) return failure;
  const deadlock = deadlockIn(system, words);
  if (deadlock !== undefined) return { property: deadlockProperty, violation: deadlock };
  return { property: chosenRun.property, violation: unbroken(system, words) };
}

/** What is recorded of a chosen run; `undefined` where it ends in a failure, which must be recorded as one. */
export function chosenEnd(
  system: System,
  steps: readonly Step[],
  isJudged?: (property: Property) => boolean,
): Violation | undefined {
  const { property, violation } = runEndOf(system, steps, isJudged);
  return property === chosenRun.property ? violation : undefined;
}

function unbroken(system: System, words: Uint32Array): Violation {
  const { failureClass } = chosenRun;
  const detail = system.isTerminal(words, 0)
    ? 'no property is violated in the last state, and all is at rest'
    : 'no property is violated in the last state, and the run can go on';
  return { failureClass, detail };
}
