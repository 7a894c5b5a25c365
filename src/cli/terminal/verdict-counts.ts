import type { CheckEntry } from '../../analysis/matrix/cell-entry.ts';

/** `81 verified, 31 violated`: how many cells have each verdict that occurs. */
export function verdictCounts(entries: readonly Pick<CheckEntry, 'verdict'>[]): string {
  return (['verified', 'violated', 'inconclusive', 'vacuous'] as const)
    .map((verdict) => ({
      verdict,
      count: entries.filter((entry) => entry.verdict === verdict).length,
    }))
    .filter(({ count }) => count > 0)
    .map(({ verdict, count }) => `${count} ${verdict}`)
    .join(', ');
}
