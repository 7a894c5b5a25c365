import type { ActorsSystem } from '../actors/actors-system.ts';
import { checkSystem, type CheckTestOptions } from './check-system.ts';

/**
 * Declares a suite that explores machines in every interleaving: a test for each property, for deadlock and for
 * what must happen in the end. A test passes only if its property is verified.
 */
export function checkActors(
  name: string,
  system: ActorsSystem,
  options: CheckTestOptions = {},
): void {
  checkSystem(name, system, options);
}
