import type { Trace } from '../../analysis/trace.ts';
import type { CheckEntry } from '../results.ts';
import { counted } from './format.ts';
import { embeddedJson, html, type Html } from './html.ts';
import { bitmapFields, hazardsName, type Cell, type TraceItem } from './trace-list.ts';
import { verdictSign } from './verdict-mark.ts';

/** Every distinct counterexample. The script draws the steps of one when it is opened. */
export function counterexampleSection(items: readonly TraceItem[]): Html {
  return html`<section id="counterexamples">
    <h2>Counterexamples</h2>
    ${
      items.length === 0
        ? html`<p>None was found in what was checked.</p>`
        : html`<p>
              Each is as short as any run into its kind of failure. In an open one,
              <kbd>j</kbd> and <kbd>k</kbd> move to the next and the previous step; the selected
              step shows everything that it changed.
            </p>
            ${bitmapLegend()}
            <noscript><p>The steps are drawn by a script, and scripts are off.</p></noscript>`
    }
    ${items.map(counterexample)}
  </section>`;
}

function bitmapLegend(): Html {
  return html`<ul class="legend">
    <li><i class="bit dirty on">1</i> <b>dirty</b>: written since the last CLEAN</li>
    <li><i class="bit send on">1</i> <b>send</b>: this iteration has still to handle it</li>
    <li><i class="bit transfer off">0</i> <b>transfer</b> 0: skipped even if dirty</li>
    <li><i class="bit stale on">1</i> <b>stale</b>: the destination has not the same content</li>
    <li><i class="bit deferred on">1</i> <b>deferred</b>: skipped, and not sent since</li>
    <li><i class="bit off changed">0</i> changed by this step</li>
  </ul>`;
}

function counterexample({ id, title, trace, cells }: TraceItem): Html {
  const { property, bugClass, steps } = trace;
  const frame = trace.frame;
  return html`<details class="trace" id="${id}">
    <summary>
      ${verdictSign('violated')} <b>${property}</b> ${bugClass}
      <span class="size">${counted(steps.length, 'step')}, ${whereFound(cells)}</span>
    </summary>
    <p class="size">${property}: ${title}</p>
    <p><strong>${trace.violation}</strong></p>
    ${frame !== undefined && fate(id, frame, trace)}
    ${trace.summary !== trace.violation && html`<p>In one sentence: ${trace.summary}.</p>`}
    ${foundIn(cells)}
    <div class="steps" data-trace="${id}"></div>
    <script type="application/json">
      ${embeddedJson(drawnPart(trace))}
    </script>
  </details>`;
}

/** Where it was found, in short: the list of all is inside. */
function whereFound(cells: readonly Cell[]): string {
  const names = cells.slice(0, 3).map(({ entry }) => nameOf(entry));
  return names.join(', ') + (cells.length > 3 ? ` and ${cells.length - 3} more` : '');
}

function nameOf({ scenario }: CheckEntry): string {
  return `${scenario.design} / ${hazardsName(scenario.hazards)}`;
}

/** The ledger of the frame: each event leads to its step. */
function fate(id: string, frame: number, trace: Trace): Html {
  return html`<div class="fate">
    <h4>What happened to frame ${frame}</h4>
    <ol>
      ${trace.fate?.map(
        ({ step, text }) =>
          html`<li><a href="#${id}:${step}">step ${step}</a> <span>${text}</span></li>`,
      )}
    </ol>
  </div>`;
}

function foundIn(cells: readonly Cell[]): Html {
  return html`<p class="size">
    Found in:
    ${cells.map(({ id, entry }, index) => {
      const name = `${nameOf(entry)}, ${entry.scenario.scope}`;
      return html`${index > 0 && '; '}<a href="#${id}">${name}</a>`;
    })}
  </p>`;
}

/** What the script needs, short: steps as [process, step, from, to, detail, changes]. */
function drawnPart({ frame, fate: events, initial, steps }: Trace): unknown {
  const frames = initial['dirty']?.length ?? 0;
  const drawn = bitmapFields.filter((field) => initial[field]?.length === frames && frames > 0);
  return {
    frame: frame ?? -1,
    fate: events ?? [],
    bitmaps: drawn.map((field) => [field, initial[field]]),
    steps: steps.map(({ process, step, from, to, detail, changes }) => [
      process,
      step,
      from,
      to,
      detail,
      changes.map((change) => [change.field, change.index, change.from, change.to]),
    ]),
  };
}
