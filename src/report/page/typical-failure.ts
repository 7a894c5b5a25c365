/** What is asked of a failure that may stand for others. */
interface ShownFailure {
  readonly design: string;
  readonly steps: number;
}

/**
 * The failure to watch first of several of one property: the shortest of the design that it strikes most often. The
 * shortest of all may be of a variant that nobody asked about.
 */
export function typicalFailure<T>(
  failures: readonly T[],
  read: (failure: T) => ShownFailure,
): T | undefined {
  const often = (failure: T): number =>
    failures.filter((other) => read(other).design === read(failure).design).length;
  const [first] = failures.toSorted((a, b) => often(b) - often(a) || read(a).steps - read(b).steps);
  return first;
}
