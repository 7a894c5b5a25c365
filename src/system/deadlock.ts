import type { Violation } from './definition.ts';
import type { System } from './system.ts';

/** The id under which a deadlock is reported. */
export const deadlockProperty = 'D';

/**
 * A deadlock: no step that counts as progress changes anything any more, and the system does not say
 * that it is at rest. `undefined` where that is not so. Tries every enabled step.
 */
export function deadlockIn(system: System, words: Uint32Array): Violation | undefined {
  if (system.atRest(words, 0)) return undefined;
  const moves = system.enabled(words).some(({ transition, choice }) => {
    const next = words.slice();
    system.apply(next, transition, choice);
    return system.transitions[transition]!.progress && differ(words, next);
  });
  return moves ? undefined : stuckAt(system, words);
}

/** Deadlocks are told apart by where the processes stand that are not where they started. */
export function stuckAt({ processes }: System, words: Uint32Array): Violation {
  const standing = processes
    .filter(({ table, control }) => control.get(words, 0) !== table.initial)
    .map(({ name, table, control }) => `${name} ${table.states[control.get(words, 0)]}`);
  return {
    bugClass: `stuck: ${standing.join(', ')}`,
    detail: `nothing that counts as progress can move any more: ${standing.join(', ')}`,
  };
}

/** Whether two states of one system differ. */
export function differ(one: Uint32Array, other: Uint32Array): boolean {
  for (let word = 0; word < one.length; word++) if (one[word] !== other[word]) return true;
  return false;
}
