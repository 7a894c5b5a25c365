import { closest } from './closest.ts';
import { InputError, type InputErrorKind } from './input-error.ts';

/** How many letters may differ in a suggestion: a third of the word, and at least two. */
function differencesMax(given: string): number {
  return Math.max(2, Math.floor(given.length / 3));
}

/** A name that does not exist: the error suggests the nearest one, and lists what is allowed. */
export function unknownName(
  what: string,
  given: string,
  { allowed, kind = 'configuration' }: UnknownNameOptions,
): InputError {
  const nearest = closest(given, allowed, differencesMax(given));
  const suggestion = nearest === undefined ? '' : `did you mean '${nearest}'? `;
  return new InputError(
    kind,
    `unknown ${what} '${given}'; ${suggestion}allowed: ${allowed.join(', ')}`,
  );
}

/** What may be given, and how the error is classified. */
export interface UnknownNameOptions {
  readonly allowed: readonly string[];
  /** Default: `configuration`. */
  readonly kind?: InputErrorKind;
}
