import type { JSX } from 'preact';
import { scaleLinear } from 'd3-scale';
import { line } from 'd3-shape';
import type { MigrationMetrics } from '../../timing/metrics.ts';
import { bytes } from '../page/format.ts';
import { frameBytes, iterationScale, plot, TimeAxis } from './iteration-plot.tsx';
import { ScrollRegion } from './scroll-region.tsx';

const dashes = ['', '6 3', '2 3', '9 3 2 3', '1 4'];

/** How much memory the dirty log held: does pre-copy converge? */
export function DirtyPlot({
  results,
}: {
  readonly results: readonly MigrationMetrics[];
}): JSX.Element {
  const curves = results.map(({ design, dirty }) => ({
    design,
    points: dirty.map(({ seconds, dirtyFrames }) => ({
      at: seconds,
      dirty: dirtyFrames * frameBytes,
    })),
  }));
  const most = Math.max(...curves.flatMap(({ points }) => points.map(({ dirty }) => dirty)), 1);
  const x = scaleLinear([0, iterationScale(results).seconds], [plot.left, plot.width - plot.right]);
  const y = scaleLinear([0, most], [plot.height - plot.bottom, plot.top]);
  const path = line<{ readonly at: number; readonly dirty: number }>(
    ({ at }) => x(at),
    ({ dirty }) => y(dirty),
  );
  const label = `Memory still dirty: ${results.map(({ design }) => design).join(', ')}`;
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
                d={path(points) ?? ''}
                stroke-dasharray={dashes[index % 5]}
              />
            </g>
          ))}
        </svg>
      </ScrollRegion>
    </figure>
  );
}
