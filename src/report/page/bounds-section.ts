import { designs, designSwitches } from '../../../models/design.ts';
import { html, type Html } from './html.ts';
import type { Cell } from './trace-list.ts';

type Values = Readonly<Record<string, number | string>>;

/** What was bounded, and what each design chose. */
export function boundsSection(cells: readonly Cell[]): Html {
  return html`<section id="bounds">
    <h2>Bounds</h2>
    <p>
      A verdict holds for these sizes and budgets and says nothing about larger ones. Reductions in
      force: ${reductions(cells)}.
    </p>
    ${boundsTable(cells)}
    <h2 id="designs">Designs</h2>
    <p>
      Values that differ from <code>published</code> (the paper, read literally) are marked
      <strong class="differs">≠</strong>.
    </p>
    ${switchTable(cells)}
  </section>`;
}

function reductions(cells: readonly Cell[]): string {
  const names = new Set(cells.flatMap(({ entry }) => entry.reductions));
  return names.size === 0 ? 'none' : [...names].join(', ');
}

function boundsTable(cells: readonly Cell[]): Html {
  const scopes = new Map<string, Values>(
    cells.map(({ entry }) => [entry.scenario.scope, entry.bounds]),
  );
  const names = new Set([...scopes.values()].flatMap((bounds) => Object.keys(bounds)));
  names.delete('name');
  names.delete('title');
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Bounds of each scope">
    <table class="values">
      <thead>
        <tr>
          <th scope="col">bound</th>
          ${[...scopes].map(
            ([scope, bounds]) =>
              html`<th scope="col">${scope}<span class="size">${bounds['title'] ?? ''}</span></th>`,
          )}
        </tr>
      </thead>
      <tbody>
        ${[...names].map(
          (name) =>
            html`<tr>
              <th scope="row"><code>${name}</code></th>
              ${[...scopes.values()].map((bounds) => html`<td>${bounds[name] ?? 'none'}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function switchTable(cells: readonly Cell[]): Html {
  const columns = new Map(
    cells.map(({ entry }) => [entry.scenario.design, entry.scenario.switches] as const),
  );
  const names = new Set([
    ...Object.keys(designSwitches),
    ...[...columns.values()].flatMap((switches) => Object.keys(switches)),
  ]);
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Switches of each design">
    <table class="values">
      <thead>
        <tr>
          <th scope="col">switch</th>
          ${[...columns.keys()].map((design) => html`<th scope="col">${design}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${[...names].map(
          (name) =>
            html`<tr>
              <th scope="row"><code>${name}</code><span class="size">${titleOf(name)}</span></th>
              ${[...columns.values()].map((switches) => switchValue(name, switches))}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function titleOf(name: string): string {
  return Object.hasOwn(designSwitches, name)
    ? designSwitches[name as keyof typeof designSwitches].title
    : '';
}

function switchValue(name: string, switches: Readonly<Record<string, string>>): Html {
  const value = switches[name] ?? 'not said';
  const published: Readonly<Record<string, string>> = designs.published;
  if (value === published[name]) return html`<td>${value}</td>`;
  return html`<td class="differs">≠ ${value}</td>`;
}
