import { countsOfCell } from '../../analysis/matrix/cell-counts.ts';
import type { Scenario } from '../../migration/scenario.ts';

/**
 * The scenarios in the order in which their searches start. First those without hazards, the smallest first: a result is
 * there at once, and others are compared with their sizes. Then the largest first, so that no core waits at the end;
 * a design that admits more is then searched before its size is asked for. Sizes are those on record: what has none may be
 * the largest.
 */
export function startOrder<Given extends { readonly scenario: Scenario }>(
  given: readonly Given[],
): Given[] {
  const sized = given.map((each) => ({ each, ...placeOf(each.scenario) }));
  sized.sort(
    (one, other) =>
      one.group - other.group || (one.rank === other.rank ? 0 : one.rank - other.rank),
  );
  return sized.map(({ each }) => each);
}

/** Starts everything in that order; the answers are in the order in which the questions were given. */
export function startedInOrder<Given extends { readonly scenario: Scenario }, Answer>(
  given: readonly Given[],
  start: (each: Given) => Promise<Answer>,
): Promise<Answer[]> {
  const started = new Map(startOrder(given).map((each) => [each, start(each)]));
  return Promise.all(given.map((each) => started.get(each)!));
}

function placeOf({ designName: design, hazards, scope }: Scenario): {
  readonly group: number;
  readonly rank: number;
} {
  const states = countsOfCell({ design, hazards, scope: scope.name })?.states;
  if (states === undefined) return { group: 1, rank: -Infinity };
  return hazards.length === 0 ? { group: 0, rank: states } : { group: 1, rank: -states };
}
