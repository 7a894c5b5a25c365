import { InputError } from '../foundation/input-error.ts';

/** Throws `InputError('usage')` unless a suite has its name first and its system second. */
export function requireSuite(owner: string, name: unknown, system: unknown): void {
  if (typeof name === 'string' && typeof system === 'object' && system !== null) return;
  throw new InputError('usage', `${owner}: first the name of the suite, a text; then the system`);
}
