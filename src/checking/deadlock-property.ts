import { deadlockProperty, stuckAt } from '../system/deadlock.ts';
import type { Property } from '../system/definition.ts';
import type { System } from '../system/system.ts';

/** Absence of deadlock as a property; asked only in states in which nothing moves. */
export function deadlockOf(system: System): Property {
  return {
    id: deadlockProperty,
    title: 'No deadlock',
    violation: (words) => stuckAt(system, words),
    // Every expanded state puts it to the test.
    exercised: () => true,
  };
}
