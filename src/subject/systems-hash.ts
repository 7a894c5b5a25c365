import { digest } from '../foundation/digest.ts';
import { systemIdentity } from '../fuzzing/system-identity.ts';
import type { SubjectSystem } from './subject.ts';

/** One hash over the rules and the memory of every system. */
export function hashOf(systems: readonly Pick<SubjectSystem, 'name' | 'system'>[]): string {
  return digest(systems.map(({ name, system }) => [name, systemIdentity(system).hash]));
}
