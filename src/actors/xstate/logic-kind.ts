/* oxlint-disable no-underscore-dangle -- names of XState */
import { fromPromise, type AnyActorLogic, type AnyStateMachine, type AnyStateNode } from 'xstate';
import { freeGuards, markFree, unimplementedGuards } from './free-guards.ts';
import { logAssigns } from './assign-log.ts';
import { logGuards } from './guard-log.ts';
import type { StandIn } from './stand-in.ts';

/** XState's type of all logic that an actor can have. */
export type AnyLogic = AnyActorLogic;

/**
 * What runs behind an actor.
 * - `machine`, `transition`: pure logic, an actor of its own in a system
 * - `promise`, `callback`, `observable`, `eventObservable`: a source outside; what it does is declared
 */
export type LogicKind =
  | 'machine'
  | 'transition'
  | 'promise'
  | 'callback'
  | 'observable'
  | 'eventObservable';

/** Stands for an actor that a machine names and nobody implements. */
const unimplemented: AnyActorLogic = fromPromise(() => new Promise(() => {}));

const kinds = new WeakMap<AnyActorLogic, LogicKind>();

/** More microsteps than this in one step are an endless loop of `always` or `raise`. */
const microstepsMax = 2_000;

export function isMachine(logic: unknown): logic is AnyStateMachine {
  return typeof logic === 'object' && logic !== null && '__xstatenode' in logic && 'root' in logic;
}

/** Finds out what a logic is by what it does with the events that XState's own creators understand. */
export function kindOf(logic: AnyActorLogic): LogicKind {
  let kind = kinds.get(logic);
  if (kind === undefined) {
    kind = isMachine(logic) ? 'machine' : probed(logic);
    kinds.set(logic, kind);
  }
  return kind;
}

function probed(logic: AnyActorLogic): LogicKind {
  // oxlint-disable-next-line typescript/no-explicit-any -- a probe: what it is not, it does not understand
  const scope = {} as any;
  const initial = logic.getInitialSnapshot(scope, undefined) as Record<string, unknown>;
  // Only logic of `fromTransition` has data and keeps no input; an event is none of its own.
  if ('context' in initial && !('input' in initial)) return 'transition';
  const after = (event: object): Record<string, unknown> => {
    // oxlint-disable-next-line typescript/no-explicit-any -- as above
    return logic.transition(initial as any, event as any, scope) as Record<string, unknown>;
  };
  try {
    if (after({ type: 'xstate.promise.resolve', data: 1 })['status'] === 'done') return 'promise';
    if (after({ type: 'xstate.observable.complete' })['status'] !== 'done') return 'callback';
    const next = after({ type: 'xstate.observable.next', data: 1 });
    return next['context'] === 1 ? 'observable' : 'eventObservable';
  } catch {
    return 'callback';
  }
}

const prepared = new WeakMap<AnyActorLogic, AnyActorLogic>();

/**
 * The same logic, safe to explore: actors that it names and nobody implements are sources without declared
 * outcomes, and an endless loop of transitions without an event ends with an error.
 */
export function preparedLogic(logic: AnyActorLogic): AnyActorLogic {
  if (!isMachine(logic)) return logic;
  let made = prepared.get(logic);
  if (made === undefined) {
    made = copyOf(logic);
    prepared.set(logic, made);
    prepared.set(made, made);
  }
  return made;
}

/** The same machine, which reaches `peers` as if they were its children. */
export function machineWithPeers(
  logic: AnyStateMachine,
  peers: Readonly<Record<string, StandIn>>,
): AnyStateMachine {
  if (Object.keys(peers).length === 0) return preparedLogic(logic) as AnyStateMachine;
  const made = copyOf(logic);
  prepared.set(made, made);
  // Actions of the initial state may send, too. XState has no way to give a snapshot its first children.
  type Start = (...given: unknown[]) => { children: object };
  const open = made as unknown as { _getPreInitialState: Start };
  const start = open._getPreInitialState.bind(made);
  open._getPreInitialState = (...given) => {
    const snapshot = start(...given);
    return { ...snapshot, children: { ...peers, ...snapshot.children } };
  };
  return made;
}

function copyOf(machine: AnyStateMachine): AnyStateMachine {
  const missing = sourceNames(machine).filter(
    (name) => machine.implementations.actors[name] === undefined,
  );
  const open = unimplementedGuards(machine, nodesOf(machine));
  const made = machine.provide({
    actors: Object.fromEntries(missing.map((name) => [name, unimplemented])),
    guards: freeGuards(open),
  });
  markFree(made as AnyStateMachine, open);
  const nodes = nodesOf(made as AnyStateMachine);
  logGuards(made as AnyStateMachine, nodes);
  logAssigns(made as AnyStateMachine, nodes);
  const { options } = made;
  options.maxIterations = Math.min(options.maxIterations ?? Infinity, microstepsMax);
  return made as AnyStateMachine;
}

function sourceNames(machine: AnyStateMachine): string[] {
  const names = nodesOf(machine).flatMap(({ invoke }) => invoke.map(({ src }) => src));
  return names.filter(
    (src): src is string => typeof src === 'string' && !/^xstate\.invoke\.\d+\./.test(src),
  );
}

/** Every state node of a machine, the root first. */
export function nodesOf({ root }: AnyStateMachine): AnyStateNode[] {
  const inside = (node: AnyStateNode): AnyStateNode[] => [
    node,
    ...Object.values(node.states).flatMap(inside),
  ];
  return inside(root);
}
