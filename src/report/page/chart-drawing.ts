import type { Chart, ChartState } from './chart-graph.ts';
import { rowsOf, text, type Arrow, type ChartLayout, type Row } from './chart-layout.ts';
import { html, type Html } from './html.ts';

const cornerRadius = 5;

/** Signs before each label: what was taken, and what never was. */
const coverageSigns = { taken: '●', never: '○' } as const;

/** A chart as inline SVG at its natural size. */
export function drawChart(chart: Chart, layout: ChartLayout): Html {
  const { name, root } = chart;
  const width = Math.ceil(layout.width);
  const height = Math.ceil(layout.height);
  return html`<svg
    class="chart"
    role="img"
    aria-label="Statechart ${name}; its transitions are listed below"
    width="${width}"
    height="${height}"
    viewBox="0 0 ${width} ${height}"
  >
    <defs>${arrowHead(name, 'taken')}${arrowHead(name, 'never')}${arrowHead(name, 'start')}</defs>
    ${root.children.map((state) => drawBox(state, layout))}
    ${layout.arrows.map((arrow) => drawLine(name, arrow))}
    ${layout.dots.map(
      ({ x, y, width: size }) =>
        html`<circle class="start" cx="${x + size / 2}" cy="${y + size / 2}" r="${size / 2}" />`,
    )}
    ${root.children.map((state) => drawTexts(state, layout))} ${layout.arrows.map(drawLabel)}
  </svg>`;
}

function arrowHead(chart: string, kind: string): Html {
  return html`<marker
    id="head-${chart}-${kind}"
    class="${kind}"
    viewBox="0 0 8 8"
    refX="7.5"
    refY="4"
    markerWidth="8"
    markerHeight="8"
    markerUnits="userSpaceOnUse"
    orient="auto"
    ><path d="M0 0.5 L8 4 L0 7.5 z"
  /></marker>`;
}

function kindOf(state: ChartState): string {
  const isOuter = state.children.length > 0;
  const heat = isOuter ? '' : ` heat-${heatOf(state.entered)}`;
  const isUnvisited = !state.visited && state.kind !== 'history';
  return `state ${isUnvisited ? 'never' : 'taken'} ${isOuter ? 'outer' : 'leaf'} ${state.kind}${heat}`;
}

/** Shade by order of magnitude: 0 never, then below 100, 10,000, a million, and above. */
function heatOf(times: number): number {
  return times === 0 ? 0 : Math.min(4, 1 + Math.floor(Math.log10(times) / 2));
}

function drawBox(state: ChartState, layout: ChartLayout): Html {
  const { x, y, width, height } = layout.boxes.get(state.id)!;
  return html`<g class="${kindOf(state)}" data-state="${state.id}">
      <title>${tooltipOf(state)}</title>
      <rect
        x="${x}"
        y="${y}"
        width="${width}"
        height="${height}"
        rx="${state.kind === 'history' ? height / 2 : cornerRadius}"
      />
      ${
        state.kind === 'final' &&
        html`<rect
          x="${x + 3}"
          y="${y + 3}"
          width="${width - 6}"
          height="${height - 6}"
          rx="${cornerRadius}"
        />`
      }
    </g>
    ${state.children.map((child) => drawBox(child, layout))}`;
}

/** Drawn after the lines, on a ground of their own: a line may run behind a name. */
function drawTexts(state: ChartState, layout: ChartLayout): Html {
  const { x, y } = layout.boxes.get(state.id)!;
  const left = x + text.margin;
  const rowsTop = y + text.headHeight;
  return html`<g class="${kindOf(state)}">
      <g>
        <title>${tooltipOf(state)}</title>
        <text class="name" x="${left}" y="${y + 17}">
          ${!state.visited && state.kind !== 'history' && `${coverageSigns.never} `}${state.name}${state.kind === 'parallel' && ' ∥'}
        </text>
      </g>
      ${rowsOf(state).map((row, index) => drawRow(row, left, rowsTop + index * text.rowHeight))}
    </g>
    ${state.children.map((child) => drawTexts(child, layout))}`;
}

function tooltipOf({ id, description, visited }: ChartState): string {
  return `${visited ? '' : 'never visited. '}${description || id}`;
}

function drawRow({ text: words, tooltip, taken }: Row, x: number, y: number): Html {
  const kind = taken === undefined ? 'waits' : taken ? 'taken' : 'never';
  return html`<g class="row ${kind}"
    ><title>${tooltip}</title
    ><text x="${x}" y="${y + 10}" xml:space="preserve">${signOf(taken)}${words}</text></g
  >`;
}

function signOf(taken: boolean | undefined): string {
  if (taken === undefined) return '';
  return `${taken ? coverageSigns.taken : coverageSigns.never} `;
}

function drawLine(chart: string, { transitions, points }: Arrow): Html {
  const kind = lineKind(transitions);
  return html`<path
    class="arrow ${kind} heat-${heatOf(transitions.reduce((sum, { taken }) => sum + taken, 0))}"
    d="${roundedPath(points)}"
    marker-end="url(#head-${chart}-${kind})"
  />`;
}

function lineKind(transitions: Arrow['transitions']): 'start' | 'taken' | 'never' {
  if (transitions.length === 0) return 'start';
  return transitions.some(({ taken }) => taken > 0) ? 'taken' : 'never';
}

function drawLabel({ transitions, label }: Arrow): Html | false {
  if (label === undefined) return false;
  return html`<g class="label">
    ${transitions.map(({ label: words, description, taken }, index) =>
      drawRow(
        { text: words, tooltip: description, taken: taken > 0 },
        label.x,
        label.y + index * text.rowHeight,
      ),
    )}
  </g>`;
}

/** Straight runs joined by small arcs, so that crossing lines are not taken for bends. */
function roundedPath(points: Arrow['points']): string {
  const parts = points.map((point, index) => {
    if (index === 0) return `M${point.x} ${point.y}`;
    const next = points[index + 1];
    if (next === undefined) return `L${point.x} ${point.y}`;
    const before = towards(point, points[index - 1]!);
    const after = towards(point, next);
    return `L${before.x} ${before.y} Q${point.x} ${point.y} ${after.x} ${after.y}`;
  });
  return parts.join(' ');
}

type Point = Arrow['points'][number];

function towards(from: Point, to: Point): Point {
  const distance = Math.hypot(to.x - from.x, to.y - from.y);
  const part = distance === 0 ? 0 : Math.min(cornerRadius, distance / 2) / distance;
  const along = (a: number, b: number): number => Math.round((a + (b - a) * part) * 10) / 10;
  return { x: along(from.x, to.x), y: along(from.y, to.y) };
}
