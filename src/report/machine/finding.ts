import type { Trace } from '../../subject/trace.ts';
import { traceId } from '../page/trace-list.ts';
import type { PropertyEntry } from '../results.ts';
import type { ReportedCell } from './reported-cell.ts';

/** One counterexample with every cell that has it, or one violation that came without steps. */
export interface Finding {
  readonly property: string;
  readonly title: string;
  readonly failureClass: string;
  readonly trace?: Trace;
  readonly cells: readonly ReportedCell[];
  /** Whether every cell that has it is as the model declares. */
  readonly isExpected: boolean;
}

/** Every distinct violation, in order of appearance. */
export function findingsOf(cells: readonly ReportedCell[]): Finding[] {
  const groups = new Map<string, { row: PropertyEntry; cells: ReportedCell[] }>();
  for (const cell of cells) {
    for (const row of cell.entry.properties) {
      if (row.verdict !== 'violated') continue;
      const key =
        row.trace === undefined ? JSON.stringify([row.id, row.failureClass]) : traceId(row.trace);
      const group = groups.get(key) ?? { row, cells: [] };
      if (!group.cells.includes(cell)) group.cells.push(cell);
      groups.set(key, group);
    }
  }
  return [...groups.values()].map(({ row, cells: found }) => ({
    property: row.id,
    title: row.title,
    failureClass: failureClassOf(row),
    ...(row.trace === undefined ? {} : { trace: row.trace }),
    cells: found,
    isExpected: found.every(({ entry }) => entry.expected === true),
  }));
}

/** The scenario of the first of some cells. */
export function scenarioIn(cells: readonly ReportedCell[]): { readonly file?: string } {
  return cells[0]?.entry.scenario ?? {};
}

/** The failure class of a violated property. */
export function failureClassOf({ failureClass, trace }: PropertyEntry): string {
  return failureClass ?? trace?.failureClass ?? 'violated';
}

/** The kind of property, by what its violation makes the program exit with (11, 12 or 13). */
export function propertyKind(id: string): 'safety' | 'deadlock' | 'liveness' {
  if (id === 'D') return 'deadlock';
  return /^L\d$/.test(id) ? 'liveness' : 'safety';
}
