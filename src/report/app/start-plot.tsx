import type { JSX } from 'preact';
import { scaleLinear, type ScaleLinear } from 'd3-scale';
import { line } from 'd3-shape';
import type { AdviceRange, RangeCase } from '../../timing/advice.ts';
import { duration } from '../page/format.ts';
import { CurveLegend, curveStyle, curveWidth, plot, PlotFrame } from './plot-frame.tsx';

interface Curve {
  readonly name: string;
  readonly of: (each: RangeCase) => number;
}

type Scale = ScaleLinear<number, number>;

/** Downtime by the moment at which the migration starts: one curve without assistance, one with it. */
export function StartPlot({ range }: { readonly range: AdviceRange }): JSX.Element | null {
  const cases = range.cases
    .filter(({ varies }) => varies === 'start')
    .toSorted((a, b) => a.value - b.value);
  if (cases.length < 2) return null;
  const curves: readonly Curve[] = [
    { name: range.unassisted, of: ({ unassistedSeconds }) => unassistedSeconds },
    { name: range.assisted, of: ({ assistedSeconds }) => assistedSeconds },
  ];
  const most = Math.max(...cases.flatMap((each) => curves.map(({ of }) => of(each))), 1e-9);
  const ends = [cases[0]!.value, cases.at(-1)!.value];
  // The last label is centred below the end.
  const x = scaleLinear(ends, [plot.left, plot.width - plot.right - 24]);
  const y = scaleLinear([0, most], [plot.height - plot.bottom, plot.top]).nice();
  const label = `Downtime by start time: ${range.unassisted}, ${range.assisted}`;
  return (
    <figure>
      <CurveLegend names={curves.map(({ name }) => name)} />
      <PlotFrame label={label}>
        <Axes x={x} y={y} />
        {crossings(cases).map((at) => (
          <g key={at}>
            <path class="threshold" d={`M${x(at)} ${plot.top} V${plot.height - plot.bottom}`} />
            <text x={x(at) + 4} y={plot.top + 10}>{`equal at ${duration(at)}`}</text>
          </g>
        ))}
        {curves.map((curve, index) => (
          <DowntimeCurve key={curve.name} {...{ curve, index, cases, x, y }} />
        ))}
      </PlotFrame>
      <p class="size">
        Across: uptime of the JVM when the migration starts. Up: how long the application stands
        still.
      </p>
    </figure>
  );
}

/** Where the two curves cross, between two cases: there assistance begins or stops to help. */
function crossings(cases: readonly RangeCase[]): number[] {
  return cases.slice(1).flatMap((after, index) => {
    const before = cases[index]!;
    const [one, other] = [gain(before), gain(after)];
    if (one * other >= 0) return [];
    return [before.value + ((after.value - before.value) * one) / (one - other)];
  });
}

function gain({ unassistedSeconds, assistedSeconds }: RangeCase): number {
  return unassistedSeconds - assistedSeconds;
}

function Axes({ x, y }: { readonly x: Scale; readonly y: Scale }): JSX.Element {
  return (
    <>
      {y.ticks(4).map((tick) => (
        <g key={tick}>
          <path class="grid" d={`M${plot.left} ${y(tick)} H${plot.width - plot.right}`} />
          <text x={plot.left - 6} y={y(tick) + 4} text-anchor="end">
            {duration(tick)}
          </text>
        </g>
      ))}
      {x.ticks(6).map((tick) => (
        <text key={tick} x={x(tick)} y={plot.height - 4} text-anchor="middle">
          {`${tick} s`}
        </text>
      ))}
    </>
  );
}

function DowntimeCurve({
  curve: { name, of },
  index,
  cases,
  x,
  y,
}: {
  readonly curve: Curve;
  readonly index: number;
  readonly cases: readonly RangeCase[];
  readonly x: Scale;
  readonly y: Scale;
}): JSX.Element {
  const path = line<RangeCase>(
    ({ value }) => x(value),
    (each) => y(of(each)),
  );
  const style = curveStyle(index);
  return (
    <g>
      <path
        class={style.class}
        d={path([...cases]) ?? ''}
        stroke-dasharray={style.dash}
        stroke-width={curveWidth(index, 2)}
      />
      {cases.map((each) => (
        <circle key={each.value} class={style.class} cx={x(each.value)} cy={y(of(each))} r="3">
          <title>{`${name}, ${each.text}: ${duration(of(each))}`}</title>
        </circle>
      ))}
    </g>
  );
}
