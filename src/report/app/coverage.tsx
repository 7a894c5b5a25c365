import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { count, counted } from '../page/format.ts';
import type { ChartReport, TransitionReport } from '../coverage-report.ts';
import type { ReportCell } from '../report.ts';
import { bucketWords } from './bucket-words.ts';
import { readBlock, type ReportIndex } from './data.ts';
import { GoalSection, type PathsEntry } from './goal-section.tsx';
import { useKeys } from './keys.ts';
import { SortableTable, type Column } from './sortable-table.tsx';
import { Zoomable } from './zoomable.tsx';

type Chart = Omit<ChartReport, 'svg'>;

interface CoverageProps {
  readonly report: ReportIndex;
  readonly open: string | undefined;
}

/** What all checks together took of the charts, of the steps, of the properties. */
export function Coverage({ report, open }: CoverageProps): JSX.Element {
  const { charts, basis } = report.coverage;
  const rows = charts.flatMap(({ transitions }) => transitions);
  const gaps = rows.filter(({ bucket }) => bucket !== 'covered');
  const [gap, setGap] = useState(-1);
  const [areStepsOpen, setStepsOpen] = useState(true);
  const go = (to: number): void => {
    if (gaps.length === 0) return;
    const next = (to + gaps.length) % gaps.length;
    setGap(next);
    setStepsOpen(true);
    const row = document.getElementById(`row-${gaps[next]!.id}`);
    row?.scrollIntoView({ block: 'center' });
  };
  useKeys({ n: () => go(gap + 1), p: () => go(gap - 1) });
  if (report.cells.length === 0) {
    return (
      <>
        <p>No check has run, so there is no coverage to draw.</p>
        <Paths report={report} />
      </>
    );
  }
  return (
    <>
      <p>
        Summed over the {count(report.cells.length)} scenarios of this report. Buckets: {basis}.
      </p>
      <ChartSummary charts={charts} />
      <ul class="legend">
        <li>
          <span class="line taken" /> ● taken by some check; the darker, the more often
        </li>
        <li>
          <span class="line never" /> ○ never taken, never visited
        </li>
        <li>Rows inside a box: steps and messages that stay in the state</li>
      </ul>
      {charts.map((chart) => (
        <ChartPart key={chart.name} chart={chart} isOpen={chart.name === open} />
      ))}
      <h3 id="steps">Every kind of step</h3>
      <p>
        <kbd>n</kbd> and <kbd>p</kbd> go to the next and the previous gap ({gaps.length}). A guard
        is fully exercised if it both held and failed.
      </p>
      <details open={areStepsOpen} onToggle={(event) => setStepsOpen(event.currentTarget.open)}>
        <summary>{counted(rows.length, 'kind')} of step in a table</summary>
        <SortableTable
          label="Every kind of step"
          rows={rows}
          columns={stepColumns}
          rowKey={({ id }) => id}
          rowClass={({ id, bucket }) => `${bucket}${gaps[gap]?.id === id ? ' open' : ''}`}
        />
      </details>
      <h3>Properties: were they exercised?</h3>
      <PropertyTable cells={report.cells} />
      <Paths report={report} />
    </>
  );
}

/** Transition pairs and what else `skipover paths` set out to cover. */
function Paths({ report }: { readonly report: ReportIndex }): JSX.Element {
  const found = report.others.filter(({ kind }) => kind === 'paths');
  return (
    <>
      <h3>Covering paths and transition pairs</h3>
      {found.length === 0 && (
        <p>
          Runs that cover them are found by <code>skipover paths</code>; it has left no result here.
        </p>
      )}
      {found.map(({ file, content }) =>
        (content['results'] as readonly PathsEntry[]).map((entry, index) => (
          <GoalSection key={`${file} ${index}`} entry={entry} />
        )),
      )}
    </>
  );
}

const stepColumns: readonly Column<TransitionReport>[] = [
  { title: 'process', value: ({ id }) => id.split(/[.:]/)[0]! },
  { title: 'from', value: ({ from }) => (from === '' ? 'anywhere' : from) },
  {
    title: 'event [guard]',
    value: labelOf,
    show: (row) => (
      <>
        <code>{labelOf(row)}</code>
        <div class="size">{row.description}</div>
      </>
    ),
  },
  { title: 'to', value: ({ to }) => (to === '' ? 'stays' : to) },
  { title: 'taken', value: ({ taken }) => taken, isNumber: true },
  {
    title: 'guard held',
    value: ({ held }) => held ?? -1,
    show: ({ held }) => guardShown(held),
    isNumber: true,
  },
  {
    title: 'guard failed',
    value: ({ failed }) => failed ?? -1,
    show: ({ failed }) => guardShown(failed),
    isNumber: true,
  },
  {
    title: 'bucket',
    value: ({ bucket }) => bucket,
    show: ({ bucket }) => <span class={`bucket ${bucket}`}>{bucketWords[bucket]}</span>,
  },
];

function labelOf({ event, guard }: TransitionReport): string {
  return guard === undefined ? event : `${event} [${guard}]`;
}

function guardShown(times: number | undefined): JSX.Element | string {
  if (times === undefined) return '';
  return times === 0 ? <b class="never">○ never</b> : count(times);
}

/** Istanbul's habit: a row per chart, a bar, watermarks at 80 and 50 percent. */
function ChartSummary({ charts }: { readonly charts: readonly Chart[] }): JSX.Element {
  const rows = charts.map(({ name, title, states, transitions, pairs }) => {
    const guards = transitions.filter(({ guard }) => guard !== undefined);
    const outcomes = guards.flatMap(({ held = 0, failed = 0 }) => [held, failed]);
    const taken = transitions.filter(({ bucket }) => bucket === 'covered').length;
    const met = outcomes.filter((times) => times > 0).length;
    return {
      name,
      title,
      states,
      transitions: { visited: taken, total: transitions.length },
      guards: { visited: met, total: outcomes.length },
      pairs,
    };
  });
  type Row = (typeof rows)[number];
  const figure = (title: string, of: (row: Row) => Row['states']): Column<Row> => ({
    title,
    value: (row) => percentOf(of(row)),
    show: (row) => <Figure {...of(row)} />,
  });
  return (
    <SortableTable
      label="Coverage per chart"
      rows={rows}
      rowKey={({ name }) => `summary-${name}`}
      columns={[
        {
          title: 'chart',
          value: ({ name }) => name,
          show: ({ name, title }) => (
            <>
              <a href={`#chart-${name}`}>{name}</a> <span class="size">{title}</span>
            </>
          ),
        },
        figure('states', ({ states }) => states),
        figure('transitions', ({ transitions }) => transitions),
        figure('guard outcomes', ({ guards }) => guards),
        ...(rows.some(({ pairs }) => pairs !== undefined)
          ? [figure('pairs', ({ pairs }) => pairs ?? { visited: 0, total: 0 })]
          : []),
      ]}
    />
  );
}

function percentOf({ visited, total }: { visited: number; total: number }): number {
  return total === 0 ? 100 : Math.floor((visited * 1000) / total) / 10;
}

function Figure({ visited, total }: { visited: number; total: number }): JSX.Element {
  const percent = percentOf({ visited, total });
  const mark = percent >= 80 ? 'high' : percent >= 50 ? 'medium' : 'low';
  return (
    <span class="figure">
      <svg class={`bar ${mark}`} viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
        <rect class="ground" width="100" height="8" />
        <rect class="fill" width={percent} height="8" />
      </svg>
      <b>{percent} %</b>{' '}
      <span class="size">
        {visited}/{total}
      </span>
    </span>
  );
}

function ChartPart({
  chart,
  isOpen,
}: {
  readonly chart: Chart;
  readonly isOpen: boolean;
}): JSX.Element {
  const { name, title, unvisited } = chart;
  const [svg, setSvg] = useState<string | undefined>();
  const [shown, setShown] = useState(isOpen);
  const place = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    if (isOpen) setShown(true);
  }, [isOpen]);
  useEffect(() => {
    if (isOpen && svg !== undefined) place.current?.scrollIntoView();
  }, [isOpen, svg]);
  useEffect(() => {
    if (shown) void readBlock<string>(`chart-${name}`).then(setSvg);
  }, [shown, name]);
  return (
    <details
      ref={place}
      class="chart-part"
      id={`chart-${name}`}
      open={shown}
      onToggle={(event) => setShown(event.currentTarget.open)}
    >
      <summary>
        <b>{name}</b> {title}
        {unvisited.length > 0 && <span class="size"> never visited: {unvisited.join(', ')}</span>}
      </summary>
      {svg !== undefined && <Zoomable label={`Statechart ${name}`} svg={svg} />}
      {chart.pairs !== undefined && <MissingPairs {...chart.pairs} />}
    </details>
  );
}

/** Transitions that may follow one another by the chart, and did in no check. */
function MissingPairs({ visited, total, missing }: NonNullable<Chart['pairs']>): JSX.Element {
  const left = total - visited;
  return (
    <details class="pairs">
      <summary>
        {counted(total, 'pair')} of transitions,{' '}
        {left === 0 ? 'all taken' : `${count(left)} never taken`}
      </summary>
      <ul>
        {missing.map((pair) => (
          <li key={pair}>{pair}</li>
        ))}
        {left > missing.length && <li>and {count(left - missing.length)} more</li>}
      </ul>
    </details>
  );
}

function PropertyTable({ cells }: { readonly cells: readonly ReportCell[] }): JSX.Element {
  const properties = new Map<string, { id: string; title: string; verdicts: string[] }>();
  for (const cell of cells) {
    const seen = new Set<string>();
    for (const { id, title, verdict } of cell.properties) {
      if (seen.has(id)) continue;
      seen.add(id);
      const row = properties.get(id) ?? { id, title, verdicts: [] };
      row.verdicts.push(verdict);
      properties.set(id, row);
    }
  }
  type Row = { id: string; title: string; verdicts: string[] };
  const tally = (verdict: string): Column<Row> => ({
    title: verdict,
    value: ({ verdicts }) => verdicts.filter((one) => one === verdict).length,
    isNumber: true,
  });
  return (
    <SortableTable
      label="Properties"
      rows={[...properties.values()]}
      rowKey={({ id }) => `property-${id}`}
      columns={[
        { title: 'property', value: ({ id }) => id },
        { title: 'what it says', value: ({ title }) => title },
        ...['verified', 'violated', 'inconclusive', 'vacuous', 'unasked'].map(tally),
        {
          title: 'exercised',
          value: ({ verdicts }) => tested(verdicts),
          show: ({ verdicts }) => {
            const asked = verdicts.filter((verdict) => verdict !== 'unasked').length;
            const times = tested(verdicts);
            return times === 0 ? (
              <strong class="mark vacuous">∅ never</strong>
            ) : (
              `in ${count(times)} of ${count(asked)}`
            );
          },
        },
      ]}
    />
  );
}

/** In how many scenarios it was exercised for certain: a pass or a failure says so. */
function tested(verdicts: readonly string[]): number {
  return verdicts.filter((verdict) => verdict === 'verified' || verdict === 'violated').length;
}
