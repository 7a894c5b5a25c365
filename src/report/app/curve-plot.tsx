import type { JSX } from 'preact';
import { scaleLinear } from 'd3-scale';
import { line } from 'd3-shape';
import type { MigrationMetrics } from '../../timing/metrics.ts';
import { bytes } from '../page/format.ts';
import { frameBytes, iterationScale, plot, TimeAxis } from './iteration-plot.tsx';
import { ScrollRegion } from './scroll-region.tsx';

const dashes = ['', '6 3', '2 3', '9 3 2 3', '1 4'];

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

/** A curve per design over the time of its migration. */
export function CurvePlot({
  title,
  results,
  pointsOf,
}: {
  readonly title: string;
  readonly results: readonly MigrationMetrics[];
  readonly pointsOf: (metrics: MigrationMetrics) => readonly Point[];
}): JSX.Element {
  const curves = results.map((metrics) => ({ design: metrics.design, points: pointsOf(metrics) }));
  const most = Math.max(...curves.flatMap(({ points }) => points.map((point) => point.bytes)), 1);
  const x = scaleLinear([0, iterationScale(results).seconds], [plot.left, plot.width - plot.right]);
  const y = scaleLinear([0, most], [plot.height - plot.bottom, plot.top]);
  const path = line<Point>(
    ({ at }) => x(at),
    (point) => y(point.bytes),
  );
  const label = `${title}: ${results.map(({ design }) => design).join(', ')}`;
  return (
    <figure>
      <figcaption>
        {curves.map(({ design }, index) => (
          <span key={index}>
            <svg class="swatch" viewBox="0 0 22 12" aria-hidden="true">
              <path
                class={`curve line-${index % 5}`}
                d="M0 6 H22"
                stroke-dasharray={dashes[index % 5]}
              />
            </svg>{' '}
            {design}{' '}
          </span>
        ))}
      </figcaption>
      <ScrollRegion label={label}>
        <svg
          class="plot"
          role="img"
          aria-label={label}
          viewBox={`0 0 ${plot.width} ${plot.height}`}
        >
          <TimeAxis x={x} />
          {y.ticks(3).map((tick) => (
            <text key={tick} x={plot.left - 6} y={y(tick) + 4} text-anchor="end">
              {bytes(tick)}
            </text>
          ))}
          {curves.map(({ points }, index) => (
            <g key={index}>
              <path
                class={`curve line-${index % 5}`}
                d={path([...points]) ?? ''}
                stroke-dasharray={dashes[index % 5]}
              />
            </g>
          ))}
        </svg>
      </ScrollRegion>
    </figure>
  );
}
