import { ModelError } from '../foundation/model-error.ts';
import type { Action, Guard } from './definition.ts';

/** Guards and actions that are watched closely. `at` names process, event, state and the guard or action itself. */

/** Throws `ModelError`, naming the guard, if it throws or returns anything but true and false. */
export function checkedGuard(at: string, guard: Guard): Guard {
  return (words, choice) => {
    const holds: unknown = blamed(at, () => guard(words, choice));
    if (typeof holds !== 'boolean') {
      throw new ModelError(`${at} returned ${printed(holds)}: a guard returns true or false`);
    }
    return holds;
  };
}

/** Throws `ModelError`, naming the action, if it throws or is asynchronous. */
export function checkedAction(at: string, action: Action): Action {
  return (words, choice) => {
    const returned: unknown = blamed(at, () => action(words, choice));
    if (returned instanceof Promise) {
      throw new ModelError(`${at} is asynchronous: a step is over when its actions return`);
    }
  };
}

/** What `call` returns. Throws `ModelError`, with `at` before the message, for whatever it throws. */
export function blamed<Result>(at: string, call: () => Result): Result {
  try {
    return call();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new ModelError(`${at}: ${message}`, { cause: error });
  }
}

/** A value as an error message shows it. */
export function printed(value: unknown): string {
  if (value instanceof Promise) return 'a promise';
  if (typeof value === 'object' && value !== null) return JSON.stringify(value);
  return String(value);
}
