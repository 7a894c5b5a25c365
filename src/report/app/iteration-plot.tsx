import type { JSX } from 'preact';
import { scaleLinear, type ScaleLinear } from 'd3-scale';
import type { MigrationMetrics } from '../../timing/metrics.ts';
import { bytes, count, duration } from '../page/format.ts';
import { plot, PlotFrame } from './plot-frame.tsx';

/** Bytes of a frame (one x86 page): the metrics count frames. */
export const frameBytes = 4096;

/** The scale that all designs of a workload share. */
export interface IterationScale {
  readonly seconds: number;
  readonly bytesPerSecond: number;
}

/** The scale that holds every iteration of every design. */
export function iterationScale(migrations: readonly MigrationMetrics[]): IterationScale {
  const iterations = migrations.flatMap((metrics) => metrics.iterations);
  const ends = iterations.map(({ startSeconds, seconds }) => startSeconds + seconds);
  return {
    seconds: Math.max(...migrations.map(({ seconds }) => seconds), ...ends, 1e-9),
    bytesPerSecond: Math.max(...iterations.map(rateOf), 1),
  };
}

function rateOf({ framesSent, seconds }: MigrationMetrics['iterations'][number]): number {
  return seconds > 0 ? (framesSent * frameBytes) / seconds : 0;
}

/** Seconds along the foot of a plot. */
export function TimeAxis({ x }: { readonly x: ScaleLinear<number, number> }): JSX.Element {
  const base = plot.height - plot.bottom;
  return (
    <>
      {x.ticks(8).map((tick) => (
        <g key={tick}>
          <path class="grid" d={`M${x(tick)} ${plot.top} V${base}`} />
          <text x={x(tick)} y={base + 17} text-anchor="middle">
            {tick} s
          </text>
        </g>
      ))}
      <path class="axis" d={`M${plot.left} ${plot.top} V${base} H${plot.width - plot.right}`} />
    </>
  );
}

interface IterationPlotProps {
  readonly metrics: MigrationMetrics;
  readonly scale: IterationScale;
}

/**
 * Iterations as boxes, as in the paper: width is time, area is bytes sent, so height is the rate. The
 * last one, while the VM is suspended, is hatched; what follows a VM that runs is not.
 */
export function IterationPlot({ metrics, scale }: IterationPlotProps): JSX.Element {
  const { design, iterations, seconds, bytesSent, following } = metrics;
  const base = plot.height - plot.bottom;
  const x = scaleLinear([0, scale.seconds], [plot.left, plot.width - plot.right]);
  const y = scaleLinear([0, scale.bytesPerSecond], [base, plot.top]);
  const hatch = `hatch-${design.replace(/[^\w-]+/g, '-')}`;
  const label = `${design}: ${iterations.length} iterations, ${duration(seconds)}, ${bytes(bytesSent)}`;
  return (
    <figure>
      <figcaption>
        <b>{design}</b> {duration(seconds)}, {bytes(bytesSent)} sent
      </figcaption>
      <PlotFrame label={label}>
        <defs>
          <pattern id={hatch} width="6" height="6" patternUnits="userSpaceOnUse">
            <rect class="hatch-ground" width="6" height="6" />
            <path class="hatch" d="M-1 7 L7 -1 M-1 1 L1 -1 M5 7 L7 5" />
          </pattern>
        </defs>
        <text x={plot.left - 6} y={plot.top + 8} text-anchor="end">
          {bytes(scale.bytesPerSecond)}/s
        </text>
        <TimeAxis x={x} />
        {iterations.map((iteration, index) => {
          const isEnd = index === iterations.length - 1;
          const isLast = isEnd && following === undefined;
          const note = isLast
            ? ' (last, VM suspended)'
            : isEnd
              ? ' (after the VM, which runs)'
              : '';
          const top = y(rateOf(iteration));
          const left = x(iteration.startSeconds);
          const width = x(iteration.startSeconds + iteration.seconds) - left;
          return (
            <rect
              key={index}
              class={`box${isLast ? ' last' : ''}`}
              style={isLast ? { fill: `url(#${hatch})` } : {}}
              x={left}
              y={top}
              width={Math.max(width, 0.5)}
              height={base - top}
            >
              <title>
                {`iteration ${iteration.number}${note}: ` +
                  `${duration(iteration.seconds)}, ${count(iteration.framesSent)} frames sent, ` +
                  `${count(iteration.framesSkipped)} skipped`}
              </title>
            </rect>
          );
        })}
      </PlotFrame>
    </figure>
  );
}
