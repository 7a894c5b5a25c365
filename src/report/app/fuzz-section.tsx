import type { JSX } from 'preact';
import { scaleLinear } from 'd3-scale';
import { count, counted, duration } from '../page/format.ts';
import { scenarioName } from '../page/names.ts';
import type { FuzzEntry, FuzzShare } from './fuzz-shape.ts';
import { SortableTable } from './sortable-table.tsx';
import { VerdictMark } from './verdict.tsx';

/** What was generated, what had to happen and did not, and what was found. */
export function FuzzSection({ entry }: { readonly entry: FuzzEntry }): JSX.Element {
  const { scenario, verdict, runs, steps, seconds, strategy, seed, distribution, gates } = entry;
  const missed = gates.filter(({ passed }) => !passed);
  return (
    <section class="fuzz" aria-label={`Fuzzing of ${scenarioName(scenario)}`}>
      <h4>
        <VerdictMark verdict={verdict} /> {scenarioName(scenario)}, scope {scenario.scope}
      </h4>
      <p>
        {counted(runs, 'run')} of {counted(distribution.systems, 'system')},{' '}
        {counted(steps, 'step')} in {duration(seconds)}; strategy {strategy}, seed{' '}
        <code>{seed}</code>
        {entry.ended !== undefined && `; ended early: ${entry.ended}`}. Runs at random prove nothing
        that they did not meet.
      </p>
      {missed.length === 0 ? (
        <p>{counted(gates.length, 'gate')}: everything that had to happen did.</p>
      ) : (
        <p class="loud inconclusive">
          {counted(missed.length, 'gate')} NOT kept, it never happened:{' '}
          {missed.map(({ gate, name }) => `${gate} ${name}`).join(', ')}
        </p>
      )}
      <Failures entry={entry} />
      <div class="histograms">
        <Histogram title="frames of the system" bins={distribution.frames} />
        <Histogram title="steps of the run" bins={distribution.lengths} />
      </div>
      <p>
        Runs ended at rest {count(distribution.ends.atRest)}, stuck {count(distribution.ends.stuck)}
        , cut off {count(distribution.ends.cut)}.{' '}
        {distribution.hazards.length > 0 &&
          `Hazards took part: ${distribution.hazards
            .map(({ hazard, acted, runs: of }) => `${hazard} in ${count(acted)} of ${count(of)}`)
            .join(', ')}.`}
      </p>
      <details>
        <summary>Every kind of step, the rarest first</summary>
        <SortableTable
          label="Kinds of steps"
          rows={distribution.stepKinds}
          rowKey={({ kind }) => kind}
          columns={[
            { title: 'step', value: ({ kind }) => kind },
            { title: 'taken', value: ({ taken }) => taken, isNumber: true },
          ]}
        />
      </details>
    </section>
  );
}

function Failures({ entry }: { readonly entry: FuzzEntry }): JSX.Element {
  if (entry.failures.length === 0) return <p>Nothing failed.</p>;
  return (
    <SortableTable
      label="Failures found"
      rows={entry.failures}
      rowKey={({ property, bugClass }) => `${property} ${bugClass}`}
      columns={[
        { title: 'property', value: ({ property }) => property },
        {
          title: 'kind of failure',
          value: ({ bugClass }) => bugClass,
          show: ({ bugClass, trace }) => <a href={`#${trace}`}>{bugClass}</a>,
        },
        { title: 'first in run', value: ({ firstRun }) => firstRun, isNumber: true },
        { title: 'runs', value: ({ runs }) => runs, isNumber: true },
        { title: 'steps found', value: ({ found }) => found.steps, isNumber: true },
        { title: 'steps made small', value: ({ minimized }) => minimized.steps, isNumber: true },
        { title: 'smallest world', value: ({ minimized }) => worldOf(minimized) },
      ]}
    />
  );
}

function worldOf({ hazards, scope }: FuzzEntry['failures'][number]['minimized']): string {
  return [scope, ...hazards].join(' + ');
}

const size = { width: 420, height: 120, left: 8, bottom: 30, top: 14 } as const;

/** `512`, `1k`, `16k`: there is room for little under a bar. */
function compact(value: number): string {
  return value < 1000 ? String(value) : `${Math.round(value / 1000)}k`;
}

/** How the runs were spread: a bar per range; under each its least value. */
function Histogram({
  title,
  bins,
}: {
  readonly title: string;
  readonly bins: readonly FuzzShare[];
}): JSX.Element {
  const most = Math.max(1, ...bins.map(({ runs }) => runs));
  const y = scaleLinear([0, most], [size.height - size.bottom, size.top]);
  const width = (size.width - size.left) / Math.max(1, bins.length);
  const label = bins.map(({ from, to, runs }) => `${from} to ${to}: ${runs}`).join(', ');
  return (
    <figure>
      <figcaption>Runs by {title}</figcaption>
      <svg
        class="histogram"
        role="img"
        aria-label={`Runs by ${title}: ${label}`}
        viewBox={`0 0 ${size.width} ${size.height}`}
      >
        {bins.map(({ from, to, runs }, index) => (
          <g key={from}>
            <rect
              class="box"
              x={size.left + index * width + 1}
              y={y(runs)}
              width={Math.max(1, width - 2)}
              height={size.height - size.bottom - y(runs)}
            >
              <title>{`${from} to ${to}: ${count(runs)} runs`}</title>
            </rect>
            <text x={size.left + (index + 0.5) * width} y={size.height - 12} text-anchor="middle">
              {compact(from)}
            </text>
          </g>
        ))}
      </svg>
    </figure>
  );
}
