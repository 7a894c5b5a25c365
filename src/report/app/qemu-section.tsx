import type { JSX } from 'preact';
import { scaleLinear } from 'd3-scale';
import { line } from 'd3-shape';
import type { QemuComparison } from '../../timing/qemu/compare.ts';
import type { QemuOutcome } from '../../timing/qemu/run.ts';
import type { QemuResults } from '../results.ts';
import { bytes, count, counted, duration } from '../page/format.ts';
import { frameBytes } from './iteration-plot.tsx';
import { SortableTable, type Column } from './sortable-table.tsx';
import { VerdictSign } from './verdict.tsx';

/** Migrations recorded with QEMU beside the same loop by the clock, pass by pass. */
export function QemuSection({ content }: { readonly content: QemuResults }): JSX.Element {
  const { runs, seeds } = content;
  const known = runs.filter(({ isNear }) => isNear !== undefined);
  const inferred = known.filter((run) => run.inferred === true);
  const far = known.filter(({ isNear }) => isNear === false);
  return (
    <article>
      <h3>QEMU: measured, and simulated</h3>
      <p>
        {counted(runs.length, 'recorded migration')}, {known.length} of them simulated, the median
        of {counted(seeds, 'seed')}. Near: traffic and total time within 5 %, within 10 % where the
        migration was forced to end. Passes and downtime are shown and not judged.{' '}
        {inferred.length > 0 &&
          `What the guest did is inferred from the recording itself, so that its traffic is no prediction, in: ${inferred.map(({ id }) => id).join(', ')}. `}
        {far.length === 0 ? (
          <b class="better">All are near.</b>
        ) : (
          <b class="worse">NOT near: {far.map(({ id }) => id).join(', ')}.</b>
        )}
      </p>
      <SortableTable
        label="Migrations by QEMU"
        rows={runs}
        rowKey={({ id }) => `qemu-${id}`}
        columns={columns}
      />
      <h4>Memory to be sent when each pass began</h4>
      <p class="size">
        <Swatch kind="measured" /> measured <Swatch kind="simulated" /> simulated, over seconds
        since the first pass. Each plot has its own scales.
      </p>
      <div class="small-plots">
        {known.map((run) => (
          <PassPlot key={run.id} run={run} />
        ))}
      </div>
    </article>
  );
}

function Swatch({ kind }: { readonly kind: 'measured' | 'simulated' }): JSX.Element {
  return (
    <svg class="swatch" viewBox="0 0 22 12" aria-hidden="true">
      <path class={`curve pass-${kind}`} d="M0 6 H22" />
    </svg>
  );
}

interface Figure {
  readonly title: string;
  readonly value: (outcome: QemuOutcome) => number;
  readonly show: (value: number) => string;
  /** Relative; of passes the difference. */
  readonly error?: (run: QemuComparison) => number | undefined;
}

const percent = (value: number): string => `${value < 0 ? '' : '+'}${(value * 100).toFixed(1)} %`;

const figures: readonly Figure[] = [
  { title: 'passes', value: ({ passes }) => passes, show: count },
  {
    title: 'traffic',
    value: (outcome) => outcome.bytes,
    show: bytes,
    error: ({ error }) => error?.bytes,
  },
  {
    title: 'total time',
    value: ({ seconds }) => seconds,
    show: duration,
    error: ({ error }) => error?.seconds,
  },
  { title: 'downtime', value: ({ downtimeSeconds }) => downtimeSeconds, show: duration },
];

const columns: readonly Column<QemuComparison>[] = [
  {
    title: 'run',
    value: ({ id }) => id,
    show: ({ id, forced }) => (
      <>
        {id} {forced && <span class="size">forced to end</span>}
      </>
    ),
  },
  ...figures.map(({ title, value, show, error }): Column<QemuComparison> => ({
    title,
    value: ({ measured }) => value(measured),
    show: (run) => {
      const off = error?.(run);
      return (
        <span class="nowrap">
          {show(value(run.measured))}
          {run.simulated !== undefined && ` → ${show(value(run.simulated))}`}
          {off !== undefined && <span class="size"> {percent(off)}</span>}
        </span>
      );
    },
    isNumber: true,
  })),
  {
    title: 'near',
    value: ({ isNear }) => (isNear === undefined ? 1 : Number(isNear) * 2),
    show: ({ isNear, note }) =>
      isNear === undefined ? (
        <span class="size">not simulated: {note}</span>
      ) : (
        <>
          <VerdictSign verdict={isNear ? 'verified' : 'violated'} /> {isNear ? 'near' : 'NOT near'}{' '}
          <span class="size">(traffic, total time)</span>
        </>
      ),
  },
];

const size = { width: 320, height: 130, left: 52, right: 8, top: 10, bottom: 20 } as const;

interface Point {
  readonly at: number;
  readonly size: number;
}

function pointsOf({ perPass }: QemuOutcome): Point[] {
  return perPass.flatMap(({ startSeconds, pages }) =>
    pages === undefined ? [] : [{ at: startSeconds, size: pages * frameBytes }],
  );
}

/** What was to be sent when each pass began: measured and simulated over each other. */
function PassPlot({ run }: { readonly run: QemuComparison }): JSX.Element | null {
  const { id, measured, simulated } = run;
  if (simulated === undefined) return null;
  const curves = [
    { kind: 'measured', points: pointsOf(measured) },
    { kind: 'simulated', points: pointsOf(simulated) },
  ] as const;
  const all = curves.flatMap(({ points }) => points);
  const x = scaleLinear(
    [0, Math.max(measured.seconds, simulated.seconds, 1e-9)],
    [size.left, size.width - size.right],
  );
  const most = Math.max(1, ...all.map((point) => point.size));
  const y = scaleLinear([0, most], [size.height - size.bottom, size.top]);
  const path = line<Point>(
    ({ at }) => x(at),
    (point) => y(point.size),
  );
  const label = `${id}: ${measured.passes} passes measured, ${simulated.passes} simulated`;
  const base = size.height - size.bottom;
  return (
    <figure>
      <figcaption>{label}</figcaption>
      <svg
        class="small-plot"
        role="img"
        aria-label={label}
        viewBox={`0 0 ${size.width} ${size.height}`}
      >
        {y.ticks(2).map((tick) => (
          <g key={tick}>
            <path class="grid" d={`M${size.left} ${y(tick)} H${size.width - size.right}`} />
            <text x={size.left - 5} y={y(tick) + 4} text-anchor="end">
              {bytes(tick)}
            </text>
          </g>
        ))}
        {x.ticks(4).map((tick) => (
          <text key={tick} x={x(tick)} y={base + 14} text-anchor="middle">
            {tick} s
          </text>
        ))}
        <path class="axis" d={`M${size.left} ${size.top} V${base} H${size.width - size.right}`} />
        {curves.map(({ kind, points }) => (
          <g key={kind}>
            <path class={`curve pass-${kind}`} d={path(points) ?? ''} />
            {points.map(({ at, size: value }, index) => (
              <circle key={index} class={`pass-${kind}`} cx={x(at)} cy={y(value)} r={2.5}>
                <title>{`${kind}, pass ${index + 1}: ${bytes(value)} at ${duration(at)}`}</title>
              </circle>
            ))}
          </g>
        ))}
      </svg>
    </figure>
  );
}
