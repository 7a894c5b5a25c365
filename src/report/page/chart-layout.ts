import type { ElkExtendedEdge, ElkNode, ElkPoint } from 'elkjs/lib/elk-api.js';
import type { Chart, ChartState, ChartTransition } from './chart-graph.ts';
import { placedByElk } from './placements.ts';

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** One arrow; transitions between the same two states share it. */
export interface Arrow {
  /** Empty for the arrow from a start dot. */
  readonly transitions: readonly ChartTransition[];
  readonly points: readonly ElkPoint[];
  readonly label?: Box;
}

/** A row of text inside a state. */
export interface Row {
  readonly text: string;
  readonly tooltip: string;
  /** Absent where coverage has no meaning: a message left in its channel is no step. */
  readonly taken?: boolean;
}

export interface ChartLayout {
  readonly width: number;
  readonly height: number;
  /** By state id. */
  readonly boxes: ReadonlyMap<string, Box>;
  readonly dots: readonly Box[];
  readonly arrows: readonly Arrow[];
}

/** Text metrics of the drawing: 11 px monospace, whose widest common face advances 0.61 em. */
export const text = { characterWidth: 6.75, rowHeight: 15, headHeight: 26, margin: 9 } as const;

const dotSize = 9;

const layoutOptions = {
  'elk.algorithm': 'layered',
  'elk.direction': 'DOWN',
  'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.json.shapeCoords': 'ROOT',
  'elk.json.edgeCoords': 'ROOT',
  'elk.spacing.nodeNode': '24',
  'elk.spacing.edgeNode': '14',
  'elk.spacing.edgeEdge': '12',
  'elk.spacing.edgeLabel': '4',
  'elk.layered.spacing.nodeNodeBetweenLayers': '26',
  'elk.layered.spacing.edgeNodeBetweenLayers': '14',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '12',
  'elk.layered.nodePlacement.strategy': 'LINEAR_SEGMENTS',
  'elk.layered.considerModelOrder.strategy': 'PREFER_NODES',
  'elk.layered.cycleBreaking.strategy': 'MODEL_ORDER',
} as const;

/** Rows inside a state's box: what stays in the state, then what it leaves in the channel. */
export function rowsOf({ stays, defers, runs }: ChartState): Row[] {
  const rows: Row[] = runs.map((run) => ({ text: run, tooltip: run }));
  const own = stays.map(({ label, description, isIgnored, taken }) => ({
    text: isIgnored ? `ignores ${label}` : label,
    tooltip: description,
    taken: taken > 0,
  }));
  rows.push(...own);
  if (defers.length > 0) {
    const tooltip = defers.map(({ event, reason }) => `${event} waits: ${reason}`).join('\n');
    rows.push({ text: 'leaves for later:', tooltip });
    rows.push({ text: `  ${defers.map(({ event }) => event).join(' ')}`, tooltip });
  }
  return rows;
}

/** Lays a chart out with ELK: nested layers from top to bottom, edges at right angles. Deterministic. */
export async function layOut({ root, transitions }: Chart): Promise<ChartLayout> {
  const groups = arrowGroups(transitions.map((each) => fromAnywhere(each, root)));
  const order = statesInOrder(root);
  const placed = await placedByElk({
    ...toElkNode(root),
    layoutOptions: { ...layoutOptions, 'elk.padding': padding(6) },
    edges: [...startEdges(root), ...groups.map((group, index) => toElkEdge(group, index, order))],
  });
  const boxes = new Map<string, Box>();
  const dots: Box[] = [];
  const collect = (node: ElkNode): void => {
    const { x = 0, y = 0, width = 0, height = 0 } = node;
    if (node.id.startsWith('start:')) dots.push({ x, y, width, height });
    else boxes.set(node.id, { x, y, width, height });
    node.children?.forEach(collect);
  };
  placed.children?.forEach(collect);
  const arrows = (placed.edges ?? []).map((edge) => toArrow(edge, groups));
  return { width: placed.width ?? 0, height: placed.height ?? 0, boxes, dots, arrows };
}

/** What every state can do starts at the dot of the chart, and says so. */
function fromAnywhere(transition: ChartTransition, root: ChartState): ChartTransition {
  if (transition.source !== root.id) return transition;
  return { ...transition, source: `start:${root.id}`, label: `anywhere: ${transition.label}` };
}

function arrowGroups(transitions: readonly ChartTransition[]): ChartTransition[][] {
  const groups = new Map<string, ChartTransition[]>();
  for (const transition of transitions) {
    if (transition.target === undefined) continue;
    const key = `${transition.source} ${transition.target}`;
    groups.set(key, [...(groups.get(key) ?? []), transition]);
  }
  return [...groups.values()];
}

function statesInOrder(state: ChartState): string[] {
  return [state.id, ...state.children.flatMap(statesInOrder)];
}

function padding(top: number): string {
  return `[top=${top},left=14,bottom=14,right=14]`;
}

function toElkNode(state: ChartState): ElkNode {
  const rows = rowsOf(state);
  const longest = Math.max(
    (state.name.length + 2) * 1.2,
    ...rows.map((row) => row.text.length + 2),
  );
  const width = Math.ceil(longest * text.characterWidth + 2 * text.margin);
  const height = text.headHeight + rows.length * text.rowHeight + (rows.length > 0 ? 6 : 0);
  if (state.children.length === 0) return { id: state.id, width, height };
  return {
    id: state.id,
    layoutOptions: {
      'elk.padding': padding(height + 8),
      'elk.nodeSize.constraints': 'MINIMUM_SIZE',
      'elk.nodeSize.minimum': `(${width},${height})`,
    },
    children: [...(hasStart(state) ? [startDot(state)] : []), ...state.children.map(toElkNode)],
  };
}

/** Regions of a parallel state start together; the dot of a root is where what every state can do starts. */
function hasStart({ kind, id }: ChartState): boolean {
  return kind !== 'parallel' || !id.includes('.');
}

function startDot({ id }: ChartState): ElkNode {
  return {
    id: `start:${id}`,
    width: dotSize,
    height: dotSize,
    layoutOptions: { 'elk.layered.layering.layerConstraint': 'FIRST' },
  };
}

function startEdges(state: ChartState): ElkExtendedEdge[] {
  const own =
    state.initial === undefined
      ? []
      : [{ id: `to:${state.initial}`, sources: [`start:${state.id}`], targets: [state.initial] }];
  return [...own, ...state.children.flatMap(startEdges)];
}

function toElkEdge(
  group: readonly ChartTransition[],
  index: number,
  order: readonly string[],
): ElkExtendedEdge {
  const [{ source, target }] = group as [ChartTransition];
  const longest = Math.max(...group.map(({ label }) => label.length + 2));
  const label = {
    text: `${index}`,
    width: longest * text.characterWidth,
    height: group.length * text.rowHeight,
  };
  // Where a cycle must be broken, it is an arrow against the order of declaration that points up.
  const isForward = order.indexOf(source) < order.indexOf(target!);
  return {
    id: `${index}`,
    sources: [source],
    targets: [target!],
    labels: [label],
    layoutOptions: { 'elk.layered.priority.direction': isForward ? '10' : '1' },
  };
}

function toArrow(edge: ElkExtendedEdge, groups: readonly ChartTransition[][]): Arrow {
  const points = (edge.sections ?? []).flatMap(({ startPoint, bendPoints, endPoint }) => [
    startPoint,
    ...(bendPoints ?? []),
    endPoint,
  ]);
  const label = edge.labels?.[0];
  const transitions = label === undefined ? [] : groups[Number(edge.id)]!;
  if (label === undefined) return { transitions, points };
  const { x = 0, y = 0, width = 0, height = 0 } = label;
  return { transitions, points, label: { x, y, width, height } };
}
