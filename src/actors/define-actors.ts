import type { ActorsByName, ActorsDefinition, AnyActorsDefinition } from './actor-options.ts';
import { ActorsSystem } from './actors-system.ts';

/**
 * Turns XState machines, as they are, into one system that `check`, `checkLiveness`, `fuzz` and the rest explore
 * in every interleaving. XState's own pure functions compute what a machine does; each snapshot of a machine is
 * remembered once under a small number, and so is what each event makes of it.
 *
 * Custom actions are not executed. Throws `InputError('configuration')`, one line that names what to add, for a
 * promise without declared outcomes, an event that no machine knows, an unknown name in `sends`, and (while a
 * search runs) for a machine that reads a clock, chance or its module's variables.
 *
 * @example
 * ```ts
 * import { check, defineActors } from 'skipover';
 * import { createMachine } from 'xstate';
 *
 * const light = createMachine({
 *   initial: 'off',
 *   states: { off: { on: { PRESS: 'on' } }, on: { on: { PRESS: 'off' } } },
 * });
 * console.log(check(defineActors({ name: 'light', actors: { light } })).states); // 2
 * ```
 */
export function defineActors<const Actors extends ActorsByName>(
  definition: ActorsDefinition<Actors>,
): ActorsSystem {
  return new ActorsSystem(definition as unknown as AnyActorsDefinition);
}
