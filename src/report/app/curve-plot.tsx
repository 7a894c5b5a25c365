import type { JSX } from 'preact';
import { scaleLinear } from 'd3-scale';
import { area, line } from 'd3-shape';
import { useMemo, useState } from 'preact/hooks';
import type { MigrationMetrics } from '../../timing/metrics.ts';
import { bytes } from '../page/format.ts';
import { frameBytes, iterationScale, TimeAxis } from './iteration-plot.tsx';
import { CurveLegend, curveStyle, curveWidth, plot, PlotFrame } from './plot-frame.tsx';

/** A number of bytes at a moment of a migration, in seconds from its start. */
interface Point {
  readonly at: number;
  readonly bytes: number;
}

/** How much memory the dirty log held: does pre-copy converge? */
export function dirtyMemory({ dirty }: MigrationMetrics): Point[] {
  return dirty.map(({ seconds, dirtyFrames }) => ({
    at: seconds,
    bytes: dirtyFrames * frameBytes,
  }));
}

/** What the application allocated per second, second by second: pauses, throttling, faults. */
export function throughput({ application, seconds: end }: MigrationMetrics): Point[] {
  return application.allocatedBytes.map((allocated, second) => {
    const length = Math.min(1, end - second);
    return { at: second + length / 2, bytes: length > 0 ? allocated / length : 0 };
  });
}

/** The runs of one design as one curve: their mean, and from least to most where there are several. */
interface Curve {
  readonly design: string;
  readonly points: readonly Spread[];
  readonly runs: number;
}

interface Spread extends Point {
  readonly least: number;
  readonly most: number;
}

const gridPoints = 240;

function curvesOf(results: readonly MigrationMetrics[], pointsOf: PointsOf): Curve[] {
  return [...new Set(results.map(({ design }) => design))].map((design) => {
    const runs = results.filter((each) => each.design === design).map(pointsOf);
    if (runs.length === 1) {
      const points = runs[0]!.map((point) => ({ ...point, least: point.bytes, most: point.bytes }));
      return { design, points, runs: 1 };
    }
    // Runs of other seeds have other moments: they are compared at the same ones, as long as all run.
    const end = Math.min(...runs.map((points) => points.at(-1)?.at ?? 0));
    const points = Array.from({ length: gridPoints + 1 }, (_, index): Spread => {
      const at = (end * index) / gridPoints;
      const values = runs.map((run) => valueAt(run, at));
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      return { at, bytes: mean, least: Math.min(...values), most: Math.max(...values) };
    });
    return { design, points, runs: runs.length };
  });
}

/** The value of a curve at a moment, on the line between the points beside it. */
function valueAt(points: readonly Point[], at: number): number {
  const after = points.findIndex((point) => point.at >= at);
  if (after < 0) return points.at(-1)?.bytes ?? 0;
  const [one, other] = [points[after - 1], points[after]!];
  if (one === undefined || other.at === one.at) return other.bytes;
  return one.bytes + ((other.bytes - one.bytes) * (at - one.at)) / (other.at - one.at);
}

type PointsOf = (metrics: MigrationMetrics) => readonly Point[];

interface CurvePlotProps {
  readonly title: string;
  readonly results: readonly MigrationMetrics[];
  readonly pointsOf: PointsOf;
}

/** A curve per design over the time of its migration; values where one points. Of several seeds their mean, on a
 * band from the least to the most. */
export function CurvePlot({ title, results, pointsOf }: CurvePlotProps): JSX.Element {
  const [at, setAt] = useState<number | undefined>();
  const curves = useMemo(() => curvesOf(results, pointsOf), [results, pointsOf]);
  const most = Math.max(...curves.flatMap(({ points }) => points.map((point) => point.most)), 1);
  const x = scaleLinear([0, iterationScale(results).seconds], [plot.left, plot.width - plot.right]);
  const y = scaleLinear([0, most], [plot.height - plot.bottom, plot.top]);
  const path = line<Point>(
    ({ at: time }) => x(time),
    (point) => y(point.bytes),
  );
  const band = area<Spread>(
    ({ at: time }) => x(time),
    ({ least }) => y(least),
    (point) => y(point.most),
  );
  const names = curves.map(({ design, runs }) =>
    runs === 1 ? design : `${design} (mean of ${runs} seeds; band: least to most)`,
  );
  return (
    <figure>
      <CurveLegend names={names} />
      <PlotFrame
        label={`${title}: ${names.join(', ')}`}
        onPoint={(place) => setAt(place === undefined ? undefined : x.invert(place))}
      >
        <TimeAxis x={x} />
        {y.ticks(3).map((tick) => (
          <text key={tick} x={plot.left - 6} y={y(tick) + 4} text-anchor="end">
            {bytes(tick)}
          </text>
        ))}
        {curves.map(({ points, runs }, index) => (
          <g key={index}>
            {runs > 1 && (
              <path class={`band ${curveStyle(index).class}`} d={band([...points]) ?? ''} />
            )}
            <path
              class={curveStyle(index).class}
              d={path([...points]) ?? ''}
              stroke-dasharray={curveStyle(index).dash}
              stroke-width={curveWidth(index, curves.length)}
            />
          </g>
        ))}
        {at !== undefined && at >= 0 && (
          <path class="pointed" d={`M${x(at)} ${plot.top} V${plot.height - plot.bottom}`} />
        )}
      </PlotFrame>
      <p class="size readout" aria-live="off">
        {at === undefined || at < 0
          ? 'Point at the plot to read its values.'
          : `${at.toFixed(1)} s: ${curves
              .filter(({ points }) => at <= (points.at(-1)?.at ?? 0))
              .map(({ design, points }) => `${design} ${bytes(valueAt(points, at))}`)
              .join(', ')}`}
      </p>
    </figure>
  );
}
