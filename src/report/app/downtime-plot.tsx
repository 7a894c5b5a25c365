import type { JSX } from 'preact';
import { scaleBand, scaleLinear, type ScaleBand, type ScaleLinear } from 'd3-scale';
import { stack } from 'd3-shape';
import type { Downtime, MigrationMetrics } from '../../timing/metrics.ts';
import { duration } from '../page/format.ts';
import { ScrollRegion } from './scroll-region.tsx';

/** The parts of downtime by their names, in order of time. */
export const downtimeParts = {
  safepointWait: 'safepoint wait',
  enforcedCollection: 'enforced collection',
  finalUpdate: 'final update',
  lastIteration: 'last iteration',
  resumption: 'resumption',
} as const satisfies Record<keyof Downtime, string>;

type Part = keyof typeof downtimeParts;
const parts = Object.keys(downtimeParts) as Part[];
const size = { width: 960, row: 40, left: 190, right: 90, bottom: 26 } as const;

/** Downtime of each design, split into its parts: what the application feels. */
export function DowntimePlot({
  results,
}: {
  readonly results: readonly MigrationMetrics[];
}): JSX.Element {
  const height = results.length * size.row + size.bottom;
  const most = Math.max(...results.map(({ downtimeSeconds }) => downtimeSeconds), 1e-9);
  const x = scaleLinear([0, most], [size.left, size.width - size.right]).nice();
  const y = scaleBand(
    results.map((_, index) => index),
    [0, results.length * size.row],
  ).padding(0.25);
  const layers = stack<MigrationMetrics, Part>()
    .keys(parts)
    .value(({ downtime }, part) => downtime[part])(results);
  // What the others have to beat.
  const base = results.find(({ design }) => /^xen\b(?!\+)/.test(design));
  const label = results
    .map(({ design, downtimeSeconds }) => `${design} ${duration(downtimeSeconds)}`)
    .join(', ');
  return (
    <figure>
      <PartLegend />
      <ScrollRegion label={`Downtime: ${label}`}>
        <svg
          class="plot"
          role="img"
          aria-label={`Downtime: ${label}`}
          viewBox={`0 0 ${size.width} ${height}`}
        >
          {x.ticks(6).map((tick) => (
            <g key={tick}>
              <path class="grid" d={`M${x(tick)} 0 V${height - size.bottom}`} />
              <text x={x(tick)} y={height - 9} text-anchor="middle">
                {duration(tick)}
              </text>
            </g>
          ))}
          <Labels {...{ results, x, y }} />
          {base !== undefined && <ToBeat base={base} x={x(base.downtimeSeconds)} height={height} />}
          {layers.map((layer) =>
            layer.map(([from, to], index) => (
              <rect
                key={`${layer.key}${index}`}
                class={`part-${layer.key}`}
                x={x(from)}
                y={y(index)}
                width={Math.max(0, x(to) - x(from))}
                height={y.bandwidth()}
              >
                <title>{`${results[index]!.design}, ${downtimeParts[layer.key]}: ${duration(to - from)}`}</title>
              </rect>
            )),
          )}
        </svg>
      </ScrollRegion>
    </figure>
  );
}

/** The downtime that the others have to beat. */
function ToBeat({
  base,
  x,
  height,
}: {
  readonly base: MigrationMetrics;
  readonly x: number;
  readonly height: number;
}): JSX.Element {
  return (
    <g>
      <path class="threshold" d={`M${x} 0 V${height - size.bottom}`} />
      <title>{`downtime of ${base.design}: ${duration(base.downtimeSeconds)}`}</title>
    </g>
  );
}

interface LabelsProps {
  readonly results: readonly MigrationMetrics[];
  readonly x: ScaleLinear<number, number>;
  readonly y: ScaleBand<number>;
}

function Labels({ results, x, y }: LabelsProps): JSX.Element {
  return (
    <>
      {results.map(({ design, downtimeSeconds }, index) => (
        <g key={index}>
          <text
            class="strong"
            x={size.left - 8}
            y={y(index)! + y.bandwidth() / 2 + 4}
            text-anchor="end"
          >
            {design.length > 26 ? `${design.slice(0, 25)}…` : design}
          </text>
          <text class="strong" x={x(downtimeSeconds) + 6} y={y(index)! + y.bandwidth() / 2 + 4}>
            {duration(downtimeSeconds)}
          </text>
        </g>
      ))}
    </>
  );
}

function PartLegend(): JSX.Element {
  return (
    <figcaption>
      {parts.map((part) => (
        <span key={part}>
          <svg class="swatch" viewBox="0 0 22 12" aria-hidden="true">
            <rect class={`part-${part}`} width="22" height="12" />
          </svg>{' '}
          {downtimeParts[part]}{' '}
        </span>
      ))}
    </figcaption>
  );
}
