/** Whether code ran out of stack: calls without end, or a value that nests without end. */
export function isStackOverflow(error: unknown): boolean {
  return error instanceof RangeError && /call stack/.test(error.message);
}

/** What a line says of it; the place comes before. */
export const stackOverflowText =
  'its code or its data nests without end, or too deeply (Maximum call stack size exceeded)';
