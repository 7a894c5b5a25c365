import { agent } from '../../../models/agent.ts';
import { daemon } from '../../../models/daemon.ts';
import { jvm } from '../../../models/jvm.ts';
import { kernel } from '../../../models/kernel.ts';
import { lkm } from '../../../models/lkm.ts';
import { procCall } from '../../../models/proc-call.ts';
import type { CheckResults } from '../results.ts';
import { sumCoverage } from './chart-coverage.ts';
import { coverageSigns, drawChart } from './chart-drawing.ts';
import { chartOf, type Chart, type ChartTransition, type Machine } from './chart-graph.ts';
import { layOut } from './chart-layout.ts';
import { count } from './format.ts';
import { html, type Html } from './html.ts';

const charts: readonly { readonly machine: Machine; readonly title: string }[] = [
  { machine: daemon, title: 'the migration daemon' },
  { machine: lkm, title: 'the guest kernel module' },
  { machine: agent, title: 'the agent inside the JVM' },
  { machine: jvm, title: 'mutator and collector' },
  { machine: procCall, title: 'one write to /proc' },
  { machine: kernel, title: 'guest kernel and other processes' },
];

/** Every chart, drawn from its machine, with what all checks together visited. */
export async function chartsSection(checks: readonly CheckResults[]): Promise<Html> {
  const coverage = sumCoverage(checks);
  if (coverage.taken.size === 0) {
    return html`<section id="charts">
      <h2>Charts</h2>
      <p>No check has run, so there is no coverage to draw.</p>
    </section>`;
  }
  const parts: Html[] = [];
  for (const { machine, title } of charts) {
    const chart = chartOf(machine, coverage);
    parts.push(chartPart(chart, title, drawChart(chart, await layOut(chart))));
  }
  return html`<section id="charts">
    <h2>Charts</h2>
    <p>
      Drawn from the machines that were checked. Coverage is summed over all checks of this page.
      Point at a state or a label for the sentence behind it.
    </p>
    ${chartLegend()} ${parts}
  </section>`;
}

function chartLegend(): Html {
  return html`<ul class="legend">
    <li><span class="line taken"></span> ${coverageSigns.taken} taken by some check</li>
    <li><span class="line never"></span> ${coverageSigns.never} never taken, never visited</li>
    <li><span class="dot"></span> where a state starts</li>
    <li>Rows inside a box: steps and messages that stay in the state</li>
  </ul>`;
}

function chartPart(chart: Chart, title: string, drawing: Html): Html {
  const { name, leaves, transitions } = chart;
  const visited = leaves.filter((leaf) => leaf.visited).length;
  const taken = transitions.filter((transition) => transition.taken > 0).length;
  return html`<article class="chart-part" id="chart-${name}">
    <h3>${name}: ${title}</h3>
    <p>
      <span class="tally"><b>${visited}/${leaves.length}</b> states visited</span>
      <span class="tally"><b>${taken}/${transitions.length}</b> transitions taken</span>
    </p>
    <div class="scroll" tabindex="0" role="region" aria-label="Statechart ${name}">${drawing}</div>
    ${neverTable(transitions)} ${takenTable(transitions)}
  </article>`;
}

function neverTable(transitions: readonly ChartTransition[]): Html {
  const never = transitions.filter(({ taken }) => taken === 0);
  if (never.length === 0) return html`<p>Every transition was taken by some check.</p>`;
  return html`<details>
    <summary>${coverageSigns.never} Never taken (${never.length})</summary>
    ${transitionTable(never, false)}
  </details>`;
}

function takenTable(transitions: readonly ChartTransition[]): Html | false {
  const taken = transitions.filter((transition) => transition.taken > 0);
  if (taken.length === 0) return false;
  return html`<details>
    <summary>${coverageSigns.taken} Taken (${taken.length})</summary>
    ${transitionTable(taken, true)}
  </details>`;
}

function transitionTable(transitions: readonly ChartTransition[], withTimes: boolean): Html {
  const local = (id: string): string => id.split('.').slice(1).join('.');
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Transitions">
    <table class="values">
      <thead>
        <tr>
          <th scope="col">from</th>
          <th scope="col">event [guard]</th>
          <th scope="col">to</th>
          ${withTimes && html`<th scope="col">times</th>`}
          <th scope="col">why</th>
        </tr>
      </thead>
      <tbody>
        ${transitions.map(
          ({ source, label, target, taken, description }) =>
            html`<tr>
              <td>${local(source)}</td>
              <td><code>${label}</code></td>
              <td>${target === undefined ? 'stays' : local(target)}</td>
              ${withTimes && html`<td class="number">${count(taken)}</td>`}
              <td>${description}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
