import type { SystemDefinition } from './definition.ts';
import { System } from './system.ts';

/**
 * Turns processes (XState machines with named guards and actions), channels and memory into one
 * transition system that `check` can explore. See `SystemDefinition` for the parts.
 *
 * Throws `ModelError`, which names every mistake at once, what it is, why, and what to write instead: a chart that
 * uses what a rule table cannot carry (context, `always`, `after`, `invoke`, history ...), a name without a
 * counterpart, a message that no chart receives, ids that are not unique.
 */
export function defineSystem(definition: SystemDefinition): System {
  return new System(definition);
}
