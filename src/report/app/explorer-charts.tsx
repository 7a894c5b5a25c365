import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Explored } from '../explorer/engine.ts';
import { readBlock, type ReportIndex } from './data.ts';

interface LitChartsProps {
  readonly report: ReportIndex;
  readonly explored: Explored;
  /** By process, its control state now. */
  readonly controls: ReadonlyMap<string, string>;
  /** The process of the step just taken. */
  readonly moved: string | undefined;
}

/** Every process with its control state; the chart of one of them is drawn, the state lit. */
export function LitCharts({ report, explored, controls, moved }: LitChartsProps): JSX.Element {
  const [chosen, setChosen] = useState<string | undefined>();
  const process = chosen === 'moved' ? moved : chosen;
  return (
    <div class="lit-charts">
      <h4>Control states</h4>
      <ul class="controls">
        {[...controls].map(([name, state]) => (
          <li key={name}>
            <button
              type="button"
              class={`small ${name === moved ? 'moved' : ''}`}
              aria-pressed={name === process}
              onClick={() => setChosen(chosen === name ? undefined : name)}
            >
              <span class={`who ${name}`}>{name}</span> {state}
            </button>
          </li>
        ))}
        <li>
          <label class="filter">
            <input
              type="checkbox"
              checked={chosen === 'moved'}
              onChange={(event) => setChosen(event.currentTarget.checked ? 'moved' : undefined)}
            />{' '}
            follow the chart of the process that moves
          </label>
        </li>
      </ul>
      {process !== undefined && (
        <LitChart
          key={explored.charts[process]}
          report={report}
          chart={explored.charts[process] ?? ''}
          state={controls.get(process) ?? ''}
        />
      )}
    </div>
  );
}

interface LitChartProps {
  readonly report: ReportIndex;
  readonly chart: string;
  readonly state: string;
}

function LitChart({ report, chart, state }: LitChartProps): JSX.Element {
  const isDrawn = report.coverage.charts.some(({ name }) => name === chart);
  const [svg, setSvg] = useState('');
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isDrawn) readBlock<string>(`chart-${chart}`).then(setSvg, () => setSvg(''));
  }, [chart, isDrawn]);
  useEffect(() => light(box.current, `${chart}.${state}`), [svg, chart, state]);
  if (!isDrawn || svg === '') {
    return (
      <p class="size">
        This report has no drawing of {chart}: it is in {state}.
      </p>
    );
  }
  return (
    <div
      class="scroll tall chart-box"
      ref={box}
      tabIndex={0}
      role="region"
      aria-label={`Chart ${chart}, in ${state}`}
      dangerouslySetInnerHTML={{ __html: svg }}
    />
  );
}

/** Marks a state and those around it, and brings it into sight. */
function light(box: HTMLDivElement | null, id: string): void {
  if (box === null) return;
  for (const lit of box.querySelectorAll('.lit, .lit-around')) {
    lit.classList.remove('lit', 'lit-around');
  }
  for (const each of box.querySelectorAll<SVGElement>('[data-state]')) {
    const state = each.dataset['state'] ?? '';
    if (state === id) each.classList.add('lit');
    else if (id.startsWith(`${state}.`)) each.classList.add('lit-around');
  }
  const [inner, outer] = [
    box.querySelector('.lit')?.getBoundingClientRect(),
    box.getBoundingClientRect(),
  ];
  if (inner === undefined) return;
  box.scrollTop += inner.top - outer.top - outer.height * 0.4;
  box.scrollLeft += inner.left - outer.left - outer.width * 0.3;
}
