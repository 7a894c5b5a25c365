/** Values and snapshots with the names of actors exchanged. */
import type { AnyStateNode } from 'xstate';
import { rootOf, type ActorPath } from './actor-path.ts';
import { isMachine, type AnyLogic } from './logic-kind.ts';
import { isPlain } from './replace-refs.ts';
import type { ActorSnapshot } from './semantics.ts';
import { isActorRef, type StandIn, type StandIns } from './stand-in.ts';

/** Names of roots, each with the one that takes its place. */
export type Names = ReadonlyMap<string, string>;

/**
 * Exchanges the names of some roots wherever data holds them: a text that is such a name, a key that is one, a
 * reference to an actor. Data without any stays the same object.
 */
export class Renaming {
  readonly #names: Names;
  readonly #standIns: StandIns;
  readonly #known = new WeakMap<object, unknown>();

  constructor(names: Names, standIns: StandIns) {
    this.#names = names;
    this.#standIns = standIns;
  }

  name(name: string): string {
    return this.#names.get(name) ?? name;
  }

  path(path: ActorPath): ActorPath {
    const root = rootOf(path);
    return `${this.name(root)}${path.slice(root.length)}`;
  }

  /** Who takes the place of an actor; `undefined` for one that was made elsewhere. */
  actor(ref: object): StandIn | undefined {
    return this.#standIns.inPlaceOf(ref, (path) => this.path(path));
  }

  of(value: unknown): unknown {
    if (typeof value === 'string') return this.name(value);
    if (typeof value !== 'object' || value === null) return value;
    if (!this.#known.has(value)) {
      // A cycle ends here: it keeps what it points to.
      this.#known.set(value, value);
      this.#known.set(value, this.#inside(value));
    }
    return this.#known.get(value);
  }

  /** As the snapshot of an actor of the same kind, which is `self` and does what `logic` says. */
  snapshot(
    snapshot: ActorSnapshot,
    { logic, self }: { logic: AnyLogic; self: StandIn },
  ): ActorSnapshot {
    const { context, output, error, historyValue } = snapshot;
    const given = { context: this.of(context), output: this.of(output), error: this.of(error) };
    if (!isMachine(logic)) return { ...snapshot, ...given } as ActorSnapshot;
    const there = (node: AnyStateNode): AnyStateNode => logic.getStateNodeById(node.id);
    const { _nodes } = snapshot as unknown as { _nodes: AnyStateNode[] };
    const history = Object.entries(historyValue as Record<string, AnyStateNode[]>);
    const ids = Object.keys(snapshot.children);
    return {
      ...snapshot,
      ...given,
      machine: logic,
      _nodes: _nodes.map(there),
      historyValue: Object.fromEntries(history.map(([id, nodes]) => [id, nodes.map(there)])),
      children: Object.fromEntries(ids.map((id) => [id, this.#standIns.child(self, id)])),
    } as unknown as ActorSnapshot;
  }

  #inside(value: object): unknown {
    if (isActorRef(value)) return this.actor(value) ?? value;
    if (Array.isArray(value))
      return same(
        value,
        value.map((each) => this.of(each)),
      );
    if (value instanceof Map) {
      const made = [...value].map(([key, each]) => [this.of(key), this.of(each)] as const);
      return made.some(([key, each]) => value.get(key) !== each) ? new Map(made) : value;
    }
    if (value instanceof Set) {
      const made = [...value].map((each) => this.of(each));
      return made.every((each, at) => [...value][at] === each) ? value : new Set(made);
    }
    if (!isPlain(value)) return value;
    const entries = Object.entries(value);
    const made = entries.map(([key, each]) => [this.name(key), this.of(each)] as const);
    const isSame = made.every(
      ([key, each], at) => key === entries[at]![0] && each === entries[at]![1],
    );
    return isSame ? value : Object.fromEntries(made);
  }
}

function same(value: unknown[], made: unknown[]): unknown[] {
  return made.every((each, at) => each === value[at]) ? value : made;
}
