import type { CheckEntry } from '../analysis/matrix/cell-entry.ts';
import { sumCoverage } from './page/chart-coverage.ts';

/** What no check exercised, sorted: `daemon.idle:migrate:0 taken`, `... held`, `... failed`. A guard fails only where
 * somebody asks it, so that a transition without a guard has one outcome. */
export function uncovered(entries: readonly Pick<CheckEntry, 'coverage'>[]): string[] {
  const { taken, held, failed } = sumCoverage(entries);
  const never = (times: ReadonlyMap<string, number>, what: string): string[] =>
    [...times].filter(([, count]) => count === 0).map(([transition]) => `${transition} ${what}`);
  return [...never(taken, 'taken'), ...never(held, 'held'), ...never(failed, 'failed')].toSorted();
}
