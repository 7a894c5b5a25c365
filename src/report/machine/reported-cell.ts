import type { CheckEntry, CheckResults } from '../results.ts';
import { hazardsName } from '../page/names.ts';
import { cellsOf, type Cell } from '../page/trace-list.ts';

/** A cell of the matrix with its name and the run that it comes from. */
export interface ReportedCell extends Cell {
  /** `published / livePageLeavesYoung + ignoredGc / quick`: no other cell has the same. */
  readonly name: string;
  readonly run: CheckResults;
}

/**
 * The cells that the page shows, in its order: of several runs of one scenario the latest stands for
 * all. So every report of the same results shows the same cells.
 */
export function reportedCells(checks: readonly CheckResults[]): ReportedCell[] {
  // `cellsOf` may copy an entry to give it an expectation, but never its list of properties.
  const runs = new Map(
    checks.flatMap((run) => run.results.map(({ properties }) => [properties, run] as const)),
  );
  return cellsOf(checks).map((cell) => ({
    ...cell,
    name: cellName(cell.entry),
    run: runs.get(cell.entry.properties)!,
  }));
}

/** Design, hazards and scope of an entry on one line. */
function cellName({ scenario }: CheckEntry): string {
  return `${scenario.design} / ${hazardsName(scenario.hazards)} / ${scenario.scope}`;
}
