import { assumptions } from '../../models/assumptions.ts';
import { boundTitles } from '../../models/bound-titles.ts';
import { designs, designSwitches, designTitles } from '../../models/design.ts';
import { hazards } from '../../models/hazards.ts';
import { costTitles, switchCosts } from '../../models/switch-costs.ts';
import { coverageReport } from './coverage-report.ts';
import { checkCommand } from './machine/story.ts';
import { liftTraces } from './lift-traces.ts';
import { chartNames } from './page/charts.ts';
import { knownRacesOf } from './page/known-races.ts';
import { cellsOf, traceId, traceItems, type Cell } from './page/trace-list.ts';
import type { LeftOut, Report, ReportCell, ReportRun, ReportTrace, Vocabulary } from './report.ts';
import type { CheckResults, MigrationResults, Tool } from './results.ts';
import type {
  ShrinkEntry,
  ShrinkMapEntry,
  ShrinkMapResult,
  ShrinkMapResults,
} from './shrink-results.ts';

/** A result file whose shape was checked where its kind has a schema. */
export interface ResultFile {
  readonly file: string;
  readonly kind: string;
  readonly content: ResultContent;
}

/** What every result file has. */
export interface ResultContent {
  readonly schema: string;
  readonly tool: Tool;
  readonly startedAt: string;
  readonly modelHash: string;
  readonly results?: readonly unknown[];
  readonly [more: string]: unknown;
}

export interface ReportInput {
  readonly files: readonly ResultFile[];
  readonly leftOut: readonly LeftOut[];
  readonly tool: Tool;
  /** Runs that started then or later are current; default: every run of the newest model. */
  readonly since?: string;
}

/**
 * Puts the results of all runs together: of several checks of one scenario the latest stands for all,
 * verdicts of another model than the newest run's are set aside, unknown kinds are kept as they are.
 */
export async function buildReport({ files, leftOut, tool, since }: ReportInput): Promise<Report> {
  const byTime = files.toSorted((a, b) => a.content.startedAt.localeCompare(b.content.startedAt));
  const modelHash = byTime.at(-1)?.content.modelHash ?? '';
  const isCurrent = ({ startedAt, modelHash: hash }: ResultContent): boolean =>
    since === undefined ? hash === modelHash : startedAt >= since;
  const isOtherModel = ({ modelHash: hash }: ResultContent): boolean => hash !== modelHash;
  const checks = byTime
    .filter(({ kind, content }) => checkKinds.includes(kind) && !isOtherModel(content))
    .map(({ content }) => content as unknown as CheckResults);
  const currentLists = new Set(
    checks
      .filter((run) => isCurrent(run as unknown as ResultContent))
      .flatMap(({ results }) => results.map(({ properties }) => properties)),
  );
  const cells = cellsOf(checks);
  const shrinkMaps = byTime.toReversed().flatMap(({ kind, content }) => {
    if (kind !== 'shrink-map' || isOtherModel(content)) return [];
    const { results } = content as unknown as ShrinkMapResults;
    return results.map((map) => shrinkMapOf(map, isCurrent(content)));
  });
  const others = byTime.toReversed().flatMap(({ file, kind, content }) => {
    if (ownSections.includes(kind)) return [];
    if (ofTheModel.includes(kind) && isOtherModel(content)) return [];
    const { content: reported, traces } = liftTraces(content, kind);
    const flags = { isCurrent: isCurrent(content), isOtherModel: isOtherModel(content) };
    return [{ traces, result: { file, kind, ...flags, content: reported } }];
  });
  return {
    schema: 'skipover-report/1',
    tool,
    modelHash,
    runs: byTime.toReversed().map(({ file, kind, content }): ReportRun => {
      const { startedAt, tool: by, modelHash: hash, results = [] } = content;
      const flags = { isCurrent: isCurrent(content), isOtherModel: isOtherModel(content) };
      const run = { file, kind, startedAt, version: by.version, modelHash: hash };
      return { ...run, ...flags, results: results.length };
    }),
    leftOut,
    cells: cells.map((cell) => cellOf(cell, currentLists.has(cell.entry.properties))),
    traces: distinct([
      ...tracesOf(cells),
      ...shrinkMaps.flatMap(({ traces }) => traces),
      ...others.flatMap(({ traces }) => traces),
    ]),
    coverage: await coverageReport(
      cells.map(({ entry }) => entry),
      checks.flatMap(({ charts = [] }) => charts),
    ),
    migrations: byTime.toReversed().flatMap(({ kind, content }) => {
      if (kind !== 'simulate') return [];
      const { startedAt, workload, advice, results } = content as unknown as MigrationResults;
      const flags = { isCurrent: isCurrent(content), isOtherModel: isOtherModel(content) };
      const advised = advice === undefined ? {} : { advice };
      return [{ startedAt, workload, results, ...advised, ...flags }];
    }),
    shrinkMaps: shrinkMaps.map(({ map }) => map),
    others: others.map(({ result }) => result),
    vocabulary: vocabulary(),
  };
}

/** One of each id: a run that a check knows more about stands before one that was only found again. */
function distinct(traces: readonly ReportTrace[]): ReportTrace[] {
  const byId = new Map<string, ReportTrace>();
  for (const item of traces) {
    const known = byId.get(item.id);
    byId.set(item.id, known === undefined ? item : { ...item, ...known });
  }
  return [...byId.values()];
}

/** Kinds of results that hold verdicts: of the migration, and of systems that a file exports. */
const checkKinds: readonly string[] = ['check', 'check-file'];

const ownSections: readonly string[] = [...checkKinds, 'simulate', 'shrink-map'];

/** Kinds of results that say something about the model: those of another one are set aside. */
const ofTheModel: readonly string[] = [
  'mutants',
  'assumptions',
  'harden',
  'cost-bounds',
  'witnesses',
  'fuzz',
  'paths',
  'cutoff',
];

function shrinkMapOf(
  { cells, ...map }: ShrinkMapResult,
  isCurrent: boolean,
): { readonly map: ShrinkMapEntry; readonly traces: readonly ReportTrace[] } {
  const { design } = map.scenario;
  const reported = cells.map(({ run, snapshots, ...cell }): ShrinkEntry & { item: ReportTrace } => {
    const id = traceId(run);
    const title = `${design}, ${cell.place}`;
    const item = {
      id,
      kind: 'shrink',
      source: 'shrink-map',
      title,
      cells: [],
      trace: run,
      insight: { snapshots },
    } as const;
    return { ...cell, trace: id, steps: run.steps.length, item };
  });
  const traces = new Map(reported.map(({ item }) => [item.id, item]));
  const entries = reported.map(({ item: _, ...entry }) => entry);
  return { map: { ...map, isCurrent, cells: entries }, traces: [...traces.values()] };
}

function cellOf({ id, entry }: Cell, isCurrent: boolean): ReportCell {
  const { properties, coverage: _, ...rest } = entry;
  return {
    id,
    isCurrent,
    ...rest,
    properties: properties.map(({ trace, insight: _insight, token: _token, ...property }) =>
      trace === undefined
        ? property
        : { ...property, trace: traceId(trace), steps: trace.steps.length },
    ),
    command: checkCommand(entry),
  };
}

function tracesOf(cells: readonly Cell[]): ReportTrace[] {
  return traceItems(cells).map(({ id, title, trace, cells: found }) => {
    const reported = found
      .flatMap(({ entry }) => entry.properties)
      .filter((property) => property.trace !== undefined && traceId(property.trace) === id);
    const insight = reported.find((property) => property.insight !== undefined)?.insight;
    const token = reported.find((property) => property.token !== undefined)?.token;
    const races = knownRacesOf(trace, found[0]!.entry.scenario);
    return {
      id,
      kind: 'counterexample',
      source: 'check',
      title,
      cells: found.map((cell) => cell.id),
      trace,
      ...(insight === undefined ? {} : { insight }),
      ...(token === undefined ? {} : { token }),
      ...(races.length === 0 ? {} : { races }),
    };
  });
}

function mapped<Value, Reported>(
  values: Readonly<Record<string, Value>>,
  report: (value: Value) => Reported,
): Readonly<Record<string, Reported>> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, report(value)]));
}

function vocabulary(): Vocabulary {
  const published: Readonly<Record<string, string>> = designs.published;
  return {
    designs: designTitles,
    hazards: mapped(hazards, ({ title }) => title),
    switches: Object.fromEntries(
      Object.entries(designSwitches).map(([name, { title }]) => [
        name,
        { title, published: published[name] ?? '' },
      ]),
    ),
    bounds: boundTitles,
    processes: chartNames,
    assumptions: mapped(assumptions, ({ title }) => title),
    drops: mapped(hazards, ({ drops }) => drops),
    costs: costTitles,
    prices: mapped(switchCosts, (prices) => mapped(prices, ({ reason }) => reason)),
  };
}
