import { ModelError } from '../foundation/model-error.ts';
import { differ } from './deadlock.ts';
import type { Step, System } from './system.ts';

/** Of all states, these are looked at twice: the first few, and then one in so many. */
const firstStates = 16;
const stride = 1 << 10;

export function isLookedAtTwice(state: number): boolean {
  return state < firstStates || state % stride === 0;
}

/**
 * Takes every step of a state twice, on copies. Throws `ModelError`, naming process and event, where the
 * outcome differs: a guard or an action depends on something that is not in the state (a clock, chance, a
 * variable of the program), or a guard writes. A sample: that nothing is found proves nothing.
 */
export function requireDeterminism(system: System, words: Uint32Array): void {
  const first = system.enabled(words.slice());
  const copy = words.slice();
  const second = system.enabled(copy);
  const refuse = ({ transition, choice }: Step, what: string): never => {
    const { process, event } = system.transitions[transition]!;
    throw new ModelError(
      `${process}: '${event}' (choice ${choice}) ${what}: it depends on something that is not in the state`,
    );
  };
  for (let at = 0; at < Math.max(first.length, second.length); at++) {
    const [one, other] = [first[at], second[at]];
    const isSame = one?.transition === other?.transition && one?.choice === other?.choice;
    if (!isSame) refuse(one ?? other!, 'is enabled the one time and not the other');
  }
  if (differ(copy, words)) {
    throw new ModelError(`${system.name}: a guard writes: ${changesOf(system, words, copy)}`);
  }
  for (const step of first) {
    const [one, other] = [words.slice(), words.slice()];
    system.apply(one, step.transition, step.choice);
    system.apply(other, step.transition, step.choice);
    if (differ(one, other))
      refuse(step, `does not always do the same to ${changesOf(system, one, other)}`);
  }
}

function changesOf({ layout }: System, one: Uint32Array, other: Uint32Array): string {
  const [change] = layout.changes(one, other);
  return change === undefined ? 'the state' : `${change.field}[${change.index}]`;
}
