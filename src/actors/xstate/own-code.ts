/** Whether a reaction can have run code of the machine's own: if not, XState alone has decided it. */
import type { AnyStateMachine, AnyStateNode } from 'xstate';
import { isLoggedAction } from './assign-log.ts';
import type { ActorEvent, ActorSnapshot, Reaction, TakenTransition } from './semantics.ts';

/** What a state node may run: in a moment in which it is left, entered or active, and for an event. */
interface NodeCode {
  /** Beside transitions: entry, exit, invocations, output, computed delays. */
  readonly isAny: boolean;
  /** More of that than assigns. */
  readonly isUnlogged: boolean;
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

function runsMoreThanGuards(
  snapshot: ActorSnapshot,
  { type }: ActorEvent,
  { snapshot: after, taken }: Reaction,
): boolean {
  const isMore = (transition: TakenTransition): boolean =>
    transition.event !== type || actionsOf(transition).length > 0;
  return (
    after.status !== 'active' ||
    taken.some(isMore) ||
    activeNodes(snapshot).some((node) => codeOf(node).isAny) ||
    activeNodes(after).some((node) => codeOf(node).isAny)
  );
}

/** Whether code of the machine's own other than guards and logged assigns ran. May say yes in vain. */
export function runsUnloggedCode(
  snapshot: ActorSnapshot,
  { type }: ActorEvent,
  { snapshot: after, taken }: Reaction,
): boolean {
  const isMore = (transition: TakenTransition): boolean => {
    const { node, event } = transition;
    if (event !== type && event !== '') return true;
    return !areLogged(node, actionsOf(transition));
  };
  return (
    after.status !== 'active' ||
    taken.some(isMore) ||
    activeNodes(snapshot).some((node) => codeOf(node).isUnlogged) ||
    activeNodes(after).some((node) => codeOf(node).isUnlogged)
  );
}

/** Whether a transition that was taken for an event has actions, the machine's own or of XState. */
export function hasActions(transition: TakenTransition): boolean {
  return transition.event !== '' && actionsOf(transition).length > 0;
}

function actionsOf({ node, event, index }: TakenTransition): readonly unknown[] {
  const declared = event === '' ? node.always : node.transitions.get(event);
  return declared?.[index]?.actions ?? [];
}

function areLogged({ machine }: AnyStateNode, actions: readonly unknown[]): boolean {
  return actions.every((action) => isLoggedAction(machine as AnyStateMachine, action));
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
  const { config, transitions, always = [], invoke, type, machine, initial } = node;
  const { entry, exit } = config as { entry?: unknown; exit?: unknown };
  const isPlain = ({ guard, actions }: { guard?: unknown; actions: readonly unknown[] }): boolean =>
    guard === undefined && actions.length === 0;
  const events = [...transitions].filter(([, each]) => !each.every(isPlain)).map(([name]) => name);
  const isMore =
    invoke.length > 0 ||
    type === 'final' ||
    initial?.actions.length > 0 ||
    !hasFixedDelays(node, machine as AnyStateMachine);
  const own = [entry ?? [], exit ?? []].flat();
  return {
    isAny: isMore || own.length > 0,
    isUnlogged: isMore || !areLogged(node, own),
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
