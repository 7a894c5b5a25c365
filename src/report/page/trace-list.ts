import { createHash } from 'node:crypto';
import { designs } from '../../../models/design.ts';
import { hazardNames } from '../../../models/hazards.ts';
import { costsId } from '../../../properties/quantities.ts';
import type { Trace } from '../../subject/trace.ts';
import type { CheckEntry, CheckResults } from '../results.ts';
import { bitmapFields } from './bitmap-fields.ts';
import { idPart } from './html.ts';

/** One cell of the matrix with its place in the page. */
export interface Cell {
  readonly id: string;
  readonly entry: CheckEntry;
}

/** A counterexample that is shown once, with every cell that has it. */
export interface TraceItem {
  readonly id: string;
  readonly title: string;
  readonly trace: Trace;
  readonly cells: readonly Cell[];
}

const designOrder = Object.keys(designs);
const hazardOrder: readonly string[] = hazardNames;

/**
 * Every scenario with a unique id; the latest run of the same design, hazards and scope stands for all. A check of
 * cost bounds is one of its own: it does not answer what a check without them asks, and both may be in one run.
 * A run that was expected of nothing takes the expectation over from one with the same verdict.
 */
export function cellsOf(checks: readonly CheckResults[]): Cell[] {
  // ISO 8601 in UTC sorts as text.
  const runs = checks.toSorted((a, b) => a.startedAt.localeCompare(b.startedAt));
  const entries = new Map<string, CheckEntry>();
  for (const entry of runs.flatMap(({ results }) => results)) {
    const { design, hazards, scope } = entry.scenario;
    const key = JSON.stringify([
      design,
      hazards.toSorted(),
      scope,
      ...(asksCosts(entry) ? [costsId] : []),
    ]);
    const before = entries.get(key);
    const inherits = entry.expected === undefined && before?.verdict === entry.verdict;
    const expected = inherits ? before?.expected : entry.expected;
    entries.set(key, expected === undefined ? entry : { ...entry, expected });
  }
  const ids = new Set<string>();
  return [...entries]
    .toSorted(([, a], [, b]) => byPlace(a, b))
    .map(([key, entry]) => {
      const { design, hazards, scope } = entry.scenario;
      const name = `cell-${[design, ...hazards, scope].map(idPart).join('.')}`;
      const id = ids.has(name) ? `${name}.${digest(key)}` : name;
      ids.add(id);
      return { id, entry };
    });
}

function asksCosts({ properties }: CheckEntry): boolean {
  return properties.some(({ id, verdict }) => id === costsId && verdict !== 'unasked');
}

/** No hazard first, then single hazards, then several; designs and hazards as `models/` lists them. */
function byPlace({ scenario: a }: CheckEntry, { scenario: b }: CheckEntry): number {
  return (
    a.hazards.length - b.hazards.length ||
    rank(hazardOrder, a.hazards[0]) - rank(hazardOrder, b.hazards[0]) ||
    rank(designOrder, a.design) - rank(designOrder, b.design)
  );
}

function rank(order: readonly string[], name = ''): number {
  const place = order.indexOf(name);
  return place < 0 ? order.length : place;
}

/**
 * Where a counterexample is in the page. It depends on the property, the failure class and the
 * steps, so links survive a new run; budgets in the initial memory differ between hazards and do not
 * count.
 */
export function traceId(trace: Trace): string {
  const { property, failureClass, initial, steps } = trace;
  const bitmaps = bitmapFields.flatMap((field) => (field in initial ? [initial[field]] : []));
  return `trace-${digest(JSON.stringify([property, failureClass, bitmaps, steps]))}`;
}

/** Every distinct counterexample, in order of appearance. */
export function traceItems(cells: readonly Cell[]): TraceItem[] {
  const items = new Map<string, TraceItem & { cells: Cell[] }>();
  for (const cell of cells) {
    for (const { title, trace } of cell.entry.properties) {
      if (trace === undefined) continue;
      const id = traceId(trace);
      const item = items.get(id) ?? { id, title, trace, cells: [] };
      if (!item.cells.includes(cell)) item.cells.push(cell);
      items.set(id, item);
    }
  }
  return [...items.values()];
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 10);
}
