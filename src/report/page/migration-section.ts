import type { MigrationMetrics } from '../../timing/metrics.ts';
import type { MigrationResults } from '../results.ts';
import { bytes, count, counted, duration } from './format.ts';
import { html, type Html, type HtmlPart } from './html.ts';
import { iterationPlot, iterationScale } from './iteration-plot.ts';
import { verdictSign } from './verdict-mark.ts';

/** Full-size migrations, measured: the designs side by side, per workload. */
export function migrationSection(migrations: readonly MigrationResults[]): Html {
  return html`<section id="migrations">
    <h2>Migrations</h2>
    ${
      migrations.length === 0
        ? html`<p>No migration was simulated.</p>`
        : html`<p>
            Simulated at full size by the same steps that were checked; times are simulated seconds.
          </p>`
    }
    ${migrations.map((migration, index) => workloadPart(migration, index))}
  </section>`;
}

function workloadPart({ workload, results }: MigrationResults, index: number): Html {
  const scale = iterationScale(results);
  return html`<article>
    <h3>${workload.name}</h3>
    ${sentences('Read from the recording', workload.facts)}
    ${sentences('Assumed', workload.assumptions)}
    ${results.length === 0 ? html`<p>No design was migrated.</p>` : comparison(results)}
    <h4>Iterations</h4>
    <p class="size">
      Width: time. Area: bytes sent. Hatched: the last iteration, the VM suspended. One scale for
      all.
    </p>
    ${results.map((metrics, place) => iterationPlot(metrics, scale, `hatch-${index}-${place}`))}
    ${results.map(iterationTable)}
  </article>`;
}

function sentences(title: string, lines: readonly string[]): Html | false {
  if (lines.length === 0) return false;
  return html`<h4>${title}</h4>
    <ul>
      ${lines.map((line) => html`<li>${line}</li>`)}
    </ul>`;
}

const stopTests: Readonly<Record<MigrationMetrics['stoppedBy'], string>> = {
  iterations: 'iterations used up',
  fewFrames: 'few frames left',
  traffic: 'traffic used up',
};

type MetricRow = readonly [name: string, value: (metrics: MigrationMetrics) => HtmlPart];

const metricRows: readonly MetricRow[] = [
  ['lost frames', lostFrames],
  ['other violations', violations],
  ['total time', ({ seconds }) => duration(seconds)],
  ['traffic', ({ bytesSent }) => bytes(bytesSent)],
  ['frames sent', ({ framesSent }) => count(framesSent)],
  ['iterations', ({ iterations }) => iterations.length],
  ['stopped by', ({ stoppedBy }) => stopTests[stoppedBy]],
  ['downtime', ({ downtimeSeconds }) => html`<b>${duration(downtimeSeconds)}</b>`],
  ['… safepoint wait', ({ downtime }) => duration(downtime.safepointWait)],
  ['… enforced collection', ({ downtime }) => duration(downtime.enforcedCollection)],
  ['… final update', ({ downtime }) => duration(downtime.finalUpdate)],
  ['… last iteration', ({ downtime }) => duration(downtime.lastIteration)],
  ['… resumption', ({ downtime }) => duration(downtime.resumption)],
  ['VM memory', ({ vmBytes }) => bytes(vmBytes)],
  ['link', ({ linkBytesPerSecond }) => `${bytes(linkBytesPerSecond)}/s`],
];

function comparison(results: readonly MigrationMetrics[]): Html {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Designs side by side">
    <table class="values numbers">
      <thead>
        <tr>
          <th scope="col"></th>
          ${results.map(({ design }) => html`<th scope="col">${design}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${metricRows.map(
          ([name, value]) =>
            html`<tr>
              <th scope="row">${name}</th>
              ${results.map((metrics) => html`<td>${value(metrics)}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function lostFrames({ lost }: MigrationMetrics): HtmlPart {
  if (lost.count === 0) return html`${verdictSign('verified')} none`;
  const more = lost.count - lost.first.length;
  return html`<strong class="lost">✗ ${counted(lost.count, 'frame')} LOST</strong>
    <span class="size">
      ${lost.first.map(
        ({ frame, need, transferBit }) =>
          html`frame ${frame} (${need}, transfer bit ${transferBit})<br />`,
      )}
      ${more > 0 && `and ${count(more)} more`}
    </span>`;
}

function violations({ violations: found }: MigrationMetrics): HtmlPart {
  if (found.length === 0) return html`${verdictSign('verified')} none`;
  return html`<ul class="failures">
    ${found.map(
      ({ property, detail }) =>
        html`<li>${verdictSign('violated')} <b>${property}</b> ${detail}</li>`,
    )}
  </ul>`;
}

function iterationTable({ design, iterations }: MigrationMetrics): Html {
  return html`<details>
    <summary>${design}: ${counted(iterations.length, 'iteration')} in numbers</summary>
    <div class="scroll" tabindex="0" role="region" aria-label="Iterations of ${design}">
      <table class="values numbers">
        <thead>
          <tr>
            ${[
              'iteration',
              'starts',
              'lasts',
              'sent',
              'skipped',
              'passed over',
              'dirty at end',
            ].map((name) => html`<th scope="col">${name}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${iterations.map(
            (iteration) =>
              html`<tr>
                <th scope="row">${iteration.number}</th>
                <td>${duration(iteration.startSeconds)}</td>
                <td>${duration(iteration.seconds)}</td>
                <td>${count(iteration.framesSent)}</td>
                <td>${count(iteration.framesSkipped)}</td>
                <td>${count(iteration.framesPassedOver)}</td>
                <td>${count(iteration.framesDirtyAtEnd)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </details>`;
}
