import { bytes, duration } from './page/format.ts';
import { scenarioName } from './page/names.ts';
import type { Report, ReportCell } from './report.ts';

/** Bounds that a report must keep. A bound may be of one design only. */
export interface Gates {
  /** Percent of transitions taken by the current checks. */
  readonly minCoverage?: number;
  readonly maxDowntimeSeconds?: readonly Bound[];
  readonly maxTrafficBytes?: readonly Bound[];
  /** What was reported before: nothing may be worse. */
  readonly baseline?: Report;
}

export interface Bound {
  /** Absent: of every design. */
  readonly design?: string;
  readonly value: number;
}

/** Relative growth of downtime and traffic over the baseline that counts as worse. */
const tolerance = 0.05;

/** What does not keep its gate, a line each. A gate with nothing to measure is not kept. */
export function brokenGates(report: Report, gates: Gates): string[] {
  return [
    ...(gates.minCoverage === undefined ? [] : coverageGate(report, gates.minCoverage)),
    ...(gates.maxDowntimeSeconds ?? []).flatMap((bound) =>
      migrationGate(report, bound, { name: 'downtime', of: downtimeOf, show: duration }),
    ),
    ...(gates.maxTrafficBytes ?? []).flatMap((bound) =>
      migrationGate(report, bound, { name: 'traffic', of: trafficOf, show: bytes }),
    ),
    ...(gates.baseline === undefined ? [] : worseThan(report, gates.baseline)),
  ];
}

type Metrics = Report['migrations'][number]['results'][number];

interface Quantity {
  readonly name: string;
  readonly of: (metrics: Metrics) => number;
  readonly show: (value: number) => string;
}

const downtimeOf = ({ downtimeSeconds }: Metrics): number => downtimeSeconds;
const trafficOf = ({ bytesSent }: Metrics): number => bytesSent;

/** Percent of all transitions that some check took, cut to two decimals. */
function coveragePercent({ coverage }: Pick<Report, 'coverage'>): number {
  const transitions = coverage.charts.flatMap((chart) => chart.transitions);
  const covered = transitions.filter(({ taken }) => taken > 0).length;
  return transitions.length === 0 ? 0 : Math.floor((covered * 10_000) / transitions.length) / 100;
}

function coverageGate(report: Report, least: number): string[] {
  const percent = coveragePercent(report);
  return percent >= least ? [] : [`coverage: ${percent} % of transitions taken, not ${least} %`];
}

function migrationsOf(report: Report): { readonly workload: string; readonly metrics: Metrics }[] {
  return report.migrations
    .filter(({ isCurrent }) => isCurrent)
    .flatMap(({ workload, results }) =>
      results.map((metrics) => ({ workload: workload.name, metrics })),
    );
}

function migrationGate(
  report: Report,
  { design, value }: Bound,
  { name, of, show }: Quantity,
): string[] {
  const measured = migrationsOf(report).filter(
    ({ metrics }) => design === undefined || metrics.design === design,
  );
  if (measured.length === 0) {
    return [`${name}: no migration${design === undefined ? '' : ` of ${design}`} was measured`];
  }
  return measured
    .filter(({ metrics }) => of(metrics) > value)
    .map(
      ({ workload, metrics }) =>
        `${name}: ${metrics.design} (${workload}) ${show(of(metrics))}, more than ${show(value)}`,
    );
}

/** From best to worst. */
const order = ['verified', 'vacuous', 'inconclusive', 'violated'];

function worseThan(report: Report, baseline: Report): string[] {
  const now = new Map(report.cells.map((cell) => [cell.id, cell]));
  const taken = new Set(takenIn(report));
  const lost = takenIn(baseline).filter((id) => !taken.has(id));
  const measured = new Map(migrationsOf(report).map((one) => [migrationKey(one), one.metrics]));
  return [
    ...baseline.cells.flatMap((before) => worseCell(before, now.get(before.id))),
    ...(lost.length === 0
      ? []
      : [`coverage: not taken any more: ${lost.slice(0, 5).join(', ')}${more(lost.length - 5)}`]),
    ...migrationsOf(baseline).flatMap((one) =>
      worseMigration(migrationKey(one), one.metrics, measured.get(migrationKey(one))),
    ),
  ];
}

function more(count: number): string {
  return count > 0 ? ` and ${count} more` : '';
}

function worseCell(before: ReportCell, now: ReportCell | undefined): string[] {
  const name = `${scenarioName(before.scenario)} / ${before.scenario.scope}`;
  if (now === undefined) return [`${name}: not checked any more`];
  if (order.indexOf(now.verdict) > order.indexOf(before.verdict)) {
    return [`${name}: ${now.verdict}, it was ${before.verdict}`];
  }
  if (now.expected === false && before.expected !== false) return [`${name}: not as expected`];
  const known = new Set(kindsOf(before));
  const news = kindsOf(now).filter((kind) => !known.has(kind));
  return news.length === 0 ? [] : [`${name}: new failure: ${news.join('; ')}`];
}

function kindsOf({ properties }: ReportCell): string[] {
  return properties
    .filter(({ verdict }) => verdict === 'violated')
    .map(({ id, failureClass = '' }) => `${id} ${failureClass}`);
}

function takenIn({ coverage }: Report): string[] {
  return coverage.charts.flatMap(({ transitions }) =>
    transitions.filter(({ taken }) => taken > 0).map(({ id }) => id),
  );
}

function migrationKey({ workload, metrics }: { workload: string; metrics: Metrics }): string {
  return `${metrics.design} (${workload})`;
}

function worseMigration(name: string, before: Metrics, now: Metrics | undefined): string[] {
  if (now === undefined) return [`${name}: not migrated any more`];
  const grown = (quantity: Quantity): string[] => {
    const [was, is] = [quantity.of(before), quantity.of(now)];
    if (is <= was * (1 + tolerance)) return [];
    return [`${quantity.name}: ${name} ${quantity.show(is)}, it was ${quantity.show(was)}`];
  };
  return [
    ...(now.lost.count > before.lost.count
      ? [`lost frames: ${name} ${now.lost.count}, it was ${before.lost.count}`]
      : []),
    ...grown({ name: 'downtime', of: downtimeOf, show: duration }),
    ...grown({ name: 'traffic', of: trafficOf, show: bytes }),
  ];
}
