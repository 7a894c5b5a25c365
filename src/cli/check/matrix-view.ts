import type { CheckEntry } from '../../analysis/matrix/cell-entry.ts';
import { columns, wrapped } from '../terminal/columns.ts';
import { styled, table } from '../terminal/text.ts';
import { hazardsName } from '../../report/page/names.ts';
import { marks } from '../../report/page/verdict-mark.ts';

/** Of a cell whose verdict is not the one that the model declares. */
const notExpectedSign = '!';

/**
 * The matrix: a row per set of hazards, a column per design, one sign per cell. Designs whose names do not fit
 * side by side are numbered, with their names above. Cells that have no place in it follow, a line each.
 */
export function matrixView(entries: readonly CheckEntry[]): string {
  const firstRow = hazardsName(entries[0]?.scenario.hazards ?? []);
  const placed = new Map<string, CheckEntry>();
  const designs: string[] = [];
  const others = entries.filter((entry, index) => {
    const { design, hazards } = entry.scenario;
    const row = hazardsName(hazards);
    const isFirst = row === firstRow && index === designs.length;
    if (isFirst) designs.push(design);
    const key = JSON.stringify([row, design]);
    if (!designs.includes(design) || placed.has(key)) return true;
    placed.set(key, entry);
    return false;
  });
  const matrix = tableOf([...placed.values()], designs);
  const list = others.length === 0 ? [] : [cellList(others)];
  return [matrix, '', ...list, legend(entries)].join('\n');
}

/** Cells with designs and bounds of their own: how many, and those that are not as expected. */
function cellList(entries: readonly CheckEntry[]): string {
  const surprises = entries.filter(({ expected }) => expected === false);
  const lines = surprises.map((entry) => {
    const { design, hazards, scope } = entry.scenario;
    const title = `${design}, ${hazardsName(hazards)}, ${scope}`;
    return `${sign(entry)} ${wrapped(title, { rest: '    ' })}`;
  });
  const rest = surprises.length === 0 ? 'all as expected' : 'not as expected:';
  const heading = `${entries.length} cells beside the matrix (docs/model.md): ${rest}`;
  return [wrapped(heading), ...lines].join('\n');
}

function tableOf(entries: readonly CheckEntry[], designs: readonly string[]): string {
  const rows = [...new Set(entries.map(({ scenario }) => hazardsName(scenario.hazards)))];
  const beside = designs.reduce((sum, design) => sum + design.length + 2, 0);
  const isNumbered = beside > columns() / 2;
  const heads = isNumbered ? designs.map((_, index) => String(index + 1)) : designs;
  const labelMax = columns() - heads.reduce((sum, head) => sum + head.length + 2, 0);
  const header = [[''], ...heads.map((head) => [styled('bold', head)])];
  const body = rows.map((row) => [
    wrapped(row, { rest: '  ', width: labelMax }).split('\n'),
    ...designs.map((design) => {
      const entry = entries.find(
        ({ scenario }) => scenario.design === design && hazardsName(scenario.hazards) === row,
      );
      return [entry === undefined ? ' ' : sign(entry)];
    }),
  ]);
  const names = isNumbered
    ? designs.map((design, index) => wrapped(design, { first: `${index + 1}  ` })).concat('')
    : [];
  return [...names, table([header, ...body])].join('\n');
}

function sign({ verdict, expected }: CheckEntry): string {
  const shown = styled(marks[verdict].colour, marks[verdict].sign);
  return expected === false ? `${shown} ${styled('red', notExpectedSign)}` : shown;
}

const meanings = {
  verified: 'verified within its bounds',
  violated: 'violated',
  inconclusive: 'inconclusive: a limit ended the search',
  vacuous: 'vacuous: never exercised',
} as const;

/** The meaning of each sign that occurs. */
function legend(entries: readonly CheckEntry[]): string {
  const verdicts = (Object.keys(meanings) as (keyof typeof meanings)[]).filter((verdict) =>
    entries.some((entry) => entry.verdict === verdict),
  );
  const signs = verdicts.map((verdict) => `${marks[verdict].sign} ${meanings[verdict]}`);
  const surprises = entries.some(({ expected }) => expected === false)
    ? [`${notExpectedSign} not what the model declares`]
    : [];
  return wrapped([...signs, ...surprises].join(', '));
}

/** Per chart, how many of its transitions some check took: `daemon 25/34, lkm 40/46`. */
export function coverageLine(entries: readonly CheckEntry[]): string {
  const charts = new Map<string, Map<string, boolean>>();
  for (const { process, transitions } of entries.flatMap(({ coverage }) => coverage)) {
    const chart = charts.get(process) ?? new Map<string, boolean>();
    charts.set(process, chart);
    for (const { declaredAt, taken } of transitions) {
      chart.set(declaredAt, taken > 0 || chart.get(declaredAt) === true);
    }
  }
  return [...charts]
    .map(([process, chart]) => {
      const taken = [...chart.values()].filter(Boolean).length;
      return `${process} ${taken}/${chart.size}`;
    })
    .join(', ');
}
