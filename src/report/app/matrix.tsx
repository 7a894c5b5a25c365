import { Fragment, type JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { count, counted } from '../page/format.ts';
import { hazardsName } from '../page/names.ts';
import { marks, type Mark } from '../page/verdict-mark.ts';
import type { ReportCell, Vocabulary } from '../report.ts';
import { CellPanel } from './cell-panel.tsx';
import { useGrowing } from './growing.ts';
import { filterOf, passes, queryOf } from './filter.ts';
import { FilterBar } from './filter-bar.tsx';
import { setQuery } from './route.ts';
import { ScrollRegion } from './scroll-region.tsx';

export interface MatrixProps {
  readonly cells: readonly ReportCell[];
  readonly vocabulary: Vocabulary;
  /** Id of the cell that is open. */
  readonly open: string | undefined;
}

interface FilteredProps extends MatrixProps {
  /** Filters, as in the address. */
  readonly query: string;
}

/** One table per scope: hazards down, designs across; filters above, the open cell below its row. */
export function Matrix({ cells, vocabulary, open, query }: FilteredProps): JSX.Element {
  const filter = useMemo(() => filterOf(query), [query]);
  // A link may open a cell that the filter leaves out.
  const shown = useMemo(
    () => cells.filter((cell) => cell.id === open || passes(cell, filter)),
    [cells, filter, open],
  );
  const scopes = [...new Set(shown.map(({ scenario }) => scenario.scope))];
  if (cells.length === 0) {
    return <p>Nothing was checked: nothing was verified and nothing was violated.</p>;
  }
  return (
    <>
      <FilterBar
        cells={cells}
        filter={filter}
        onChange={(next) => setQuery(queryOf(next))}
        shown={shown.length}
      />
      {scopes.map((scope, index) => (
        <ScopeTable
          key={scope}
          scope={scope}
          isFirst={index === 0}
          cells={shown.filter(({ scenario }) => scenario.scope === scope)}
          vocabulary={vocabulary}
          open={open}
        />
      ))}
    </>
  );
}

/** A first view shows what fits on a screen; the rest of a large matrix follows at once. */
const cellsAtOnce = 180;

interface ScopeTableProps extends MatrixProps {
  readonly scope: string;
  /** What rows and columns are is explained once. */
  readonly isFirst: boolean;
}

function ScopeTable({ scope, isFirst, cells, vocabulary, open }: ScopeTableProps): JSX.Element {
  const designs = [...new Set(cells.map(({ scenario }) => scenario.design))];
  const isOwn = cells.every(({ scenario: { file } }) => file !== undefined);
  const rows = new Map<string, readonly string[]>();
  const places = new Map<string, ReportCell[]>();
  for (const cell of cells) {
    const key = rowKey(cell.scenario.hazards);
    rows.set(key, cell.scenario.hazards);
    const place = JSON.stringify([key, cell.scenario.design]);
    const there = places.get(place);
    if (there === undefined) places.set(place, [cell]);
    else there.push(cell);
  }
  const opened = cells.find(({ id }) => id === open);
  const openRow = opened === undefined ? undefined : rowKey(opened.scenario.hazards);
  const drawn = useGrowing(rows.size, Math.ceil(cellsAtOnce / Math.max(1, designs.length)));
  return (
    <ScrollRegion label={`Verdicts, scope ${scope}`}>
      <table class="matrix">
        <caption>
          {isOwn ? (
            <>
              The systems of <b>{scope}</b>.
            </>
          ) : (
            <>
              Scope <b>{scope}</b>.{isFirst && ' Rows: hazards that may occur. Columns: designs.'}
            </>
          )}
        </caption>
        <thead>
          <tr>
            <th scope="col">{isOwn ? 'file' : 'hazards'}</th>
            {designs.map((design) => (
              <th scope="col" key={design}>
                <DesignName design={design} />
                <span class="size">{said(vocabulary.designs, design)}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {[...rows].slice(0, drawn).flatMap(([key, hazards]) => [
            <tr key={key}>
              <th scope="row">
                {isOwn ? scope : hazardsName(hazards)}
                {!isOwn && <span class="size">{hazardPhrase(vocabulary, hazards)}</span>}
              </th>
              {designs.map((design) => (
                <MatrixCell
                  key={design}
                  cells={places.get(JSON.stringify([key, design])) ?? []}
                  open={open}
                />
              ))}
            </tr>,
            opened !== undefined && key === openRow && (
              <tr key="panel" class="panel-row">
                <td colSpan={designs.length + 1}>
                  <CellPanel cell={opened} />
                </td>
              </tr>
            ),
          ])}
        </tbody>
      </table>
    </ScrollRegion>
  );
}

/** A design with its switches may break between them. */
function DesignName({ design }: { readonly design: string }): JSX.Element {
  return (
    <>
      {design.split(/(?<=[:,])/).map((part, index) => (
        <Fragment key={part}>
          {index > 0 && <wbr />}
          {part}
        </Fragment>
      ))}
    </>
  );
}

interface MatrixCellProps {
  /** More than one where the same scenario was also asked for its cost bounds. */
  readonly cells: readonly ReportCell[];
  /** Id of the cell that is open. */
  readonly open: string | undefined;
}

function MatrixCell({ cells, open }: MatrixCellProps): JSX.Element {
  const [first] = cells;
  if (first === undefined) return <td class="gap">·</td>;
  const isOpen = cells.some(({ id }) => id === open);
  return (
    <td class={`cell ${worstOf(cells)}${isOpen ? ' open' : ''}`} data-label={first.scenario.design}>
      {cells.map((cell) => (
        <CellLink key={cell.id} cell={cell} isOpen={cell.id === open} />
      ))}
    </td>
  );
}

const fromWorst: readonly Mark[] = ['violated', 'inconclusive', 'vacuous', 'verified'];

function worstOf(cells: readonly ReportCell[]): Mark {
  return fromWorst.find((mark) => cells.some(({ verdict }) => verdict === mark)) ?? 'verified';
}

interface CellLinkProps {
  readonly cell: ReportCell;
  readonly isOpen: boolean;
}

function CellLink({ cell, isOpen }: CellLinkProps): JSX.Element {
  const { id, verdict, expected, states, isCurrent } = cell;
  return (
    <a id={id} href={`#${id}`} aria-current={isOpen ? 'true' : undefined}>
      <span class={`verdict ${verdict}`} title={verdict}>
        <span aria-hidden="true">{marks[verdict].sign}</span> <span class="hidden">{verdict}</span>
      </span>{' '}
      {expected === false && <strong class="unexpected">NOT as expected</strong>}{' '}
      {tallies(cell).map(([mark, text]) => (
        <span key={text} class={`tally ${mark}`}>
          {text}
        </span>
      ))}
      <span class="size">
        {counted(states, 'state')}
        {!isCurrent && ', earlier run'}
      </span>
    </a>
  );
}

/** What does not simply hold, by property: `S1 ×2`, `D`, `S4 ∅`. */
function tallies({ properties }: ReportCell): (readonly [Mark, string])[] {
  const failures = new Map<string, number>();
  const others: (readonly [Mark, string])[] = [];
  for (const { id, verdict } of properties) {
    if (verdict === 'violated') failures.set(id, (failures.get(id) ?? 0) + 1);
    else if (verdict !== 'verified' && verdict !== 'unasked') {
      others.push([verdict, `${id} ${marks[verdict].sign}`]);
    }
  }
  const failed = [...failures].map(
    ([id, times]) => ['violated', times === 1 ? id : `${id} ×${count(times)}`] as const,
  );
  return [...failed, ...others];
}

function rowKey(hazards: readonly string[]): string {
  return JSON.stringify(hazards.toSorted());
}

function said(phrases: Readonly<Record<string, string>>, name: string): string {
  return Object.hasOwn(phrases, name) ? phrases[name]! : '';
}

function hazardPhrase({ hazards: phrases }: Vocabulary, hazards: readonly string[]): string {
  if (hazards.length === 0) return 'frames are reused, Young is resized';
  return hazards.map((name) => said(phrases, name)).join('; ');
}
