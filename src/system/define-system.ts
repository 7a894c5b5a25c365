import type { SystemDefinition } from './definition.ts';
import { System } from './system.ts';

/**
 * Turns processes (XState machines with named guards and actions), channels and memory into one
 * transition system that `check` can explore. See `SystemDefinition` for the parts.
 *
 * Throws `ModelError`, which names every mistake at once, what it is, why, and what to write instead: a chart that
 * uses what a rule table cannot carry (context, `always`, `after`, `invoke`, history ...), a name without a
 * counterpart, a message that no chart receives, ids that are not unique.
 *
 * @example
 * ```ts
 * import { always, check, defineSystem } from 'skipover';
 * import { setup } from 'xstate';
 *
 * const machine = setup({ guards: { isLow: () => false }, actions: { up: () => {} } }).createMachine({
 *   initial: 'on',
 *   states: { on: { on: { count: { guard: 'isLow', actions: 'up' } } } },
 * });
 * const counter = defineSystem({
 *   name: 'counter',
 *   build: (layout) => {
 *     const value = layout.scalar('value', { max: 3 });
 *     return {
 *       processes: [
 *         {
 *           name: 'a',
 *           machine,
 *           guards: { isLow: (words) => value.get(words) < 3 },
 *           actions: { up: (words) => value.set(words, value.get(words) + 1) },
 *         },
 *       ],
 *       isTerminal: (words) => value.is(words, 3),
 *       properties: [always('at most 3', (words) => value.get(words) <= 3)],
 *     };
 *   },
 * });
 * console.log(check(counter).verdict); // verified
 * ```
 */
export function defineSystem(definition: SystemDefinition): System {
  return new System(definition);
}
