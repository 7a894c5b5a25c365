import type { CheckEntry, PropertyEntry } from '../results.ts';
import { count, counted, duration } from './format.ts';
import { html, type Html } from './html.ts';
import { traceId, type Cell } from './trace-list.ts';
import { verdictMark, verdictSign, type Mark } from './verdict-mark.ts';

/** One scenario: verdict, what each property says, links to the counterexamples, size of the search. */
export function matrixCell({ id, entry }: Cell): Html {
  return html`<td id="${id}" class="cell ${entry.verdict}" data-label="${entry.scenario.design}">
    <p class="roll-up">${verdictMark(entry.verdict)} ${expectation(entry)}</p>
    ${failures(entry)} ${quietLines(entry)}
    <p class="size">
      ${counted(entry.states, 'state')}, ${count(entry.depth)} deep, ${duration(entry.seconds)}
    </p>
    ${
      entry.ended !== undefined &&
      html`<p class="size">
        ended early: ${entry.ended.reason}; ${counted(entry.ended.frontier, 'state')} not expanded
      </p>`
    }
  </td>`;
}

function expectation({ expected, scenario }: CheckEntry): Html {
  const number = scenario.number === undefined ? '' : `race ${scenario.number}, `;
  if (expected === undefined) return html`<span class="size">${number}nothing expected</span>`;
  if (expected) return html`<span class="size">${number}as expected</span>`;
  return html`<strong class="unexpected">${number}NOT as expected</strong>`;
}

function failures({ properties }: CheckEntry): Html | false {
  const violated = properties.filter(({ verdict }) => verdict === 'violated');
  if (violated.length === 0) return false;
  return html`<ul class="failures">
    ${violated.map((property) => html`<li>${failure(property)}</li>`)}
  </ul>`;
}

function failure(property: PropertyEntry): Html {
  const { id, title, bugClass, trace } = property;
  const name = html`${verdictSign('violated')} <abbr title="${title}">${id}</abbr>`;
  if (trace === undefined) return html`${name} ${bugClass ?? 'violated'}, no steps given`;
  const what = bugClass ?? trace.bugClass;
  return html`${name}
    <a href="#${traceId(trace)}">${what}</a>
    <span class="size">${counted(trace.steps.length, 'step')}</span>`;
}

/** Properties without a counterexample: one line per verdict, and per reason where one is given. */
function quietLines({ properties }: CheckEntry): Html[] {
  const lines = new Map<string, { mark: Mark; reason: string; entries: PropertyEntry[] }>();
  for (const entry of properties) {
    if (entry.verdict === 'violated') continue;
    const reason = entry.reason ?? '';
    const key = `${entry.verdict} ${reason}`;
    const line = lines.get(key) ?? { mark: entry.verdict, reason, entries: [] };
    line.entries.push(entry);
    lines.set(key, line);
  }
  return [...lines.values()].map(
    ({ mark, reason, entries }) =>
      html`<p class="quiet">
        ${verdictSign(mark)}
        ${entries.map(({ id, title }) => html`<abbr title="${title}">${id}</abbr> `)}
        <span class="size">${mark}${reason === '' ? '' : `: ${reason}`}</span>
      </p>`,
  );
}
