import { designTitles } from '../../../models/design.ts';
import { hazards as hazardPhrases } from '../../../models/hazards.ts';
import { html, type Html } from './html.ts';
import { matrixCell } from './matrix-cell.ts';
import { hazardsName, type Cell } from './trace-list.ts';

/** One table per scope: hazards down, designs across. */
export function matrixSection(cells: readonly Cell[]): Html {
  const scopes = new Set(cells.map(({ entry }) => entry.scenario.scope));
  return html`<section id="matrix">
    <h2>Verdicts</h2>
    ${cells.length === 0 && html`<p>No checks: nothing was verified and nothing was violated.</p>`}
    ${[...scopes].map((scope) =>
      matrix(
        scope,
        cells.filter(({ entry }) => entry.scenario.scope === scope),
      ),
    )}
    ${cells.length > 0 && propertyList(cells)}
  </section>`;
}

function matrix(scope: string, cells: readonly Cell[]): Html {
  const designs = new Set(cells.map(({ entry }) => entry.scenario.design));
  const rows = new Map(cells.map(({ entry }) => [rowKey(entry.scenario.hazards), entry.scenario]));
  const at = (key: string, design: string): Cell | undefined =>
    cells.find(
      ({ entry }) => rowKey(entry.scenario.hazards) === key && entry.scenario.design === design,
    );
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Verdicts, scope ${scope}">
    <table class="matrix">
      <caption>
        Scope ${scope}. Rows: what the world does. Columns: what the implementer chose.
      </caption>
      <thead>
        <tr>
          <th scope="col">hazards</th>
          ${[...designs].map((design) => designHead(design))}
        </tr>
      </thead>
      <tbody>
        ${[...rows].map(
          ([key, { hazards }]) =>
            html`<tr>
              ${hazardsHead(hazards)} ${[...designs].map((design) => cellOrGap(at(key, design)))}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function rowKey(hazards: readonly string[]): string {
  return JSON.stringify(hazards.toSorted());
}

function cellOrGap(cell: Cell | undefined): Html {
  return cell === undefined ? html`<td class="gap">not run</td>` : matrixCell(cell);
}

function designHead(design: string): Html {
  const title = Object.hasOwn(designTitles, design)
    ? designTitles[design as keyof typeof designTitles]
    : '';
  return html`<th scope="col">${design}<span class="size">${title}</span></th>`;
}

function hazardsHead(hazards: readonly string[]): Html {
  const phrases = hazards.map((hazard) =>
    Object.hasOwn(hazardPhrases, hazard)
      ? hazardPhrases[hazard as keyof typeof hazardPhrases].title
      : '',
  );
  const phrase = hazards.length === 0 ? 'frames are reused, Young is resized' : phrases.join('; ');
  return html`<th scope="row">${hazardsName(hazards)}<span class="size">${phrase}</span></th>`;
}

function propertyList(cells: readonly Cell[]): Html {
  const titles = new Map(
    cells.flatMap(({ entry }) => entry.properties.map(({ id, title }) => [id, title] as const)),
  );
  return html`<details>
    <summary>What the properties say (${titles.size})</summary>
    <dl class="properties">
      ${[...titles].map(
        ([id, title]) =>
          html`<dt>${id}</dt>
            <dd>${title}</dd>`,
      )}
    </dl>
  </details>`;
}
