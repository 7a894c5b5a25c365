import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { count, counted } from '../page/format.ts';
import { hazardsName } from '../page/names.ts';
import { marks, type Mark } from '../page/verdict-mark.ts';
import type { ReportCell, Vocabulary } from '../report.ts';
import { CellPanel } from './cell-panel.tsx';
import { useGrowing } from './growing.ts';
import { everything, passes, type CellFilter } from './filter.ts';
import { FilterBar } from './filter-bar.tsx';
import { ScrollRegion } from './scroll-region.tsx';

export interface MatrixProps {
  readonly cells: readonly ReportCell[];
  readonly vocabulary: Vocabulary;
  /** Id of the cell that is open. */
  readonly open: string | undefined;
}

/** One table per scope: hazards down, designs across; filters above, the open cell below its table. */
export function Matrix({ cells, vocabulary, open }: MatrixProps): JSX.Element {
  const [filter, setFilter] = useState<CellFilter>(everything);
  const shown = useMemo(() => cells.filter((cell) => passes(cell, filter)), [cells, filter]);
  const scopes = [...new Set(shown.map(({ scenario }) => scenario.scope))];
  const selected = cells.find(({ id }) => id === open);
  if (cells.length === 0) {
    return <p>Nothing was checked: nothing was verified and nothing was violated.</p>;
  }
  return (
    <>
      <FilterBar cells={cells} filter={filter} onChange={setFilter} shown={shown.length} />
      {selected !== undefined && <CellPanel cell={selected} />}
      {scopes.map((scope) => (
        <ScopeTable
          key={scope}
          scope={scope}
          cells={shown.filter(({ scenario }) => scenario.scope === scope)}
          vocabulary={vocabulary}
          open={open}
        />
      ))}
    </>
  );
}

/** A first view shows what fits on a screen; the rest of a large matrix follows at once. */
const cellsAtOnce = 400;

interface ScopeTableProps extends MatrixProps {
  readonly scope: string;
}

function ScopeTable({ scope, cells, vocabulary, open }: ScopeTableProps): JSX.Element {
  const designs = [...new Set(cells.map(({ scenario }) => scenario.design))];
  const rows = new Map<string, readonly string[]>();
  const places = new Map<string, ReportCell>();
  for (const cell of cells) {
    const key = rowKey(cell.scenario.hazards);
    rows.set(key, cell.scenario.hazards);
    places.set(JSON.stringify([key, cell.scenario.design]), cell);
  }
  const drawn = useGrowing(rows.size, Math.ceil(cellsAtOnce / Math.max(1, designs.length)));
  return (
    <ScrollRegion label={`Verdicts, scope ${scope}`}>
      <table class="matrix">
        <caption>
          Scope <b>{scope}</b>. Rows: what the world does. Columns: what the implementer chose.
        </caption>
        <thead>
          <tr>
            <th scope="col">hazards</th>
            {designs.map((design) => (
              <th scope="col" key={design}>
                {design}
                <span class="size">{said(vocabulary.designs, design)}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {[...rows].slice(0, drawn).map(([key, hazards]) => (
            <tr key={key}>
              <th scope="row">
                {hazardsName(hazards)}
                <span class="size">{hazardPhrase(vocabulary, hazards)}</span>
              </th>
              {designs.map((design) => (
                <MatrixCell
                  key={design}
                  cell={places.get(JSON.stringify([key, design]))}
                  isOpen={
                    open !== undefined && places.get(JSON.stringify([key, design]))?.id === open
                  }
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}

interface MatrixCellProps {
  readonly cell: ReportCell | undefined;
  readonly isOpen: boolean;
}

function MatrixCell({ cell, isOpen }: MatrixCellProps): JSX.Element {
  if (cell === undefined) return <td class="gap">·</td>;
  const { id, verdict, expected, states, scenario, isCurrent } = cell;
  return (
    <td class={`cell ${verdict}${isOpen ? ' open' : ''}`} data-label={scenario.design}>
      <a id={id} href={`#${id}`} aria-current={isOpen ? 'true' : undefined}>
        <span class={`verdict ${verdict}`}>
          <span aria-hidden="true">{marks[verdict].sign}</span> {verdict}
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
    </td>
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
