import { ModelError } from '../foundation/model-error.ts';
import { printed } from './checked-code.ts';
import type { Violation } from './definition.ts';

/** What a property says of a state. Throws `ModelError` for what is neither `undefined` nor a violation: `true`, say. */
export function requireViolation(id: string, value: unknown): Violation {
  const { failureClass, detail } = (value ?? {}) as Partial<Record<keyof Violation, unknown>>;
  if (typeof failureClass === 'string' && typeof detail === 'string') return value as Violation;
  throw new ModelError(
    `property ${id}: \`violation\` returned ${printed(value)}: it returns undefined if the property holds, ` +
      'else { failureClass, detail }, two texts',
  );
}

/** An answer of a predicate. Throws `ModelError`, with `at` before the message, for anything but true and false. */
export function requireBoolean(at: string, value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  throw new ModelError(`${at} returned ${printed(value)}: it returns true or false`);
}
