/** A broken assumption inside skipover itself: a bug of ours, never the user's (exit code 70). */
export class InvariantError extends Error {
  override readonly name = 'InvariantError';
}

/**
 * Throws {@link InvariantError} unless `condition` holds.
 * The one door for internal assumptions, so that a search for its name lists them all.
 */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new InvariantError(message);
}
