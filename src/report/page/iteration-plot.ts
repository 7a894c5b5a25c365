import type { MigrationMetrics } from '../../timing/metrics.ts';
import { bytes, count, duration } from './format.ts';
import { html, type Html } from './html.ts';

/** Bytes of a frame (one x86 page): the metrics count frames. */
const frameBytes = 4096;

const plot = { width: 900, height: 130, left: 66, right: 10, top: 12, bottom: 24 } as const;
const innerWidth = plot.width - plot.left - plot.right;
const innerHeight = plot.height - plot.top - plot.bottom;

/** The scale that all designs of a workload share. */
export interface IterationScale {
  readonly seconds: number;
  readonly bytesPerSecond: number;
}

/** The scale that holds every iteration of every design. */
export function iterationScale(migrations: readonly MigrationMetrics[]): IterationScale {
  const iterations = migrations.flatMap((metrics) => metrics.iterations);
  const ends = iterations.map(({ startSeconds, seconds }) => startSeconds + seconds);
  const rates = iterations.map((iteration) => rateOf(iteration));
  return {
    seconds: Math.max(...migrations.map(({ seconds }) => seconds), ...ends, 1e-9),
    bytesPerSecond: Math.max(...rates, 1),
  };
}

function rateOf({ framesSent, seconds }: MigrationMetrics['iterations'][number]): number {
  return seconds > 0 ? (framesSent * frameBytes) / seconds : 0;
}

/**
 * Iterations as boxes, as in the paper: width is time, area is bytes sent, so height is the rate.
 * The last one, while the VM is suspended, is hatched.
 */
export function iterationPlot(metrics: MigrationMetrics, scale: IterationScale, id: string): Html {
  const { design, iterations, seconds, bytesSent } = metrics;
  const base = plot.height - plot.bottom;
  const x = (at: number): number => round(plot.left + (at / scale.seconds) * innerWidth);
  const label = `${design}: ${iterations.length} iterations, ${duration(seconds)}, ${bytes(bytesSent)}`;
  return html`<figure>
    <figcaption><b>${design}</b> ${duration(seconds)}, ${bytes(bytesSent)} sent</figcaption>
    <div class="scroll" tabindex="0" role="region" aria-label="${label}">
      <svg class="plot" role="img" aria-label="${label}" viewBox="0 0 ${plot.width} ${plot.height}">
        <defs>
          <pattern id="${id}" width="6" height="6" patternUnits="userSpaceOnUse">
            <rect class="hatch-ground" width="6" height="6" />
            <path class="hatch" d="M-1 7 L7 -1 M-1 1 L1 -1 M5 7 L7 5" />
          </pattern>
        </defs>
        <text x="${plot.left - 6}" y="${plot.top + 8}" text-anchor="end">
          ${bytes(scale.bytesPerSecond)}/s
        </text>
        ${ticks(scale.seconds).map(
          (tick) =>
            html`<path class="grid" d="M${x(tick)} ${plot.top} V${base}" /><text
                x="${x(tick)}"
                y="${base + 15}"
                text-anchor="middle"
                >${tick} s</text
              >`,
        )}
        ${iterations.map((iteration, index) => {
          const height = round((rateOf(iteration) / scale.bytesPerSecond) * innerHeight);
          const isLast = index === iterations.length - 1;
          const left = x(iteration.startSeconds);
          const width = Math.max(round(x(iteration.startSeconds + iteration.seconds) - left), 0.5);
          return html`<g
            ><title>
              iteration ${iteration.number}${isLast ? ' (last, VM suspended)' : ''}:
              ${duration(iteration.seconds)}, ${count(iteration.framesSent)} frames sent</title
            ><rect
              class="box ${isLast ? 'last' : ''}"
              fill="${isLast ? `url(#${id})` : ''}"
              x="${left}"
              y="${base - height}"
              width="${width}"
              height="${height}"
          /></g>`;
        })}
        <path class="axis" d="M${plot.left} ${plot.top} V${base} H${plot.width - plot.right}" />
      </svg>
    </div>
  </figure>`;
}

/** Up to eight round values. */
function ticks(max: number): number[] {
  const rough = max / 8;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough)!;
  return Array.from({ length: Math.floor(max / step) + 1 }, (_, index) =>
    Number((index * step).toPrecision(6)),
  );
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
