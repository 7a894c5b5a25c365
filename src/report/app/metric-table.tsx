import type { ComponentChildren, JSX } from 'preact';
import type { MigrationMetrics } from '../../timing/metrics.ts';
import { bytes, count, counted, duration } from '../page/format.ts';
import { downtimeParts } from './downtime-plot.tsx';
import { ScrollRegion } from './scroll-region.tsx';
import { VerdictSign } from './verdict.tsx';

interface MetricRow {
  readonly name: string;
  /** What is compared with the first design, and which way is better; absent where nothing is. */
  readonly value?: (metrics: MigrationMetrics) => number;
  readonly show: (metrics: MigrationMetrics) => ComponentChildren;
}

const rows: readonly MetricRow[] = [
  { name: 'lost frames', show: (metrics) => <LostFrames metrics={metrics} /> },
  { name: 'other violations', show: (metrics) => <Violations metrics={metrics} /> },
  {
    name: 'downtime',
    value: ({ downtimeSeconds }) => downtimeSeconds,
    show: ({ downtimeSeconds }) => <b>{duration(downtimeSeconds)}</b>,
  },
  ...(Object.keys(downtimeParts) as (keyof typeof downtimeParts)[]).map((part): MetricRow => ({
    name: `… ${downtimeParts[part]}`,
    show: ({ downtime }) => duration(downtime[part]),
  })),
  { name: 'total time', value: ({ seconds }) => seconds, show: ({ seconds }) => duration(seconds) },
  {
    name: 'traffic',
    value: ({ bytesSent }) => bytesSent,
    show: ({ bytesSent }) => bytes(bytesSent),
  },
  {
    name: 'frames sent',
    value: ({ framesSent }) => framesSent,
    show: ({ framesSent }) => count(framesSent),
  },
  {
    name: 'iterations',
    show: ({ iterations, stoppedBy }) => (
      <>
        {iterations.length} <span class="size">{stopTests[stoppedBy] ?? stoppedBy}</span>
      </>
    ),
  },
  {
    name: 'waited for frames that follow',
    show: ({ following }) =>
      following === undefined
        ? '–'
        : `${duration(following.stalledSeconds)} of ${duration(following.seconds)}, ${count(following.faults)} faults`,
  },
  { name: 'VM memory', show: ({ vmBytes }) => bytes(vmBytes) },
  { name: 'link', show: ({ linkBytesPerSecond }) => `${bytes(linkBytesPerSecond)}/s` },
];

const stopTests: Readonly<Record<string, string>> = {
  iterations: 'iterations used up',
  fewFrames: 'few frames left',
  traffic: 'traffic used up',
  switchover: 'the VM moved first',
};

/** Totals side by side; each is compared with `xen`, or with the first design where it did not run. */
export function MetricTable({
  results,
}: {
  readonly results: readonly MigrationMetrics[];
}): JSX.Element {
  const base = results.find(({ design }) => design === 'xen') ?? results[0]!;
  return (
    <ScrollRegion label="Designs side by side">
      <table class="values">
        <thead>
          <tr>
            <td />
            {results.map(({ design }, index) => (
              <th scope="col" key={index}>
                {design}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, value, show }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {results.map((metrics, index) => (
                <td class="number" key={index}>
                  {show(metrics)}
                  {value !== undefined && metrics !== base && (
                    <Ratio value={value(metrics)} base={value(base)} name={base.design} />
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}

/** How many times better or worse; smaller is better. Within 2 percent is no difference. */
function Ratio({ value, base, name }: { value: number; base: number; name: string }): JSX.Element {
  if (!(value > 0) || !(base > 0)) return <></>;
  const ratio = value / base;
  if (Math.abs(ratio - 1) < 0.02) return <span class="size"> as {name}</span>;
  return ratio < 1 ? (
    <span class="better"> ▼ {(1 / ratio).toPrecision(2)}× less</span>
  ) : (
    <span class="worse">
      {' '}
      ▲ {ratio.toPrecision(2)}× MORE than {name}
    </span>
  );
}

function LostFrames({ metrics }: { readonly metrics: MigrationMetrics }): JSX.Element {
  const { lost } = metrics;
  if (lost.count === 0) {
    return (
      <>
        <VerdictSign verdict="verified" /> none
      </>
    );
  }
  const more = lost.count - lost.first.length;
  return (
    <>
      <strong class="lost">✗ {counted(lost.count, 'frame')} LOST</strong>
      {lost.first.slice(0, 3).map(({ frame, need, transferBit }) => (
        <div class="size" key={frame}>
          frame {frame} ({need}, transfer bit {transferBit})
        </div>
      ))}
      {more + Math.max(0, lost.first.length - 3) > 0 && (
        <div class="size">and {count(more + Math.max(0, lost.first.length - 3))} more</div>
      )}
    </>
  );
}

function Violations({ metrics }: { readonly metrics: MigrationMetrics }): JSX.Element {
  if (metrics.violations.length === 0) {
    return (
      <>
        <VerdictSign verdict="verified" /> none
      </>
    );
  }
  return (
    <>
      {metrics.violations.map(({ property, detail }, index) => (
        <div key={index} class="text-cell">
          <VerdictSign verdict="violated" /> <b>{property}</b> {detail}
        </div>
      ))}
    </>
  );
}
