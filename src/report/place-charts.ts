import { sumCoverage } from './page/chart-coverage.ts';
import { chartOf } from './page/chart-graph.ts';
import { layOut } from './page/chart-layout.ts';
import { machines } from './page/charts.ts';
import { newPlacements, type Placements } from './page/placements.ts';

/** Places the states of all charts of the model, for the build. Cost: some seconds. */
export async function placeCharts(): Promise<Placements> {
  const coverage = sumCoverage([]);
  for (const machine of machines) await layOut(chartOf(machine, coverage));
  return newPlacements();
}
