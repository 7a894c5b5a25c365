import type { AnyLogic } from './xstate/logic-kind.ts';
import type { ActorEvent, ActorSnapshot, ChildActor, KeptData } from './xstate/semantics.ts';
import type { ActorPath } from './xstate/actor-path.ts';
import type { StandIn } from './xstate/stand-in.ts';
import { keyOf } from './canonical-key.ts';
import type { MaskedPlaces } from './masked-places.ts';
import { idOfUnnamed, secondUnnamed } from './xstate/semantics.ts';

/** Who an actor is, whatever it does. */
export interface ActorIdentity {
  readonly path: ActorPath;
  /** Its id in its parent. */
  readonly id: string;
  readonly parent: ActorPath | undefined;
  readonly logic: AnyLogic;
  readonly self: StandIn;
  readonly peers: Readonly<Record<string, StandIn>>;
  readonly systemId: string | undefined;
  readonly syncSnapshot: boolean;
  /** What of the context counts as state. */
  readonly project: ((context: unknown) => unknown) | undefined;
  /** What of the context is known to come from a clock or chance, and counts by its shape alone. */
  readonly masked: MaskedPlaces;
}

/** A delayed event that is under way. */
export interface Timer {
  readonly to: ActorPath;
  readonly event: ActorEvent;
  readonly delay: number;
  readonly id: string | undefined;
  /** Timers set in the same step have the same number, earlier ones a smaller one. */
  readonly born: number;
}

/** All that one actor remembers: what is interned. */
export interface LocalState {
  readonly actor: ActorIdentity;
  readonly snapshot: ActorSnapshot;
  /** In the order in which they were set, or sorted where that order does not matter. */
  readonly timers: readonly Timer[];
  /** Promises, callbacks and observables that run. */
  readonly sources: readonly ChildActor[];
  /** The context as another clock and other chance would have made it, if that is another one. */
  readonly twin?: { readonly context: unknown };
}

/** What follows from a step of one actor for the others, in order. */
export type Consequence =
  | { readonly kind: 'send'; readonly to: ActorPath; readonly event: number }
  | { readonly kind: 'start'; readonly child: ChildActor }
  | { readonly kind: 'stop'; readonly path: ActorPath };

/** Throws `Refusal` for a second source without an id: it would take the place of the first. */
export function requireNamed(
  { path }: ActorIdentity,
  { id }: ChildActor,
  sources: readonly ChildActor[],
): void {
  if (id === idOfUnnamed && sources.some((each) => each.id === id)) throw secondUnnamed(path);
}

/** The text under which equal local states are one. */
export function keyOfLocal(
  { actor, snapshot, timers, sources }: LocalState,
  data: KeptData = snapshot,
): string {
  const { status, output, error } = snapshot;
  const { context } = data;
  const children = Object.keys(data.children ?? {});
  const place = placeKey(snapshot);
  const held = heldKey(actor, context);
  const started = children.length > 1 ? children.toSorted().join(',') : (children[0] ?? '');
  const running =
    sources.length === 0 ? '' : sources.map(({ id, src, input }) => keyOf([id, src, input])).join();
  const pending = timers.length === 0 ? '' : timers.map(keyOfTimer).join();
  const end = output === undefined && error === undefined ? '' : keyOf([output, error]);
  return `${actor.path}\n${status}\n${place}\n${held}\n${started}\n${running}\n${pending}\n${end}`;
}

function heldKey({ project, masked }: ActorIdentity, context: unknown): string {
  if (project !== undefined) return keyOf(masked.of(project(context)));
  return masked.isEmpty ? keyOnce(context) : keyOf(masked.of(context));
}

/** The event is remembered by the reaction that sets the timer. */
function keyOfTimer({ to, event, delay, id, born }: Timer): string {
  return `${keyOf(to)} ${keyOnce(event)} ${delay} ${keyOf(id)} ${born}`;
}

/** The active states and the history: states of a machine by their numbers, which are unique there. */
export function placeKey(snapshot: ActorSnapshot): string {
  const nodes = (snapshot as { _nodes?: ActiveNodes })['_nodes'];
  if (nodes === undefined) return keyOf(snapshot.value);
  let active = places.get(nodes);
  if (active === undefined) {
    const orders = nodes.map(({ order }) => order);
    places.set(nodes, (active = orders.toSorted((one, other) => one - other).join()));
  }
  const history = Object.entries(snapshot.historyValue ?? {});
  if (history.length === 0) return active;
  const remembered = history.map(
    ([id, left]) => `${id}=${(left as { id: string }[]).map((node) => node.id).join()}`,
  );
  return `${active};${remembered.toSorted().join(';')}`;
}

type ActiveNodes = readonly { readonly order: number }[];

const places = new WeakMap<ActiveNodes, string>();

const keys = new WeakMap<object, string>();

/** The key of a value that nothing changes: contexts and timers of remembered states are shared by many. */
function keyOnce(value: unknown): string {
  if (typeof value !== 'object' || value === null) return keyOf(value);
  let key = keys.get(value);
  if (key === undefined) keys.set(value, (key = keyOf(value)));
  return key;
}

/** Whether a timer may be the next to fire: always, or, ordered by delay, if no other must come first. */
export function mayFire(timers: readonly Timer[], at: number, isOrdered: boolean): boolean {
  if (!isOrdered) return true;
  const { born, delay } = timers[at]!;
  return !timers.some((other, place) => {
    if (place === at || other.born > born || other.delay > delay) return false;
    return other.born < born || other.delay < delay || place < at;
  });
}

/** Timers as they are remembered: numbered anew from 0, and sorted where their order does not matter. */
export function settledTimers(timers: readonly Timer[], isOrdered: boolean): readonly Timer[] {
  if (timers.length === 0) return timers;
  if (!isOrdered) {
    // One that is remembered stays the same object.
    const plain = timers.map((timer) => (timer.born === 0 ? timer : { ...timer, born: 0 }));
    if (plain.length === 1) return plain;
    return plain.toSorted((one, other) => (keyOfTimer(one) < keyOfTimer(other) ? -1 : 1));
  }
  const births = [...new Set(timers.map(({ born }) => born))].toSorted((one, other) => one - other);
  return timers.map((timer) => ({ ...timer, born: births.indexOf(timer.born) }));
}
