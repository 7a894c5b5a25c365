import type { Property, ReachableGoal, StepProperty, TakenStep, Violation } from './definition.ts';
import { named, type Holds, type PropertyName } from './liveness-goal.ts';

export interface StatePropertyOptions {
  /** The situation that puts the property to the test; it is asked in no other state. Never true in any state: the
   * property is vacuous. Default: every state. */
  readonly when?: Holds;
  /** What is wrong in a state, in words. Default: the title. */
  readonly detail?: (words: Uint32Array) => string;
}

/** `holds` is true in every state (in which `when` is true). */
export function always(
  name: PropertyName,
  holds: Holds,
  options: StatePropertyOptions = {},
): Property {
  return stateProperty(name, options, (words) => !holds(words));
}

/** `bad` is true in no state (in which `when` is true). */
export function never(
  name: PropertyName,
  bad: Holds,
  options: StatePropertyOptions = {},
): Property {
  return stateProperty(name, options, bad);
}

/** `holds` is true of the memory before and after every step (before which `when` is true). */
export function everyStep(
  name: PropertyName,
  holds: (step: TakenStep) => boolean,
  { when = () => true }: Pick<StatePropertyOptions, 'when'> = {},
): StepProperty {
  return {
    ...named(name),
    holds: (step) => !when(step.before) || holds(step),
    exercised: when,
  };
}

/** Some run reaches a state in which `holds` is true. */
export function reachable(name: PropertyName, holds: Holds): ReachableGoal {
  return { ...named(name), holds };
}

function stateProperty(
  name: PropertyName,
  { when, detail }: StatePropertyOptions,
  isBroken: Holds,
): Property {
  const { id, title } = named(name);
  const violation = (words: Uint32Array): Violation => ({
    failureClass: `not: ${title}`,
    detail: detail?.(words) ?? title,
  });
  return {
    id,
    title,
    exercised: when ?? (() => true),
    violation: (words) => {
      if (when !== undefined && !when(words)) return undefined;
      return isBroken(words) ? violation(words) : undefined;
    },
  };
}
