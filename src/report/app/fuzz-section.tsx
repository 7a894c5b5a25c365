import type { JSX } from 'preact';
import { scaleLinear, scaleLog } from 'd3-scale';
import { line } from 'd3-shape';
import { failureName } from '../../../properties/failure-names.ts';
import { failureTitle } from '../../../properties/failure-titles.ts';
import { count, counted, duration } from '../page/format.ts';
import { scenarioName } from '../page/names.ts';
import type { FuzzEntry, FuzzShare } from './fuzz-shape.ts';
import { ScrollRegion } from './scroll-region.tsx';
import { SortableTable } from './sortable-table.tsx';
import { VerdictMark } from './verdict.tsx';

/** What was generated, what had to happen and did not, and what was found. */
export function FuzzSection({ entry }: { readonly entry: FuzzEntry }): JSX.Element {
  const { scenario, runs, steps, seconds, strategy, seed, distribution, gates } = entry;
  const missed = gates.filter(({ passed }) => !passed);
  return (
    <section class="fuzz" aria-label={`Fuzzing of ${scenarioName(scenario)}`}>
      <h4>
        <Outcome entry={entry} /> {scenarioName(scenario)}, scope {scenario.scope}
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
      <GrowthPlot entry={entry} />
      <div class="histograms">
        <Histogram title="frames of the system" bins={distribution.frames} />
        <Histogram title="steps of the run" bins={distribution.lengths} />
      </div>
      <p>
        Runs ended at rest {count(distribution.ends.isTerminal)}, stuck{' '}
        {count(distribution.ends.stuck)}, cut off {count(distribution.ends.cut)}.{' '}
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

/** What the exit code says: a failure, a gate that was missed, or nothing found, which proves nothing. */
function Outcome({ entry: { failures, gates } }: { readonly entry: FuzzEntry }): JSX.Element {
  if (failures.length > 0) return <VerdictMark verdict="violated" />;
  if (gates.some(({ passed }) => !passed)) {
    return <span class="mark inconclusive">? gate missed (exit 15)</span>;
  }
  return <span class="mark unasked">– nothing found (exit 0)</span>;
}

const growth = { width: 640, height: 200, left: 70, right: 20, top: 12, bottom: 42 } as const;

/** New behaviours over runs: a curve that has gone flat means that more runs of this kind find little. */
function GrowthPlot({ entry }: { readonly entry: FuzzEntry }): JSX.Element | null {
  const { growth: points = [], behaviours } = entry;
  const last = points.at(-1);
  if (last === undefined || last.runs < 2) return null;
  const x = scaleLog([1, last.runs], [growth.left, growth.width - growth.right]);
  const y = scaleLinear([0, behaviours], [growth.height - growth.bottom, growth.top]).nice(4);
  const path = line<(typeof points)[number]>(
    (point) => x(point.runs),
    (point) => y(point.behaviours),
  );
  const half = points.find((point) => point.behaviours >= behaviours / 2)!;
  const label = `${count(behaviours)} behaviours after ${counted(last.runs, 'run')}; half of them after ${count(half.runs)}`;
  const base = growth.height - growth.bottom;
  return (
    <figure>
      <figcaption>
        New behaviours over runs: {label}. A behaviour is a transition with the states in which it
        was taken.
      </figcaption>
      <ScrollRegion label={`New behaviours over runs: ${label}`}>
        <svg
          class="growth"
          role="img"
          aria-label={label}
          viewBox={`0 0 ${growth.width} ${growth.height}`}
        >
          {y.ticks(4).map((tick) => (
            <g key={tick}>
              <path class="grid" d={`M${growth.left} ${y(tick)} H${growth.width - growth.right}`} />
              <text x={growth.left - 6} y={y(tick) + 4} text-anchor="end">
                {count(tick)}
              </text>
            </g>
          ))}
          {powersOfTen(last.runs).map((tick) => (
            <text key={tick} x={x(tick)} y={base + 16} text-anchor="middle">
              {count(tick)}
            </text>
          ))}
          <text x={(growth.left + growth.width) / 2} y={growth.height - 6} text-anchor="middle">
            runs (each mark ten times as many)
          </text>
          <path
            class="axis"
            d={`M${growth.left} ${growth.top} V${base} H${growth.width - growth.right}`}
          />
          <path class="curve line-1" d={path([...points]) ?? ''} />
          {points.map((point) => (
            <circle
              key={point.runs}
              class="growth-point"
              cx={x(point.runs)}
              cy={y(point.behaviours)}
              r="3"
            >
              <title>{`${count(point.behaviours)} behaviours after ${counted(point.runs, 'run')}`}</title>
            </circle>
          ))}
        </svg>
      </ScrollRegion>
    </figure>
  );
}

function powersOfTen(most: number): number[] {
  return Array.from({ length: Math.floor(Math.log10(most)) + 1 }, (_, power) => 10 ** power);
}

function Failures({ entry }: { readonly entry: FuzzEntry }): JSX.Element {
  if (entry.failures.length === 0) return <p>Nothing failed.</p>;
  return (
    <SortableTable
      label="Failures found"
      rows={entry.failures}
      rowKey={({ property, failureClass }) => `${property} ${failureClass}`}
      columns={[
        { title: 'property', value: ({ property }) => failureName(property).name },
        {
          title: 'what happens',
          value: ({ failureClass }) => failureClass,
          show: ({ failureClass, trace }) => <a href={`#${trace}`}>{failureTitle(failureClass)}</a>,
        },
        { title: 'first in run', value: ({ firstRun }) => firstRun, isNumber: true },
        { title: 'runs', value: ({ runs }) => runs, isNumber: true },
        { title: 'steps found', value: ({ found }) => found.steps, isNumber: true },
        { title: 'steps minimized', value: ({ minimized }) => minimized.steps, isNumber: true },
        { title: 'smallest configuration', value: ({ minimized }) => configurationOf(minimized) },
      ]}
    />
  );
}

function configurationOf({ hazards, scope }: FuzzEntry['failures'][number]['minimized']): string {
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
