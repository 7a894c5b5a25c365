import type { JSX } from 'preact';
import { scaleLinear } from 'd3-scale';
import type { MeasuredFigure, PaperEvaluation } from '../../timing/paper/evaluation.ts';
import { counted } from '../page/format.ts';
import { ScrollRegion } from './scroll-region.tsx';
import { SortableTable } from './sortable-table.tsx';

const size = { width: 960, row: 24, left: 260, right: 150, top: 22 } as const;
/** Beyond these ratios a mark is at the edge. */
const ratios = [0.4, 1.6] as const;

/** The paper's stated figures beside the measured ones. */
export function PaperSection({ paper }: { readonly paper: PaperEvaluation }): JSX.Element {
  const { figures, shapes, seeds } = paper;
  return (
    <article>
      <h3>The paper's figures, and ours</h3>
      <p>
        Means of {counted(seeds, 'seed')}; a bar spans the least and the greatest. Only{' '}
        <b>predicted</b> figures are evidence: fitted ones chose a parameter, identities follow from
        others.
      </p>
      <FigurePlot figures={figures} />
      <SortableTable
        label="Figures of the paper"
        rows={figures}
        rowKey={({ id }) => id}
        columns={[
          { title: 'figure', value: ({ id }) => id },
          {
            title: 'published',
            value: ({ published }) => published,
            show: (figure) => valueShown(figure.published, figure),
            isNumber: true,
          },
          {
            title: 'measured',
            value: ({ measured }) => measured,
            show: (figure) => valueShown(figure.measured, figure),
            isNumber: true,
          },
          {
            title: 'off by',
            value: ({ error }) => Math.abs(error),
            show: ({ error }) => `${error > 0 ? '+' : ''}${(error * 100).toFixed(0)} %`,
            isNumber: true,
          },
          { title: 'kind', value: ({ kind }) => kind },
          {
            title: 'where',
            value: ({ note }) => note,
            show: ({ note }) => <span class="size">{note}</span>,
          },
        ]}
      />
      <h4>Claims about the order of things</h4>
      <ul>
        {shapes.map(({ claim, holds, holdsShare, perturbedShare }) => (
          <li key={claim}>
            <b class={holds ? 'better' : 'worse'}>{holds ? '✓ holds' : '✗ does NOT hold'}</b>{' '}
            {claim}{' '}
            <span class="size">
              in {share(holdsShare)} of the seeds, in {share(perturbedShare)} under other
              assumptions
            </span>
          </li>
        ))}
      </ul>
    </article>
  );
}

function share(value: number): string {
  return `${Math.round(value * 100)} %`;
}

function valueShown(value: number, { unit }: MeasuredFigure): string {
  return unit === 'share' ? share(value) : `${Number(value.toPrecision(3))} ${unit}`;
}

/** Every figure as a ratio to the published one, which is the mark at 1. */
function FigurePlot({ figures }: { readonly figures: readonly MeasuredFigure[] }): JSX.Element {
  const shown = figures.filter(({ published }) => published > 0);
  const height = size.top + shown.length * size.row + 8;
  const x = scaleLinear(ratios, [size.left, size.width - size.right]).clamp(true);
  const label = shown.map((figure) => `${figure.id} ${valueShown(figure.measured, figure)}`);
  return (
    <figure>
      <figcaption>Measured ÷ published; the line at 1 is the paper</figcaption>
      <ScrollRegion label="Measured against published">
        <svg
          class="plot"
          role="img"
          aria-label={`Measured against published: ${label.join(', ')}`}
          viewBox={`0 0 ${size.width} ${height}`}
        >
          {x.ticks(7).map((tick) => (
            <g key={tick}>
              <path class="grid" d={`M${x(tick)} ${size.top - 4} V${height}`} />
              <text x={x(tick)} y={12} text-anchor="middle">
                {tick}
              </text>
            </g>
          ))}
          <path class="paper" d={`M${x(1)} ${size.top - 4} V${height}`} />
          {shown.map((figure, index) => (
            <FigureRow key={figure.id} figure={figure} index={index} x={x} />
          ))}
        </svg>
      </ScrollRegion>
    </figure>
  );
}

interface FigureRowProps {
  readonly figure: MeasuredFigure;
  readonly index: number;
  readonly x: (ratio: number) => number;
}

function FigureRow({ figure, index, x }: FigureRowProps): JSX.Element {
  const { id, published, measured, spread, kind } = figure;
  const middle = size.top + (index + 0.5) * size.row;
  const from = x(spread[0] / published);
  const to = x(spread[1] / published);
  return (
    <g class={`figure-${kind}`}>
      <text class="strong" x={size.left - 10} y={middle + 4} text-anchor="end">
        {id}
      </text>
      <rect class="spread" x={from} y={middle - 3} width={Math.max(1, to - from)} height={6} />
      <circle class="measured" cx={x(measured / published)} cy={middle} r={5}>
        <title>{`${id}: published ${valueShown(published, figure)}, measured ${valueShown(measured, figure)} (${kind})`}</title>
      </circle>
      <text x={size.width - size.right + 12} y={middle + 4}>
        {valueShown(measured, figure)} / {valueShown(published, figure)}
      </text>
    </g>
  );
}
