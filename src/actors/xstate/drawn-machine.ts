/** A machine as it is drawn: states, transitions under the names that people know, what runs in a state. */
import type { AnyStateMachine, AnyStateNode } from 'xstate';
import { guardName } from './structure.ts';

/** A transition of a drawing. `key`: the node, its event for XState, and the place there. */
interface DrawnTransition {
  readonly key: string;
  /** As XState names it; empty for `always`. */
  readonly event: string;
  readonly label: string;
  readonly guard: string | undefined;
  readonly target: string | undefined;
}

/** A configuration that can be drawn under the name `chart`; it has neither code nor ids of its own. */
export function drawnConfig(machine: AnyStateMachine, chart: string): Record<string, unknown> {
  const { root } = machine;
  const own = drawnNode(root, chart);
  if (Object.keys(root.states).length > 0) return { ...own, id: chart };
  return { id: chart, initial: 'running', states: { running: own } };
}

/** The place of a state in the drawing. */
export function drawnPath({ path, machine }: AnyStateNode): string {
  const isOnly = Object.keys((machine as AnyStateMachine).root.states).length === 0;
  return isOnly ? 'running' : path.join('.');
}

function drawnNode(node: AnyStateNode, chart: string): Record<string, unknown> {
  const { type, states, invoke, initial, history } = node;
  const on: Record<string, object[]> = {};
  for (const { label, guard, target } of drawnTransitions(node)) {
    const drawn = {
      ...(guard === undefined ? {} : { guard }),
      ...(target === undefined ? {} : { target: `#${chart}.${target}` }),
    };
    (on[label] ??= []).push(drawn);
  }
  const first = type === 'compound' ? initial.target[0]?.key : undefined;
  const inner = Object.entries(states).map(([key, each]) => [key, drawnNode(each, chart)]);
  return {
    ...(type === 'atomic' || type === 'compound' ? {} : { type }),
    ...(type === 'history' ? { history } : { on }),
    ...(first === undefined ? {} : { initial: first }),
    ...(inner.length === 0 ? {} : { states: Object.fromEntries(inner) }),
    meta: { runs: invoke.map(({ id, src }) => `invoke ${nameOfSource(id, src as string)}`) },
  };
}

/** Every transition of a state, in the order in which the drawing counts those of one label. */
export function drawnTransitions(node: AnyStateNode): DrawnTransition[] {
  const groups = [...node.transitions, ['', node.always ?? []] as const];
  return groups.flatMap(([event, transitions]) =>
    transitions.map(({ target, guard }, place) => ({
      key: `${node.id}:${event}:${place}`,
      event,
      label: labelOf(node, event),
      guard: guardName(guard),
      target: target === undefined ? undefined : drawnPath(target[0] as AnyStateNode),
    })),
  );
}

function labelOf({ id, invoke }: AnyStateNode, event: string): string {
  if (event === '') return 'always';
  const [, kind, rest = ''] =
    /^xstate\.(after|done\.actor|error\.actor|done\.state|snapshot)\.(.*)$/.exec(event) ?? [];
  const invoked = invoke.find((each) => each.id === rest);
  const source = nameOfSource(rest, invoked === undefined ? rest : (invoked.src as string));
  switch (kind) {
    case 'after': {
      const delay = rest.endsWith(`.${id}`) ? rest.slice(0, -id.length - 1) : rest;
      return /^\d+$/.test(delay) ? `after ${delay} ms` : `after ${delay}`;
    }
    case 'done.actor':
      return `${source} done`;
    case 'error.actor':
      return `${source} fails`;
    case 'snapshot':
      return `${source} emits`;
    case 'done.state':
      return 'done';
    case undefined:
    default:
      return event;
  }
}

/** XState makes up an id of the place of an invocation without one. */
function nameOfSource(id: string, src: string): string {
  const isMadeUp = (name: string): boolean => /^(?:xstate\.invoke\.)?\d+\./.test(name);
  if (!isMadeUp(src)) return src;
  return isMadeUp(id) ? 'actor' : id;
}
