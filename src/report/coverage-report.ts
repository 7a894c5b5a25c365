import type { CheckEntry } from '../analysis/matrix/cell-entry.ts';
import { designs } from '../../models/design.ts';
import { matrixDesigns, matrixRows } from '../../models/matrix.ts';
import { machineOf, type ChartConfig } from '../statecharts/chart-config.ts';
import { drawChart } from './page/chart-drawing.ts';
import { chartOf, type Chart, type ChartTransition } from './page/chart-graph.ts';
import { layOut } from './page/chart-layout.ts';
import { sumCoverage, type ChartCoverage } from './page/chart-coverage.ts';
import { chartTitle, machines } from './page/charts.ts';

/**
 * - `covered`: taken by some check
 * - `unreachable`: taken by none, and every scenario of the matrix was searched to its end: within
 *   those bounds it cannot be taken, whatever other searches left out
 * - `unknown`: taken by none, not all of the matrix was searched completely, and some search ended early
 * - `uncovered`: taken by none, every search was complete, but not every scenario was searched
 */
export type Bucket = 'covered' | 'uncovered' | 'unreachable' | 'unknown';

export interface CoverageReport {
  readonly charts: readonly ChartReport[];
  /** What stands behind the buckets, in words. */
  readonly basis: string;
}

export interface ChartReport {
  readonly name: string;
  readonly title: string;
  /** The drawing, as markup of this program. */
  readonly svg: string;
  readonly states: { readonly visited: number; readonly total: number };
  readonly unvisited: readonly string[];
  readonly transitions: readonly TransitionReport[];
  /** Two transitions one after the other, of a machine among actors. */
  readonly pairs?: {
    readonly visited: number;
    readonly total: number;
    /** In words, the first of those that no check took. */
    readonly missing: readonly string[];
  };
}

/** Missing pairs of one chart that are listed. */
const pairsMax = 200;

export interface TransitionReport {
  /** The state node that declares it, the event, its place there. */
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly event: string;
  readonly guard?: string;
  readonly description: string;
  readonly isIgnored: boolean;
  readonly taken: number;
  /** How often the guard was asked and held, and was asked and failed; absent without a guard. */
  readonly held?: number;
  readonly failed?: number;
  readonly bucket: Bucket;
}

/** Draws every chart and puts every transition into a bucket. `configs`: the charts of a file's systems; the
 * model's own are drawn where there are none. */
export async function coverageReport(
  entries: readonly CheckEntry[],
  configs: readonly ChartConfig[] = [],
): Promise<CoverageReport> {
  const coverage = sumCoverage(entries);
  const { bucket, basis } = configs.length > 0 ? fileBucket(entries) : missingBucket(entries);
  const charts: ChartReport[] = [];
  for (const machine of configs.length > 0 ? configs.map(machineOf) : machines) {
    const chart = chartOf(machine, coverage);
    const svg = coverage.taken.size === 0 ? '' : drawChart(chart, await layOut(chart)).markup;
    const unvisited = chart.leaves.filter(({ visited }) => !visited).map(({ id }) => local(id));
    charts.push({
      name: chart.name,
      title: chartTitle(chart.name),
      svg,
      states: { visited: chart.leaves.length - unvisited.length, total: chart.leaves.length },
      unvisited,
      transitions: chart.transitions.map((transition) =>
        transitionOf(transition, coverage, bucket),
      ),
      ...pairsOf(chart, coverage),
    });
  }
  return { charts, basis };
}

function pairsOf(
  { name, transitions }: Chart,
  { pairs }: ChartCoverage,
): Pick<ChartReport, 'pairs'> {
  const known = pairs.get(name);
  if (known === undefined) return {};
  const words = new Map(
    transitions.map(({ declaredAt, source, event }) => [
      declaredAt,
      `${local(source) || 'anywhere'} ${event}`,
    ]),
  );
  const missing = [...known].flatMap(([pair, isTaken]) => (isTaken ? [] : [pair]));
  const texts = missing.slice(0, pairsMax).map((pair) =>
    pair
      .split('\n')
      .map((each) => words.get(each) ?? each)
      .join(', then '),
  );
  const visited = known.size - missing.length;
  return { pairs: { visited, total: known.size, missing: texts } };
}

function transitionOf(
  { declaredAt, source, target, event, guard, ...rest }: ChartTransition,
  { held, failed }: ChartCoverage,
  missing: Bucket,
): TransitionReport {
  const { description, isIgnored, taken } = rest;
  return {
    id: declaredAt,
    from: local(source),
    to: target === undefined ? '' : local(target),
    event,
    ...(guard === undefined
      ? {}
      : { guard, held: held.get(declaredAt) ?? 0, failed: failed.get(declaredAt) ?? 0 }),
    description,
    isIgnored,
    taken,
    bucket: taken > 0 ? 'covered' : missing,
  };
}

function local(id: string): string {
  return id.split('.').slice(1).join('.');
}

/** The same for the systems of a file, which are all there is. */
function fileBucket(entries: readonly CheckEntry[]): ReturnType<typeof missingBucket> {
  const early = entries.filter(({ ended }) => ended !== undefined).length;
  return early === 0
    ? { bucket: 'unreachable', basis: 'every system was searched to its end' }
    : {
        bucket: 'unknown',
        basis: `${early} of ${entries.length} searches ended before they were complete`,
      };
}

/** Into which bucket goes what no check took. */
function missingBucket(entries: readonly CheckEntry[]): {
  readonly bucket: Bucket;
  readonly basis: string;
} {
  const complete = entries.filter(({ ended }) => ended === undefined);
  const early = entries.length - complete.length;
  const done = new Set(complete.map(({ scenario }) => key(scenario.design, scenario.hazards)));
  const wanted = matrixRows.flatMap((row) =>
    matrixDesigns.filter((name) => name in designs).map((name) => key(name, row.hazards)),
  );
  const missing = wanted.filter((scenario) => !done.has(scenario)).length;
  if (missing > 0 && (early > 0 || entries.length === 0)) {
    const basis = `${early} of ${entries.length} searches ended before they were complete`;
    return { bucket: 'unknown', basis };
  }
  return missing === 0
    ? {
        bucket: 'unreachable',
        basis: `all ${wanted.length} scenarios of the matrix were searched to their end: what none of them took cannot be taken by these designs within their bounds`,
      }
    : {
        bucket: 'uncovered',
        basis: `${missing} of ${wanted.length} scenarios of the matrix were not searched`,
      };
}

function key(design: string, hazards: readonly string[]): string {
  return JSON.stringify([design, hazards.toSorted()]);
}
