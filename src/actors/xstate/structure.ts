/** What can be said of a machine without running it. */
import { createMachine, getNextTransitions, type AnyStateMachine, type AnyStateNode } from 'xstate';
import {
  isMachine,
  kindOf,
  nodesOf,
  preparedLogic,
  type AnyLogic,
  type LogicKind,
} from './logic-kind.ts';
import { unimplementedGuards } from './free-guards.ts';
import type { ActorSnapshot } from './semantics.ts';

/** An actor that a state of a machine invokes. */
export interface Invocation {
  readonly id: string;
  readonly src: string;
  readonly kind: LogicKind;
  readonly logic: AnyLogic;
  /** As the machine names it, before it was prepared. */
  readonly original: AnyLogic;
}

/** Every actor that some state of a machine invokes, once per id. */
export function invocationsOf(logic: AnyLogic): Invocation[] {
  if (!isMachine(logic)) return [];
  const found = new Map<string, Invocation>();
  for (const node of nodesOf(logic)) {
    for (const { id, src } of node.invoke) {
      const invoked = logicOf(logic, src as string);
      if (invoked === undefined) continue;
      found.set(id, {
        id,
        src: src as string,
        kind: kindOf(invoked),
        logic: preparedLogic(invoked),
        original: invoked,
      });
    }
  }
  return [...found.values()];
}

function logicOf(machine: AnyStateMachine, src: string): AnyLogic | undefined {
  const inline = /^xstate\.invoke\.(\d+)\.(.*)$/.exec(src);
  if (inline === null) return machine.implementations.actors[src] as AnyLogic | undefined;
  const { invoke } = machine.getStateNodeById(inline[2]!).config as { invoke: unknown };
  const definition = (Array.isArray(invoke) ? invoke[Number(inline[1])] : invoke) as {
    src: AnyLogic;
  };
  return definition.src;
}

/** A machine and all machines that it may start, as far as it names them; each once, itself first. */
export function familyOf(logic: AnyLogic): AnyLogic[] {
  const found: AnyLogic[] = [];
  const visit = (each: AnyLogic): void => {
    if (found.includes(each)) return;
    found.push(each);
    if (!isMachine(each)) return;
    const named = Object.values(each.implementations.actors) as unknown[];
    for (const inner of named) if (isMachine(inner)) visit(inner);
    for (const inner of invocationsOf(each)) if (isMachine(inner.logic)) visit(inner.original);
  };
  visit(logic);
  return found;
}

/** Types of events that a machine names, without those of XState and without wildcards. */
export function eventTypesOf(logic: AnyLogic): string[] {
  if (!isMachine(logic)) return [];
  const types = nodesOf(logic).flatMap(({ transitions }) => [...transitions.keys()]);
  return [...new Set(types)].filter(
    (type) => type !== '' && !type.startsWith('xstate.') && !type.includes('*'),
  );
}

/** Whether a machine has a transition for a type of event somewhere, by its name or by a wildcard. */
export function knowsEvent(logic: AnyLogic, type: string): boolean {
  if (!isMachine(logic)) return true;
  return nodesOf(logic).some(({ transitions }) =>
    [...transitions.keys()].some(
      (known) =>
        known === type ||
        known === '*' ||
        (known.endsWith('.*') && type.startsWith(known.slice(0, -1))),
    ),
  );
}

/**
 * Whether an event of a type could do anything in a snapshot: an active state names it, or has an `always` whose
 * guard may read it. Without guards, so it may say yes in vain.
 */
export function mayTake(snapshot: ActorSnapshot, type: string): boolean {
  const active = activeNodes(snapshot);
  if (active === undefined) return true;
  return active.some(({ always = [] }) => always.length > 0) || namesEvent(snapshot, type);
}

/** Whether an active state has a transition for an event, by its name or by a wildcard. */
export function namesEvent(snapshot: ActorSnapshot, type: string): boolean {
  const active = activeNodes(snapshot);
  if (active === undefined) return true;
  return active.some(({ transitions }) => {
    if (transitions.has(type)) return true;
    return wildcardsOf(transitions).some((known) => isKnownAs(type, known));
  });
}

/** Names of the guards that active states have on an event. */
export function guardsOn(snapshot: ActorSnapshot, type: string): string[] {
  const transitions = (activeNodes(snapshot) ?? []).flatMap(
    (node) => node.transitions.get(type) ?? [],
  );
  return transitions.flatMap(({ guard }) => guardName(guard) ?? []);
}

function activeNodes(snapshot: ActorSnapshot): readonly AnyStateNode[] | undefined {
  return (snapshot as { _nodes?: readonly AnyStateNode[] })['_nodes'];
}

const wildcards = new WeakMap<AnyStateNode['transitions'], readonly string[]>();

function wildcardsOf(transitions: AnyStateNode['transitions']): readonly string[] {
  let found = wildcards.get(transitions);
  if (found === undefined) {
    found = [...transitions.keys()].filter((known) => known.includes('*'));
    wildcards.set(transitions, found);
  }
  return found;
}

function isKnownAs(type: string, known: string): boolean {
  return (
    known === type || known === '*' || (known.endsWith('.*') && type.startsWith(known.slice(0, -1)))
  );
}

/** Whether a machine has transitions for any event, or for any of a family, by a wildcard. */
export function hasWildcards(logic: AnyLogic | undefined): boolean {
  if (!isMachine(logic)) return false;
  return nodesOf(logic).some(({ transitions }) =>
    [...transitions.keys()].some((known) => known.includes('*')),
  );
}

/** Guards that a machine names and nobody implements. */
export function openGuards(machine: AnyLogic): readonly string[] {
  return isMachine(machine) ? unimplementedGuards(machine, nodesOf(machine)) : [];
}

function nameOf(reference: unknown): string | undefined {
  if (typeof reference === 'string') return reference;
  if (typeof reference !== 'object' || reference === null) return undefined;
  return (reference as { type?: string }).type;
}

const ownParts = new Set(['resolve', 'execute', 'retryResolve', 'check']);

/** What the functions of a machine may do, as far as their text shows it. */
export interface Abilities {
  /** It may start actors beside those that its states invoke. */
  readonly spawns: boolean;
  /** Delayed events that can be under way at once, at most; several of one kind count once. */
  readonly timers: number;
}

export function abilitiesOf(logic: AnyLogic): Abilities {
  if (!isMachine(logic)) return { spawns: false, timers: 0 };
  let spawns = false;
  let delays = 0;
  const seen = new Set<unknown>();
  const visit = (value: unknown): void => {
    if (typeof value === 'function') {
      const { type, delay } = value as { type?: string; delay?: unknown };
      if (type === 'xstate.spawnChild') spawns = true;
      if (delay !== undefined) delays++;
      const text = Function.prototype.toString.call(value);
      if (type === undefined && text.includes('spawn')) spawns = true;
      if (type === undefined && /\bdelay\b/.test(text)) delays += 2;
    } else if (typeof value !== 'object' || value === null || isMachine(value)) {
      return;
    }
    if (seen.has(value)) return;
    seen.add(value);
    // Built-in actions carry XState's own functions beside what they were given.
    for (const [key, each] of Object.entries(value)) if (!ownParts.has(key)) visit(each);
  };
  visit(logic.config);
  visit(logic.implementations.actions);
  const after = nodesOf(logic).reduce((sum, node) => sum + node.after.length, 0);
  return { spawns, timers: Math.min(16, after + delays + (delays > 0 ? 2 : 0)) };
}

/** Whether nothing that an actor hears, waits for or runs can ever change it again. */
export function isEnd(snapshot: ActorSnapshot): boolean {
  if (snapshot.status !== 'active') return true;
  if (!('machine' in snapshot)) return false;
  return getNextTransitions(snapshot).every(({ eventType }) => eventType === '');
}

/** An arrow of a machine: what coverage counts. */
export interface Arrow {
  /** Unique in its machine: state node, event and place there. */
  readonly key: string;
  readonly from: string;
  readonly event: string;
  readonly to: string;
  readonly guard: string | undefined;
}

/** Every transition that a machine declares, `always` and those of XState's own events included. */
export function arrowsOf(machine: AnyStateMachine): Arrow[] {
  return nodesOf(machine).flatMap((node) => {
    const groups = [...node.transitions.entries(), ['', node.always ?? []] as const];
    return groups.flatMap(([event, transitions]) =>
      transitions.map(({ target, guard }, index) => ({
        key: arrowKey(node, event, index),
        from: pathOf(node),
        event: event === '' ? 'always' : event,
        to:
          target === undefined
            ? pathOf(node)
            : target.map((each) => pathOf(each as AnyStateNode)).join(', '),
        guard: guardName(guard),
      })),
    );
  });
}

/** The name of a guard, or `inline guard`; `undefined` without one. */
export function guardName(guard: unknown): string | undefined {
  return nameOf(guard) ?? (guard === undefined ? undefined : 'inline guard');
}

export function arrowKey({ id }: AnyStateNode, event: string, index: number): string {
  return `${id}:${event}:${index}`;
}

function pathOf({ path, machine }: AnyStateNode): string {
  return path.length === 0 ? machine.id : path.join('.');
}

const places = new WeakMap<AnyStateMachine, ReadonlyMap<string, string>>();

/**
 * The state whose timer an event of `after` is, if the machine has a timer of the same delay in another state;
 * else `undefined`: the delay alone says which timer it is.
 */
export function ambiguousTimerPlace(logic: AnyLogic, eventType: string): string | undefined {
  if (!isMachine(logic)) return undefined;
  let known = places.get(logic);
  if (known === undefined) places.set(logic, (known = ambiguousTimers(logic)));
  return known.get(eventType);
}

function ambiguousTimers(machine: AnyStateMachine): ReadonlyMap<string, string> {
  const timers = nodesOf(machine).flatMap((node) =>
    [...new Set(node.after.map(({ eventType }) => eventType))].map((type) => {
      const [, name = ''] = /^xstate\.after\.(.*)$/.exec(type)!;
      const delay = name.slice(0, name.length - node.id.length - 1);
      const named: unknown = machine.implementations.delays[delay];
      return {
        type,
        delay: String(typeof named === 'number' ? named : delay),
        place: pathOf(node),
      };
    }),
  );
  const shared = timers.filter(({ type, delay }) =>
    timers.some((other) => other.delay === delay && other.type !== type),
  );
  return new Map(shared.map(({ type, place }) => [type, place]));
}

/** The innermost active states of a snapshot on one line: `on.walk`, or `left.a | right.b`; never empty. */
export function stateText(snapshot: ActorSnapshot): string {
  const write = (value: unknown): string[] => {
    if (typeof value === 'string') return [value];
    if (typeof value !== 'object' || value === null) return [];
    return Object.entries(value).flatMap(([key, inner]) => {
      const inside = write(inner);
      return inside.length === 0 ? [key] : inside.map((each) => `${key}.${each}`);
    });
  };
  const text = write((snapshot as { value?: unknown }).value).join(' | ');
  const { status } = snapshot;
  // A machine without states is somewhere, too.
  if (status === 'active') return text === '' ? 'running' : text;
  return text === '' ? status : `${text} (${status})`;
}

/** A chart of one state in which each event is a step of its own: what a process of a system needs. */
export function chartOfEvents(name: string, events: readonly string[]): AnyStateMachine {
  const on = Object.fromEntries(events.map((event) => [event, { guard: event, actions: event }]));
  const none = Object.fromEntries(events.map((event) => [event, () => {}]));
  const guards = Object.fromEntries(events.map((event) => [event, () => false]));
  return createMachine(
    { id: name, initial: 'running', states: { running: { on } } },
    { actions: none, guards },
  ) as AnyStateMachine;
}
