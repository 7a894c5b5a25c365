import type { Violation } from './definition.ts';
import type { System } from './system.ts';

export { deadlockProperty } from './default-properties.ts';

/**
 * A deadlock: no step that counts as progress changes anything any more, and the system does not say
 * that it is at rest. `undefined` where that is not so. Tries every enabled step.
 */
export function deadlockIn(system: System, words: Uint32Array): Violation | undefined {
  if (system.isTerminal(words, 0)) return undefined;
  const moves = system.enabled(words).some(({ transition, choice }) => {
    const next = words.slice();
    system.apply(next, transition, choice);
    return system.transitions[transition]!.progress && differ(words, next);
  });
  return moves ? undefined : stuckAt(system, words);
}

/** The class of a deadlock: the states of the processes that are not where they started. */
export function stuckAt({ processes, narrator }: System, words: Uint32Array): Violation {
  if (narrator !== undefined) return narrator.stuck(words);
  const standing = processes
    .filter(({ table, control }) => control.get(words, 0) !== table.initial)
    .map(({ name, table, control }) => `${name} ${table.states[control.get(words, 0)]}`);
  const place = standing.length > 0 ? standing.join(', ') : 'every process in its first state';
  return {
    failureClass: `stuck: ${place}`,
    detail: `nothing that counts as progress can move any more: ${place}`,
  };
}

/** Whether two states of one system differ. */
export function differ(one: Uint32Array, other: Uint32Array): boolean {
  for (let word = 0; word < one.length; word++) if (one[word] !== other[word]) return true;
  return false;
}
