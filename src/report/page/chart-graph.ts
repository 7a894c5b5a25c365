import type { ruleTable } from '../../statecharts/rule-table.ts';
import type { ChartCoverage } from './chart-coverage.ts';

/** What a rule table is made from: a drawing is made from the same. */
export type Machine = Parameters<typeof ruleTable>[0];
type StateNode = Machine['root'];
type Definition =
  StateNode['transitions'] extends Map<unknown, infer List extends unknown[]>
    ? List[number]
    : never;

/** A transition as the drawing shows it. */
export interface ChartTransition {
  /** As in the coverage: the state node that declares it, the event, its place there. */
  readonly declaredAt: string;
  readonly source: string;
  /** Absent where the chart stays in the state. */
  readonly target?: string;
  readonly event: string;
  readonly guard?: string;
  /** `event [guard]`. */
  readonly label: string;
  readonly description: string;
  readonly isIgnored: boolean;
  readonly taken: number;
}

export interface ChartState {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly visited: boolean;
  /** Steps taken into it or within it. */
  readonly entered: number;
  /** Where an arrow to this state goes on. */
  readonly initial?: string;
  /** Steps and messages that stay in the state. */
  readonly stays: readonly ChartTransition[];
  /** Messages that this state leaves in their channel, with the reason. */
  readonly defers: readonly { readonly event: string; readonly reason: string }[];
  readonly children: readonly ChartState[];
  readonly kind: 'plain' | 'parallel' | 'final' | 'history';
  /** What runs while the state is active. */
  readonly runs: readonly string[];
}

export interface Chart {
  readonly name: string;
  readonly root: ChartState;
  /** Leaf states. */
  readonly leaves: readonly ChartState[];
  readonly transitions: readonly ChartTransition[];
}

/** Reads a machine and what was covered of it into the chart that is drawn. */
export function chartOf(machine: Machine, coverage: ChartCoverage): Chart {
  const nodes = [...nodesOf(machine.root)];
  const entered = new Map<string, number>();
  for (const { source, target, taken } of nodes.flatMap((node) => transitionsOf(node, coverage))) {
    const state = target ?? source;
    entered.set(state, (entered.get(state) ?? 0) + taken);
  }
  const root = stateOf(machine.root, coverage, entered);
  return {
    name: machine.id,
    root,
    leaves: [...leavesOf(root)],
    transitions: nodes.flatMap((node) => transitionsOf(node, coverage)),
  };
}

function* nodesOf(node: StateNode): Generator<StateNode> {
  yield node;
  for (const child of Object.values(node.states)) yield* nodesOf(child);
}

function* leavesOf(state: ChartState): Generator<ChartState> {
  if (state.children.length === 0 && state.kind !== 'history') yield state;
  for (const child of state.children) yield* leavesOf(child);
}

function stateOf(
  node: StateNode,
  coverage: ChartCoverage,
  entered: ReadonlyMap<string, number>,
): ChartState {
  const children = Object.values(node.states);
  const isCompound = children.length > 0 && node.type !== 'parallel';
  const initial = isCompound ? node.initial.target[0]?.id : undefined;
  const meta = node.meta as
    | { defers?: Readonly<Record<string, string>>; runs?: readonly string[] }
    | undefined;
  return {
    id: node.id,
    name: nameOf(node),
    kind: isDrawnApart(node.type) ? node.type : 'plain',
    runs: meta?.runs ?? [],
    description: node.description ?? '',
    visited: coverage.visited.has(node.id),
    entered: entered.get(node.id) ?? 0,
    ...(initial === undefined ? {} : { initial }),
    stays: transitionsOf(node, coverage).filter(({ target }) => target === undefined),
    defers: Object.entries(meta?.defers ?? {}).map(([event, reason]) => ({ event, reason })),
    children: children.map((child) => stateOf(child, coverage, entered)),
  };
}

function isDrawnApart(type: string): type is 'parallel' | 'final' | 'history' {
  return type === 'parallel' || type === 'final' || type === 'history';
}

/** As the Stately editor writes it: history is a circled H, with a star if it is deep. */
function nameOf({ key, type, history }: StateNode): string {
  if (type !== 'history') return key;
  return history === 'deep' ? `H* ${key}` : `H ${key}`;
}

function transitionsOf(node: StateNode, coverage: ChartCoverage): ChartTransition[] {
  return [...node.transitions].flatMap(([event, definitions]) =>
    definitions.map((definition, place) => {
      const declaredAt = `${node.id}:${event}:${place}`;
      const guard = guardName(definition);
      const description = definition.description ?? '';
      const target = definition.target?.[0]?.id;
      return {
        declaredAt,
        source: node.id,
        ...(target === undefined ? {} : { target }),
        event,
        ...(guard === undefined ? {} : { guard }),
        label: guard === undefined ? event : `${event} [${guard}]`,
        description,
        isIgnored: description.startsWith('ignored:'),
        taken: coverage.taken.get(declaredAt) ?? 0,
      };
    }),
  );
}

function guardName({ guard }: Definition): string | undefined {
  if (guard === undefined || typeof guard === 'string') return guard;
  return (guard as { readonly type?: string }).type ?? 'guard';
}
