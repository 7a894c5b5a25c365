import { askedAt } from '../system/asked-at.ts';
import { requireViolation } from '../system/asked-values.ts';
import { deadlockIn, deadlockProperty } from '../system/deadlock.ts';
import type { Guard, Property, Violation } from '../system/definition.ts';
import type { System } from '../system/system.ts';

export { deadlockProperty };

/** Watches one property. */
export interface Judge {
  readonly property: string;
  /** What is wrong in this state, if the property must hold in it. */
  readonly violation: (words: Uint32Array) => Violation | undefined;
  /** Whether this state puts the property to the test. */
  readonly exercised: Guard;
}

function judgeOf(system: System, property: Property): Judge {
  const isAsked = askedAt(system, property);
  return {
    property: property.id,
    violation: (words) => {
      const violation = isAsked(words) ? property.violation(words) : undefined;
      return violation === undefined ? undefined : requireViolation(property.id, violation);
    },
    exercised: property.exercised,
  };
}

/** One judge per property of the system; deadlock is not among them. */
export function judgesOf(system: System): Judge[] {
  return system.properties.map((property) => judgeOf(system, property));
}

/** Judges deadlock. Tries every enabled step and allocates: ask it only where it may be so. */
export function deadlockJudge(system: System): Judge {
  return {
    property: deadlockProperty,
    violation: (words) => deadlockIn(system, words),
    exercised: () => true,
  };
}

/** A failure class: failures of one kind count as one. */
export interface Failure {
  readonly property: string;
  readonly failureClass: string;
}

/** A predicate: does the system fail in this very way in this state? Never where it is not asked. */
export function failsBy(
  system: System,
  { property, failureClass }: Failure,
): (words: Uint32Array) => Violation | undefined {
  const judges = [...judgesOf(system), deadlockJudge(system)];
  const judge = judges.find((each) => each.property === property);
  return (words) => {
    const violation = judge?.violation(words);
    return violation?.failureClass === failureClass ? violation : undefined;
  };
}
