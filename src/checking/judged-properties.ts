import type { Property, ReachableGoal } from '../system/definition.ts';
import type { System } from '../system/system.ts';

/** What judges look at, in this order: the properties, and the goals that some run must reach. */
export function judgedProperties(system: System): Property[] {
  return [...system.properties, ...system.reachable.map(propertyReaching)];
}

/** Reaching a goal is noted as a failure would be, so that the run to it is a shortest one. */
function propertyReaching({ id, title, holds }: ReachableGoal): Property {
  const reached = { failureClass: 'reached', detail: title };
  return {
    id,
    title,
    exercised: holds,
    violation: (words) => (holds(words) ? reached : undefined),
  };
}
