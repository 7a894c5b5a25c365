/** Whether a reaction can have run code of the machine's own: if not, XState alone has decided it. */
import type { AnyStateMachine, AnyStateNode } from 'xstate';
import type { ActorEvent, ActorSnapshot, Reaction, TakenTransition } from './semantics.ts';

/** What a state node may run: in a moment in which it is left, entered or active, and for an event. */
interface NodeCode {
  /** Beside transitions: entry, exit, invocations, output, computed delays. */
  readonly isAny: boolean;
  readonly hasGuardedAlways: boolean;
  readonly events: ReadonlySet<string>;
  readonly hasWildcards: boolean;
}

const known = new WeakMap<AnyStateNode, NodeCode>();

/**
 * Whether code of the machine's own ran when an event reached a snapshot: a guard, an action, a delay, an input.
 * May say yes in vain.
 */
export function runsCode(snapshot: ActorSnapshot, event: ActorEvent, reaction: Reaction): boolean {
  if (runsMoreThanGuards(snapshot, event, reaction)) return true;
  const isBefore = activeNodes(snapshot).some((node) => {
    const { hasGuardedAlways, hasWildcards, events } = codeOf(node);
    return hasGuardedAlways || hasWildcards || events.has(event.type);
  });
  return isBefore || activeNodes(reaction.snapshot).some((node) => codeOf(node).hasGuardedAlways);
}

/** Whether code of the machine's own other than guards ran. May say yes in vain. */
export function runsMoreThanGuards(
  snapshot: ActorSnapshot,
  { type }: ActorEvent,
  { snapshot: after, taken }: Reaction,
): boolean {
  const isMore = ({ node, event, index }: TakenTransition): boolean =>
    event !== type || (node.transitions.get(event)?.[index]?.actions.length ?? 1) > 0;
  return (
    after.status !== 'active' ||
    taken.some(isMore) ||
    activeNodes(snapshot).some((node) => codeOf(node).isAny) ||
    activeNodes(after).some((node) => codeOf(node).isAny)
  );
}

/** Whether a transition that was taken for an event has actions, the machine's own or of XState. */
export function hasActions({ node, event, index }: TakenTransition): boolean {
  return (node.transitions.get(event)?.[index]?.actions.length ?? 0) > 0;
}

function activeNodes(snapshot: ActorSnapshot): readonly AnyStateNode[] {
  return (snapshot as { _nodes?: readonly AnyStateNode[] })['_nodes'] ?? [];
}

function codeOf(node: AnyStateNode): NodeCode {
  let code = known.get(node);
  if (code === undefined) known.set(node, (code = analysed(node)));
  return code;
}

function analysed(node: AnyStateNode): NodeCode {
  const { config, transitions, always = [], invoke, type, machine } = node;
  const { entry, exit } = config as { entry?: unknown; exit?: unknown };
  const isPlain = ({ guard, actions }: { guard?: unknown; actions: readonly unknown[] }): boolean =>
    guard === undefined && actions.length === 0;
  const events = [...transitions].filter(([, each]) => !each.every(isPlain)).map(([name]) => name);
  return {
    isAny:
      entry !== undefined ||
      exit !== undefined ||
      invoke.length > 0 ||
      type === 'final' ||
      !hasFixedDelays(node, machine as AnyStateMachine),
    hasGuardedAlways: !always.every(isPlain),
    events: new Set(events),
    hasWildcards: events.some((name) => name.includes('*')),
  };
}

function hasFixedDelays({ after }: AnyStateNode, machine: AnyStateMachine): boolean {
  return after.every(({ delay }) => {
    const named: unknown =
      typeof delay === 'string' ? machine.implementations.delays[delay] : delay;
    return typeof named === 'number' || (typeof delay === 'string' && /^\d+$/.test(delay));
  });
}
