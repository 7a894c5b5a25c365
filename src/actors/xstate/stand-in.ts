/* oxlint-disable no-underscore-dangle -- names of XState */
import { InputError } from '../../foundation/input-error.ts';
import {
  childPath,
  isOutside,
  outsidePath,
  rootOf,
  systemPath,
  type ActorPath,
} from './actor-path.ts';

/** What a machine is refused for. The message is one line and names what to add. */
export class Refusal extends InputError {
  constructor(message: string) {
    super('configuration', message);
  }
}

interface Unsubscribable {
  readonly unsubscribe: () => void;
}

const unsubscribable: Unsubscribable = { unsubscribe: () => {} };

/**
 * Stands for an actor wherever a machine sees one: as `self`, parent, child or peer. It has no state: what is
 * sent is recorded from XState's actions, and its snapshot is refused, because it is not part of the state of
 * the actor that reads it.
 */
export class StandIn {
  readonly path: ActorPath;
  readonly id: string;
  readonly sessionId: string;
  readonly src: string;
  readonly ref: StandIn;
  readonly system: object;
  /** XState reads the parent of an actor under this name. */
  readonly _parent: StandIn | undefined;
  readonly _processingStatus = 1;
  /** The snapshot that the actor itself reads while it reacts. */
  reading: unknown;

  constructor(path: ActorPath, place: { id: string; parent: StandIn | undefined; system: object }) {
    this.path = path;
    this.id = place.id;
    this.sessionId = path;
    this.src = path;
    this.ref = this;
    this.system = place.system;
    this._parent = place.parent;
  }

  getSnapshot(): unknown {
    if (this.reading !== undefined) return this.reading;
    throw new Refusal(
      `a guard or an action reads the snapshot of another actor, '${this.path}': send what it needs in an event`,
    );
  }

  send(): void {}
  start(): this {
    return this;
  }
  stop(): this {
    return this;
  }
  subscribe(): Unsubscribable {
    return unsubscribable;
  }
  on(): Unsubscribable {
    return unsubscribable;
  }
  toJSON(): object {
    return { xstate$$type: 1, id: this.id };
  }
}

/** The stand-ins of one system of actors: one per path, so that equal references are the same object. */
export class StandIns {
  readonly #known = new Map<ActorPath, StandIn>();
  readonly #systems = new Map<string, FamilySystem>();
  /** By root: the names under which it may reach other roots. */
  readonly #aliases: ReadonlyMap<string, ReadonlyMap<string, ActorPath>>;
  readonly #hasParent: boolean;

  /** `hasParent`: roots have a parent outside the system. */
  constructor(aliases: ReadonlyMap<string, ReadonlyMap<string, ActorPath>>, hasParent: boolean) {
    this.#aliases = aliases;
    this.#hasParent = hasParent;
  }

  root(name: string): StandIn {
    const alias = this.#aliases.get(name)?.get('#_parent');
    if (alias !== undefined) return this.#at(name, name, () => this.root(alias));
    return this.#at(name, name, this.#hasParent ? () => this.#outside(name) : undefined);
  }

  /** The parent outside of a root. */
  #outside(name: string): StandIn {
    return this.#at(outsidePath(name), 'parent', undefined);
  }

  child(parent: StandIn, id: string): StandIn {
    return this.#at(childPath(parent.path, id), id, () => parent);
  }

  /** The actor that takes the place of another one, after its path; it need not have been seen yet. `undefined`
   * for an actor that was made elsewhere. */
  inPlaceOf(ref: object, placed: (path: ActorPath) => ActorPath): StandIn | undefined {
    const path = pathOfRef(ref);
    if (path === undefined) return undefined;
    const place = placed(path);
    const root = rootOf(place);
    if (place === root) return this.root(root);
    if (isOutside(place)) return this.root(root)._parent;
    const { id, _parent: above } = ref as ActorLike;
    const parent = above === undefined ? undefined : this.inPlaceOf(above, placed);
    return parent === undefined ? this.registered(root, id) : this.child(parent, id);
  }

  /** The actor at a path that some actor has been seen at. */
  known(path: ActorPath): StandIn {
    return this.#known.get(path) ?? this.root(path);
  }

  /** Whoever has this `systemId` in the family of a root, or the peer that goes by that name. */
  registered(root: string, systemId: string): StandIn {
    const alias = this.#aliases.get(root)?.get(systemId);
    if (alias !== undefined) return this.root(alias);
    return this.#at(systemPath(root, systemId), systemId, undefined);
  }

  /** The peers that a root reaches as if they were its children. */
  peersOf(name: string): Record<string, StandIn> {
    const aliases = [...(this.#aliases.get(name) ?? [])].filter(([alias]) => alias !== '#_parent');
    return Object.fromEntries(aliases.map(([alias, path]) => [alias, this.root(path)]));
  }

  systemOf(path: ActorPath): FamilySystem {
    const root = rootOf(path);
    let known = this.#systems.get(root);
    if (known === undefined) {
      known = new FamilySystem((systemId) => this.registered(root, systemId));
      this.#systems.set(root, known);
    }
    return known;
  }

  #at(path: ActorPath, id: string, parent: (() => StandIn) | undefined): StandIn {
    let known = this.#known.get(path);
    if (known === undefined) {
      const system = this.systemOf(path);
      known = new StandIn(path, { id, parent: parent?.(), system });
      this.#known.set(path, known);
    }
    return known;
  }
}

/** What XState asks of the system that actors belong to, for all actors of one root. */
export class FamilySystem {
  /** Ids that are taken: automatic ones are the first that are free. */
  used = new Set<string>();
  /** Called for each inspection event of XState. */
  inspected: (event: { readonly type: string }) => void = () => {};
  readonly scheduler = { schedule: () => {}, cancel: () => {}, cancelAll: () => {} };
  readonly _clock = { setTimeout: () => 0, clearTimeout: () => {} };
  readonly _snapshot = { _scheduledEvents: {} };
  readonly get: (systemId: string) => StandIn;

  constructor(registered: (systemId: string) => StandIn) {
    this.get = registered;
  }

  _bookId(): string {
    let number = 0;
    while (this.used.has(`x:${number}`)) number++;
    this.used.add(`x:${number}`);
    return `x:${number}`;
  }
  _register(sessionId: string): string {
    return sessionId;
  }
  _sendInspectionEvent(event: { readonly type: string }): void {
    this.inspected(event);
  }
  getAll(): object {
    return {};
  }
  getSnapshot(): object {
    return this._snapshot;
  }
  inspect(): Unsubscribable {
    return unsubscribable;
  }
  _unregister(): void {}
  _set(): void {}
  _relay(): void {}
  _logger(): void {}
  start(): void {}
}

interface ActorLike {
  readonly id: string;
  readonly _parent?: object;
}

/** Whether a value is a reference to an actor: a stand-in, or an actor of XState. */
export function isActorRef(value: unknown): value is ActorLike {
  return (
    typeof value === 'object' &&
    value !== null &&
    'sessionId' in value &&
    'send' in value &&
    'ref' in value
  );
}

/** The path of an actor that belongs to the system; `undefined` for one that was made elsewhere. */
export function pathOfRef(ref: object): ActorPath | undefined {
  if (ref instanceof StandIn) return ref.path;
  if (!isActorRef(ref) || ref._parent === undefined) return undefined;
  const parent = pathOfRef(ref._parent);
  return parent === undefined ? undefined : childPath(parent, ref.id);
}
