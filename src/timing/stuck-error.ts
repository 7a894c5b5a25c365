/** A clocked migration that came to no end: of the design or of what was recorded, not a failure of the program. */
export class StuckError extends Error {
  override readonly name = 'StuckError';
}
