import {
  compareSeverity,
  failureName,
  failureNameIn,
  type FailureName,
} from '../../../properties/failure-names.ts';
import type { ReportCell, ReportProperty } from '../report.ts';
import { hazardsName } from './names.ts';
import { typicalFailure } from './typical-failure.ts';

/** What a run found, in sentences computed from its cells. */
export interface Finding {
  /** One line: the worst that was found, and where nothing was. */
  readonly headline: string;
  /** A sentence per design or system, the worst first; one for all variants of designs that are shown. */
  readonly designs: readonly string[];
  /** What the worst failure means for those who run the VM; empty where nothing failed. */
  readonly consequence: string;
  /** Counterexamples to watch, one per failure, the worst consequence first. */
  readonly watch: readonly Watch[];
  /** What the run did not ask, so that silence is not taken for a pass. */
  readonly notAsked: readonly string[];
}

/** A counterexample worth opening. */
export interface Watch {
  /** Id of the trace. */
  readonly trace: string;
  /** `S1 lost page, 21 steps`. */
  readonly title: string;
  readonly where: string;
  readonly consequence: string;
}

/** Counterexamples, and failures of a design, that are named. */
const watchMax = 3;
const namesMax = 3;

interface Failure {
  readonly cell: ReportCell;
  readonly row: ReportProperty;
}

/** Design or system, with its cells and what failed in them. */
interface Column {
  readonly design: string;
  readonly cells: readonly ReportCell[];
  readonly failures: readonly Failure[];
}

/** Sums up the cells of a run. Reads only their verdicts: what is not `verified` is never called so. */
export function findingOf(cells: readonly ReportCell[]): Finding {
  const columns = [...new Set(cells.map(({ scenario }) => scenario.design))]
    .map((design): Column => {
      const own = cells.filter(({ scenario }) => scenario.design === design);
      return { design, cells: own, failures: own.flatMap(failuresOf) };
    })
    .toSorted(byWorst);
  const failures = columns.flatMap((column) => column.failures);
  const [worst] = worstFirst(failures);
  const { shown, variants } = shownOf(columns);
  return {
    headline: headlineOf(shown),
    designs: [...shown.map(designSentence), ...variantSentence(variants)],
    consequence: worst === undefined ? '' : nameOf(worst).consequence,
    watch: watchOf(failures),
    notAsked: notAskedOf(cells),
  };
}

function failuresOf(cell: ReportCell): Failure[] {
  return cell.properties
    .filter(({ verdict }) => verdict === 'violated')
    .map((row) => ({ cell, row }));
}

/** One failure per property, the worst consequence first. */
function worstFirst(failures: readonly Failure[]): Failure[] {
  const ids = idsOf(failures);
  return ids.map((id) => failures.find(({ row }) => row.id === id)!);
}

/** A property of one's own has its title for a name. */
function nameOf({ cell, row }: Failure): FailureName {
  const { name, consequence } = failureNameIn(cell.scenario, row.id);
  const isPlain = name !== row.id || cell.scenario.file === undefined || row.title === row.id;
  return { name: isPlain ? name : `${name} (${row.title})`, consequence };
}

/** Violated properties, the worst consequence first. */
function idsOf(failures: readonly Failure[]): string[] {
  return [...new Set(failures.map(({ row }) => row.id))].toSorted(compareSeverity);
}

/** Designs by name have a sentence each. What turns single switches of them is summed up beside them. */
function shownOf(columns: readonly Column[]): {
  readonly shown: readonly Column[];
  readonly variants: readonly Column[];
} {
  const variants = columns.filter(
    ({ design, cells }) => design.includes(':') && cells[0]!.scenario.file === undefined,
  );
  const shown = columns.filter((column) => !variants.includes(column));
  return shown.length === 0 ? { shown: columns, variants: [] } : { shown, variants };
}

function variantSentence(variants: readonly Column[]): string[] {
  if (variants.length === 0) return [];
  const failing = variants.filter((column) => failingCells(column) > 0).length;
  const verified = variants.filter(isVerified).length;
  const open = variants.length - failing - verified;
  const parts = [
    ...(verified > 0 ? [`${verified} verified`] : []),
    ...(failing > 0 ? [`${failing} failing`] : []),
    ...(open > 0 ? [`${open} not verified`] : []),
  ];
  const what = variants.length === 1 ? '1 variant' : `${variants.length} variants`;
  return [`Beside them ${what} with other switches: ${list(parts)}.`];
}

/** The design with the worst failure first, then the one that fails in a larger share; those without any last. */
function byWorst(a: Column, b: Column): number {
  const [worstA] = idsOf(a.failures);
  const [worstB] = idsOf(b.failures);
  if (worstA === undefined || worstB === undefined) {
    return Number(worstA === undefined) - Number(worstB === undefined);
  }
  return compareSeverity(worstA, worstB) || failingShare(b) - failingShare(a);
}

function failingShare(column: Column): number {
  return failingCells(column) / column.cells.length;
}

function failingCells({ failures }: Column): number {
  return new Set(failures.map(({ cell }) => cell)).size;
}

function headlineOf(columns: readonly Column[]): string {
  const [first] = columns;
  if (first === undefined) return 'Nothing was checked';
  const [worst] = worstFirst(first.failures);
  if (worst === undefined) {
    const open = columns
      .flatMap(({ cells }) => cells)
      .filter(({ verdict }) => verdict !== 'verified');
    const count = columns.reduce((sum, { cells }) => sum + cells.length, 0);
    return open.length === 0
      ? `Verified within its bounds: ${configurations(count)}`
      : `No counterexample, but ${open.length} of ${configurations(count)} not verified`;
  }
  const sound = columns.filter(isVerified).map(({ design }) => design);
  const rest =
    sound.length === 0 ? '' : `; ${list(sound)} ${sound.length === 1 ? 'holds' : 'hold'}`;
  return `${first.design}: ${nameOf(worst).name}${rest}`;
}

function isVerified({ cells }: Column): boolean {
  return cells.every(({ verdict }) => verdict === 'verified');
}

function designSentence(column: Column): string {
  const { design, cells, failures } = column;
  const failing = failingCells(column);
  if (failing === 0) {
    const open = cells.filter(({ verdict }) => verdict !== 'verified').length;
    if (open === 0 && cells.length === 1 && cells[0]!.scenario.file !== undefined) {
      return `${design} is verified.`;
    }
    return open === 0
      ? `${design} is verified in ${all(cells.length)}.`
      : `${design} has no counterexample, but ${open} of ${configurations(cells.length)} not verified.`;
  }
  const failed = worstFirst(failures);
  const named = failed
    .slice(0, namesMax)
    .map((failure) => `${nameOf(failure).name}${howOften(failure.row.id, column)}`);
  const more = failed.length - named.length;
  const names = more === 0 ? named : [...named, `${more} more`];
  const { file } = failures[0]!.cell.scenario;
  if (file !== undefined && cells.length === 1) return `${design} fails: ${list(names)}.`;
  const hazards = [...new Set(failures.map(({ cell }) => hazardsName(cell.scenario.hazards)))];
  const where =
    failing === cells.length
      ? all(cells.length)
      : `${failing} of ${configurations(cells.length)}` +
        (hazards.length <= namesMax ? ` (${list(hazards)})` : '');
  return `${design} fails in ${where}: ${list(names)}.`;
}

/** In how many of the failing configurations a property fails, where there is more than one. */
function howOften(id: string, column: Column): string {
  const failing = failingCells(column);
  const own = failingCells({
    ...column,
    failures: column.failures.filter(({ row }) => row.id === id),
  });
  if (failing === 1) return '';
  return own === failing ? ' in each' : ` in ${own}`;
}

function all(count: number): string {
  return count === 1 ? 'the one configuration' : `all ${count} configurations`;
}

function configurations(count: number): string {
  return count === 1 ? '1 configuration' : `${count} configurations`;
}

function list(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}

/** Of each failure a counterexample that can be watched. */
function watchOf(failures: readonly Failure[]): Watch[] {
  return idsOf(failures)
    .flatMap((id): Watch[] => {
      const shortest = typicalFailure(
        failures.filter(({ row }) => row.id === id && row.trace !== undefined),
        ({ row, cell }) => ({ design: cell.scenario.design, steps: row.steps ?? 0 }),
      );
      if (shortest === undefined) return [];
      const { row, cell } = shortest;
      const { name, consequence } = nameOf(shortest);
      return [
        {
          trace: row.trace!,
          title: `${name}, ${row.steps ?? 0} steps`,
          where: placeOf(cell),
          consequence: consequence === '' && !name.includes(row.title) ? row.title : consequence,
        },
      ];
    })
    .slice(0, watchMax);
}

function placeOf({ scenario: { design, hazards, file } }: ReportCell): string {
  return file === undefined ? `${design}, ${hazardsName(hazards)}` : design;
}

/** Properties that no cell asks, and whether hazards were combined. */
function notAskedOf(cells: readonly ReportCell[]): string[] {
  const rows = cells.flatMap(({ properties }) => properties);
  const asked = new Set(rows.filter(({ verdict }) => verdict !== 'unasked').map(({ id }) => id));
  const unasked = [...new Set(rows.map(({ id }) => id))].filter((id) => !asked.has(id));
  const own = cells.find(({ scenario }) => scenario.file !== undefined)?.scenario ?? {};
  const isMigration = cells.some(({ scenario }) => scenario.file === undefined);
  const together = cells.filter(({ scenario }) => scenario.hazards.length > 1).length;
  const pairs =
    together === 0
      ? 'hazards together'
      : `other hazards together than in ${configurations(together)}`;
  return [
    ...unasked.map((id) => (isMigration ? failureName(id) : failureNameIn(own, id)).name),
    ...(isMigration && cells.length > 0 ? [pairs] : []),
  ];
}
