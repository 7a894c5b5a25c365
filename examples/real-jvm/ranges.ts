/** Half-open ranges of pages, or of bytes. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

export const pageBytes = 4096;

/** The pages wholly inside a range of bytes. */
export function inward({ from, to }: Range): Range {
  const first = Math.ceil(from / pageBytes);
  return { from: first, to: Math.max(first, Math.floor(to / pageBytes)) };
}

/** The pages that a range of bytes touches. */
export function outward({ from, to }: Range): Range {
  return { from: Math.floor(from / pageBytes), to: Math.ceil(to / pageBytes) };
}

export function contains(ranges: readonly Range[], page: number): boolean {
  return ranges.some(({ from, to }) => from <= page && page < to);
}

/** What of `ranges` lies in no range of `others`, in ascending order. */
export function without(ranges: readonly Range[], others: readonly Range[]): Range[] {
  let left = [...ranges];
  for (const other of others) {
    left = left.flatMap(({ from, to }) =>
      [
        { from, to: Math.min(to, other.from) },
        { from: Math.max(from, other.to), to },
      ].filter((range) => range.from < range.to),
    );
  }
  return left.toSorted((one, other) => one.from - other.from);
}

/** Neighbours become one. */
export function merged(ranges: readonly Range[]): Range[] {
  const result: { from: number; to: number }[] = [];
  for (const { from, to } of ranges.toSorted((one, other) => one.from - other.from)) {
    const last = result.at(-1);
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to);
    else if (from < to) result.push({ from, to });
  }
  return result;
}

export function pagesIn(ranges: readonly Range[]): number {
  return ranges.reduce((sum, { from, to }) => sum + to - from, 0);
}
