import type { CostBounds } from '../../../models/matrix-cell.ts';
import { costsId } from '../../../properties/quantities.ts';
import type { MigrationOptions } from '../../migration/migration-system.ts';
import type { Scenario } from '../../migration/scenario.ts';
import type { PropertyEntry } from '../matrix/cell-entry.ts';
import { quantify, type Measured } from './cost-bounds.ts';

const title =
  'Costs: the cheapest and the dearest run are within the bounds of the cell, Q1 and Q2';

/**
 * Whether the runs of a scenario cost what a cell says: each quantity at its best and its worst, exactly, over all
 * interleavings, and never more than Q1 and Q2 allow. A row for each quantity that differs. Cost: see `quantify`.
 */
export function costEntries(
  scenario: Scenario,
  costs: CostBounds,
  mutate?: MigrationOptions['mutate'],
): PropertyEntry[] {
  const { quantities, ended } = quantify(scenario, {}, mutate);
  if (ended !== undefined) return [{ id: costsId, title, verdict: 'inconclusive' }];
  const measured = new Map(quantities.map((quantity) => [quantity.id, quantity]));
  const unmeasured = Object.keys(costs).filter((id) => !measured.has(id));
  const failures = [
    ...unmeasured.map((id) => `${id}: not measured here`),
    ...quantities.flatMap((quantity) => departures(quantity, costs[quantity.id])),
  ];
  if (failures.length === 0) return [{ id: costsId, title, verdict: 'verified' }];
  return failures.map((failureClass) => ({
    id: costsId,
    title,
    verdict: 'violated',
    failureClass,
  }));
}

/** What a quantity costs, and what it must. */
function departures(
  { id, unit, best, worst, limit }: Measured,
  bounds: CostBounds[string] | undefined,
): string[] {
  const measured = [best.value, worst.value].map((value) => value ?? 'no bound');
  const beyond =
    limit === undefined || limit.holds
      ? []
      : [`${limit.property}: ${id} up to ${measured[1]!} ${unit}, not ${limit.most}`];
  const isAsWritten = bounds === undefined || bounds.every((value, at) => value === measured[at]);
  return isAsWritten
    ? beyond
    : [...beyond, `${id}: ${measured.join(' to ')} ${unit}, not ${bounds.join(' to ')}`];
}
