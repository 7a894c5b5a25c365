import { oneLine } from './one-line.ts';

/**
 * What kind of input was bad; `src/cli` turns it into an exit code.
 * - `usage`: a flag, an argument or an output place (64)
 * - `configuration`: an unknown or contradictory design, hazard, switch, value or scope (10)
 * - `data`: a file from outside, truncated, edited or foreign (65)
 */
export type InputErrorKind = 'usage' | 'configuration' | 'data';

/**
 * Bad input from outside. The message is one line that says what was wrong, where, and what is
 * allowed; it is printed as it is, without a stack. It often quotes the input, so every control character in it
 * is replaced here.
 */
export class InputError extends Error {
  override readonly name = 'InputError';
  readonly kind: InputErrorKind;

  constructor(kind: InputErrorKind, message: string) {
    super(shortened(oneLine(message)));
    this.kind = kind;
  }
}

/** A file may quote itself at any length. The end is kept as well: it says what is allowed. */
const lengthMax = 1_500;

function shortened(text: string): string {
  if (text.length <= lengthMax) return text;
  const half = lengthMax / 2;
  return `${text.slice(0, half)} [...] ${text.slice(-half)}`;
}
