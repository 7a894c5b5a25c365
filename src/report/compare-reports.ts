import { bytes, count, duration } from './page/format.ts';
import { scenarioName } from './page/names.ts';
import type { Report, ReportCell } from './report.ts';
import { changes, type ComparedRow, type ReportComparison } from './report-comparison.ts';

/** From best to worst. */
const order = ['verified', 'vacuous', 'inconclusive', 'violated'];
/** Relative change of downtime and traffic that counts. */
const tolerance = 0.05;
const absent = 'absent';

/** Compares verdicts, failures, states, coverage, lost frames, downtime and traffic of two reports. */
export function compareReports(now: Report, before: Report): ReportComparison {
  const cells = paired(
    now.cells.map((cell) => [cell.id, cell] as const),
    before.cells.map((cell) => [cell.id, cell] as const),
  );
  const charts = paired(
    now.coverage.charts.map((chart) => [chart.name, takenIn(chart)] as const),
    before.coverage.charts.map((chart) => [chart.name, takenIn(chart)] as const),
  );
  const migrations = paired(measuresOf(now), measuresOf(before));
  const rows = [
    ...cells.flatMap(([, is, was]) => cellRows(is, was)),
    ...charts.flatMap(([name, is, was]) => coverageRows(name, is, was)),
    ...migrations.flatMap(([name, is, was]) => migrationRows(name, is, was)),
  ];
  const [newest] = before.runs;
  return {
    startedAt: newest?.startedAt ?? '',
    version: before.tool.version,
    isSameModel: now.modelHash === before.modelHash,
    rows: rows.toSorted((a, b) => changes.indexOf(a.change) - changes.indexOf(b.change)),
    compared: cells.length + charts.length + migrations.length,
  };
}

type Pair<Value> = readonly [name: string, is: Value | undefined, was: Value | undefined];

function paired<Value>(
  now: readonly (readonly [string, Value])[],
  before: readonly (readonly [string, Value])[],
): Pair<Value>[] {
  const [is, was] = [new Map(now), new Map(before)];
  return [...new Set([...was.keys(), ...is.keys()])].map((name) => [
    name,
    is.get(name),
    was.get(name),
  ]);
}

function cellRows(is: ReportCell | undefined, was: ReportCell | undefined): ComparedRow[] {
  const known = (is ?? was)!;
  const where = `${scenarioName(known.scenario)}, ${known.scenario.scope}`;
  const place = { where, ...(is === undefined ? {} : { cell: is.id }) };
  if (is === undefined || was === undefined) {
    // What is checked no more proves nothing any more; what is new was not asked before.
    const change = is === undefined ? 'worse' : is.verdict === 'violated' ? 'worse' : 'other';
    const texts = { was: was?.verdict ?? absent, is: is?.verdict ?? absent };
    return [{ change, what: 'verdict', ...place, ...texts }];
  }
  const rows: ComparedRow[] = [];
  const by = order.indexOf(is.verdict) - order.indexOf(was.verdict);
  if (by !== 0) {
    const change = by > 0 ? 'worse' : 'better';
    rows.push({ change, what: 'verdict', ...place, was: was.verdict, is: is.verdict });
  }
  const [classesNow, classesBefore] = [classesOf(is), classesOf(was)];
  const added = classesNow.filter((name) => !classesBefore.includes(name));
  const gone = classesBefore.filter((name) => !classesNow.includes(name));
  if (added.length + gone.length > 0) {
    rows.push({
      change: added.length > 0 ? 'worse' : 'better',
      what: 'failures',
      ...place,
      was: gone.join('; ') || 'none of these',
      is: added.join('; ') || 'none of these',
    });
  }
  if (is.states !== was.states) {
    rows.push({
      change: 'other',
      what: 'states',
      ...place,
      was: count(was.states),
      is: count(is.states),
    });
  }
  return rows;
}

function classesOf({ properties }: ReportCell): string[] {
  return properties
    .filter(({ verdict }) => verdict === 'violated')
    .map(({ id, failureClass = '' }) => `${id} ${failureClass}`);
}

interface Taken {
  readonly taken: readonly string[];
  readonly total: number;
}

function takenIn({ transitions }: Report['coverage']['charts'][number]): Taken {
  const taken = transitions.filter((transition) => transition.taken > 0).map(({ id }) => id);
  return { taken, total: transitions.length };
}

function coverageRows(name: string, is: Taken | undefined, was: Taken | undefined): ComparedRow[] {
  const show = (one: Taken | undefined): string =>
    one === undefined ? absent : `${one.taken.length} of ${one.total} transitions`;
  const lost = (was?.taken ?? []).filter((id) => is?.taken.includes(id) !== true);
  const gained = (is?.taken ?? []).filter((id) => was?.taken.includes(id) !== true);
  if (lost.length + gained.length === 0) return [];
  const change = lost.length > 0 ? 'worse' : 'better';
  const note = lost.length === 0 ? '' : `; not any more: ${lost.slice(0, 3).join(', ')}`;
  return [{ change, what: 'coverage', where: name, was: show(was), is: show(is) + note }];
}

type Metrics = Report['migrations'][number]['results'][number];

/** The newest migration of each design, workload and seed. */
function measuresOf({ migrations }: Report): (readonly [string, Metrics])[] {
  return migrations
    .toReversed()
    .flatMap(({ workload, results }) =>
      results.map(
        (metrics) =>
          [`${metrics.design} (${workload.name}, seed ${metrics.seed})`, metrics] as const,
      ),
    );
}

function migrationRows(
  where: string,
  is: Metrics | undefined,
  was: Metrics | undefined,
): ComparedRow[] {
  if (is === undefined || was === undefined) {
    const show = (one: Metrics | undefined): string =>
      one === undefined ? absent : duration(one.downtimeSeconds);
    const change = is === undefined ? 'worse' : 'other';
    return [{ change, what: 'downtime', where, was: show(was), is: show(is) }];
  }
  const grown = (
    what: ComparedRow['what'],
    of: (metrics: Metrics) => number,
    show: (value: number) => string,
  ): ComparedRow[] => {
    const [after, first] = [of(is), of(was)];
    const limit = what === 'lost frames' ? 0 : tolerance * Math.min(after, first);
    if (Math.abs(after - first) <= limit) return [];
    const change = after > first ? 'worse' : 'better';
    return [{ change, what, where, was: show(first), is: show(after) }];
  };
  return [
    ...grown('lost frames', ({ lost }) => lost.count, count),
    ...grown('downtime', ({ downtimeSeconds }) => downtimeSeconds, duration),
    ...grown('traffic', ({ bytesSent }) => bytesSent, bytes),
  ];
}
