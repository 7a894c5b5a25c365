import type { CheckResults, MigrationResults } from '../results.ts';
import { count, counted, moment } from './format.ts';
import { html, type Html } from './html.ts';
import type { Cell } from './trace-list.ts';
import { marks, verdictMark, type Mark } from './verdict-mark.ts';

export interface Runs {
  readonly checks: readonly CheckResults[];
  readonly migrations: readonly MigrationResults[];
}

/** What was checked, when and with what; and what a verdict means. */
export function headerSection(runs: Runs, cells: readonly Cell[]): Html {
  return html`<header>
    <h1>skipover: application-assisted live migration, checked</h1>
    ${headline(cells)} ${runTable([...runs.checks, ...runs.migrations])} ${legend()}
    <nav aria-label="Sections">
      <a href="#matrix">Verdicts</a> <a href="#counterexamples">Counterexamples</a>
      <a href="#migrations">Migrations</a> <a href="#charts">Charts</a>
      <a href="#bounds">Bounds and designs</a>
    </nav>
  </header>`;
}

function headline(cells: readonly Cell[]): Html {
  if (cells.length === 0) return html`<p class="headline">No checks in this report.</p>`;
  const tally = (mark: Mark): number => cells.filter(({ entry }) => entry.verdict === mark).length;
  const order = Object.keys(marks) as Mark[];
  const states = cells.reduce((sum, { entry }) => sum + entry.states, 0);
  const written = cells.filter(({ entry }) => entry.expected !== undefined);
  const unexpected = cells.filter(({ entry }) => entry.expected === false);
  return html`<p class="headline">
      ${counted(cells.length, 'scenario')} checked, ${counted(states, 'state')}:
      ${order.map((mark) => tally(mark) > 0 && html`<b>${tally(mark)}</b> ${verdictMark(mark)} `)}
    </p>
    ${
      unexpected.length === 0
        ? html`<p>${counted(written.length, 'verdict')} written down beforehand: all came true.</p>`
        : html`<p class="unexpected">
            ${count(unexpected.length)} NOT as expected:
            ${unexpected.map(
              ({ id, entry: { scenario } }) =>
                html`<a href="#${id}">${[scenario.design, ...scenario.hazards].join(' + ')}</a> `,
            )}
          </p>`
    }`;
}

function runTable(runs: readonly (CheckResults | MigrationResults)[]): Html | false {
  if (runs.length === 0) return false;
  const hashes = new Set(runs.map(({ modelHash }) => modelHash));
  return html`${
      hashes.size > 1 &&
      html`<p class="unexpected">These results come from ${hashes.size} different models.</p>`
    }
    <div class="scroll" tabindex="0" role="region" aria-label="Runs">
      <table class="values">
        <thead>
          <tr>
            <th scope="col">run</th>
            <th scope="col">when</th>
            <th scope="col">tool</th>
            <th scope="col">model</th>
          </tr>
        </thead>
        <tbody>
          ${runs.map(
            (run) =>
              html`<tr>
                <td>${whatRan(run)}</td>
                <td>${moment(run.startedAt)}</td>
                <td>${run.tool.name} ${run.tool.version}</td>
                <td><code title="${run.modelHash}">${run.modelHash.slice(0, 12)}</code></td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
}

function whatRan(run: CheckResults | MigrationResults): string {
  return run.schema === 'skipover-check/1'
    ? `check: ${counted(run.results.length, 'scenario')}`
    : `simulate: ${counted(run.results.length, 'migration')}, ${run.workload.name}`;
}

function legend(): Html {
  return html`<ul class="legend" aria-label="What a verdict means">
    ${(Object.keys(marks) as Mark[]).map(
      (mark) => html`<li>${verdictMark(mark)} ${marks[mark].meaning}</li>`,
    )}
  </ul>`;
}
