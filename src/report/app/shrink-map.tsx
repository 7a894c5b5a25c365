import type { JSX } from 'preact';
import type { ShrinkEntry, ShrinkMapEntry } from '../shrink-results.ts';
import { count, counted } from '../page/format.ts';
import { hazardsName } from '../page/names.ts';
import type { ReportIndex } from './data.ts';
import { ScrollRegion } from './scroll-region.tsx';

const words = {
  safe: '✓ safe',
  wasted: '~ wasted traffic',
  lost: '✗ page lost',
  stuck: '⊘ never ends',
  unknown: '? unknown',
} as const;

/** When may the area shrink? Place in the protocol by range of pages, per design. */
export function ShrinkMaps({ report }: { readonly report: ReportIndex }): JSX.Element {
  const maps = report.shrinkMaps;
  if (maps.length === 0) {
    return (
      <p>
        Nothing here yet: <code>skipover shrink-map</code> draws it.
      </p>
    );
  }
  return (
    <>
      <p>
        Rows: where daemon and kernel module stand when pages leave the area. Columns: which pages
        leave, under which design. Every run within the bounds was looked at; a run counts for its
        first shrink. A click opens the run behind a cell.
      </p>
      <ul class="legend">
        <li>
          <b class="mark verified">{words.safe}</b> no run loses or wastes a frame that was given
          back
        </li>
        <li>
          <b class="mark inconclusive">{words.wasted}</b> in some run such a frame is sent although
          nobody holds it
        </li>
        <li>
          <b class="mark violated">{words.lost}</b> in some run such a frame is needed, and lost
        </li>
        <li>
          <b class="mark unasked">{words.stuck}</b> no run reaches the destination from there
        </li>
        <li>
          <b class="mark vacuous">{words.unknown}</b> the search ended early
        </li>
      </ul>
      {groupsOf(maps).map((group, index) => (
        <MapTable key={index} maps={group} />
      ))}
    </>
  );
}

/** Maps of one configuration and one size, which belong into one picture. */
function groupsOf(maps: readonly ShrinkMapEntry[]): ShrinkMapEntry[][] {
  const groups = new Map<string, ShrinkMapEntry[]>();
  for (const map of maps) {
    const { hazards, scope } = map.scenario;
    const key = JSON.stringify([hazards, scope]);
    groups.set(key, [...(groups.get(key) ?? []), map]);
  }
  return [...groups.values()];
}

function MapTable({ maps }: { readonly maps: readonly ShrinkMapEntry[] }): JSX.Element {
  const cells = maps.flatMap((map) => map.cells);
  const places = [...new Set(cells.map(({ place }) => place))];
  const ranges = [...new Set(cells.map(rangeOf))].toSorted();
  const { hazards, scope } = maps[0]!.scenario;
  const title = `${hazardsName(hazards)}, scope ${scope}`;
  return (
    <article>
      <h3>{title}</h3>
      <ScrollRegion label={`Shrink map: ${title}`}>
        <table class="values shrink">
          <thead>
            <tr>
              <th scope="col" rowSpan={2}>
                place in the protocol
              </th>
              {maps.map((map, index) => (
                <th scope="colgroup" colSpan={ranges.length} key={index}>
                  {map.scenario.design}
                  <span class="size">{tallyOf(map)}</span>
                </th>
              ))}
            </tr>
            <tr>
              {maps.map((_, index) =>
                ranges.map((range) => (
                  <th scope="col" key={`${index} ${range}`}>
                    {range}
                  </th>
                )),
              )}
            </tr>
          </thead>
          <tbody>
            {places.map((place) => (
              <tr key={place}>
                <th scope="row">{place}</th>
                {maps.map((map, index) =>
                  ranges.map((range) => (
                    <MapCell
                      key={`${index} ${range}`}
                      cell={map.cells.find(
                        (cell) => cell.place === place && rangeOf(cell) === range,
                      )}
                    />
                  )),
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </article>
  );
}

function tallyOf({ cells, states, ended }: ShrinkMapEntry): string {
  const tallies = (Object.keys(words) as (keyof typeof words)[]).flatMap((outcome) => {
    const number = cells.filter((cell) => cell.outcome === outcome).length;
    return number === 0 ? [] : [`${words[outcome]}: ${number}`];
  });
  const size = `${counted(states, 'state')}${ended === undefined ? '' : `, ended early: ${ended}`}`;
  return [...tallies, size].join(' · ');
}

function MapCell({ cell }: { readonly cell: ShrinkEntry | undefined }): JSX.Element {
  if (cell === undefined) {
    return (
      <td class="none">
        <span class="none">· never</span>
      </td>
    );
  }
  const { outcome, trace, steps } = cell;
  return (
    <td class={outcome === 'lost' ? 'lost-page' : outcome}>
      <a href={`#${trace}`}>
        {words[outcome]} <span class="size">{count(steps)} steps</span>
      </a>
    </td>
  );
}

function rangeOf({ page, pages }: ShrinkEntry): string {
  return pages === 1 ? `page ${page}` : `pages ${page}–${page + pages - 1}`;
}
