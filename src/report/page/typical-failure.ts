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
  const often = new Map<string, number>();
  for (const failure of failures) {
    const { design } = read(failure);
    often.set(design, (often.get(design) ?? 0) + 1);
  }
  const most = Math.max(...often.values());
  const [first] = failures
    .filter((failure) => often.get(read(failure).design) === most)
    .toSorted((a, b) => read(a).steps - read(b).steps);
  return first;
}
