import type { Field } from '../layout/field.ts';
import { localIn, type ActorSlot } from './actor-slot.ts';
import { beyond, type Effect } from './actor-table.ts';
import type { EventTable } from './event-table.ts';
import type { ActorIdentity, Consequence } from './local-state.ts';
import { keyOf } from './canonical-key.ts';
import { isOutside, rootOf, type ActorPath } from './xstate/actor-path.ts';
import { Refusal } from './xstate/stand-in.ts';
import { idOfUnnamed, secondUnnamed, type ChildActor } from './xstate/semantics.ts';

/** More messages than this in one step are an endless exchange. */
const messagesMax = 10_000;

export interface DeliveryInput {
  readonly slots: readonly ActorSlot[];
  readonly events: EventTable;
  /** Whether a step that cannot be computed ends outside, in place of the search. */
  readonly isLenient: boolean;
  /** Whether actors of one root take messages from one another at once, as in one thread of JavaScript. */
  readonly isImmediate: boolean;
  /** What is wrong with the last step, by its number in `faults`; 0 where nothing is. */
  readonly fault: Field;
  /** 1 in a state beyond the boundary or a limit. */
  readonly outside: Field;
  readonly isInside: ((words: Uint32Array) => boolean) | undefined;
  readonly identityOf: (child: ChildActor) => ActorIdentity;
}

/** What a step may do wrong. */
export interface Fault {
  readonly kind: 'unhandled' | 'full';
  readonly text: string;
  /** Places that the text names, and how it is written for others in their stead. */
  readonly names: readonly string[];
  readonly write: (names: readonly string[]) => string;
}

/** Takes steps of actors in the packed state, and carries what they send to one another. */
export class Delivery {
  /** From 1 on. */
  readonly faults: (Fault | undefined)[] = [undefined];
  /** Why a step led beyond a limit: set once one did. */
  limit: string | undefined;
  /** Set once a step led beyond the boundary. */
  leftBoundary = false;
  /** Messages that arrived so far. */
  arrived = 0;
  readonly #input: DeliveryInput;
  readonly #byPath: ReadonlyMap<ActorPath, ActorSlot>;
  readonly #faultIds = new Map<string, number>();
  readonly #busy: Uint8Array;
  readonly #pending: number[][];
  readonly #stop: number;
  #messages = 0;

  constructor(input: DeliveryInput) {
    this.#input = input;
    const known = input.slots.flatMap((slot) =>
      slot.path === undefined ? [] : [[slot.path, slot] as const],
    );
    this.#byPath = new Map(known);
    this.#busy = new Uint8Array(input.slots.length);
    this.#pending = input.slots.map(() => []);
    this.#stop = input.events.idOf({ type: 'xstate.stop' });
  }

  /** Takes a step of the actor in a slot. */
  take(words: Uint32Array, slot: ActorSlot, effect: Effect): void {
    this.#orOutside(words, () => this.#take(words, slot, effect));
  }

  /** Where a step cannot be computed, what lies behind it is not looked at. */
  #orOutside(words: Uint32Array, step: () => void): void {
    const { fault, outside, isLenient } = this.#input;
    if (!isLenient) {
      step();
      return;
    }
    try {
      step();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.limit ??= error.message;
      for (const pending of this.#pending) pending.length = 0;
      fault.set(words, 0, 0);
      outside.set(words, 0, 1);
    }
  }

  #take(words: Uint32Array, slot: ActorSlot, effect: Effect): void {
    const { fault, outside, isInside } = this.#input;
    if (fault.get(words, 0) !== 0) fault.set(words, 0, 0);
    if (effect.consequences.length === 0 && effect.target > 0) {
      this.#enter(words, slot, effect);
    } else {
      this.#messages = 0;
      this.#busy.fill(0);
      this.#run(words, slot, effect);
    }
    if (isInside !== undefined && !isInside(words)) {
      outside.set(words, 0, 1);
      this.leftBoundary = true;
    }
  }

  /** Lets an actor take the message at the head of its mailbox. */
  takeMessage(words: Uint32Array, slot: ActorSlot): void {
    this.#orOutside(words, () => this.#takeMessage(words, slot));
  }

  #takeMessage(words: Uint32Array, slot: ActorSlot): void {
    const mailbox = slot.mailbox!;
    const event = mailbox.head(words);
    mailbox.removeHead(words);
    if (event === this.#stop) {
      this.#input.fault.set(words, 0, 0);
      this.#remove(words, slot);
      return;
    }
    const effect = this.#receive(words, slot, event);
    this.take(words, slot, effect);
    if (!effect.isHandled) this.#noteUnhandled(words, slot, event);
  }

  /** Whether an actor is to stop, and takes only what is in its mailbox. */
  isStopping(words: Uint32Array, { mailbox }: ActorSlot): boolean {
    return mailbox !== undefined && mailbox.last(words) === this.#stop;
  }

  #receive(words: Uint32Array, { table, field }: ActorSlot, event: number): Effect {
    this.arrived++;
    return table.effects[table.receive(field.get(words, 0), event)]!;
  }

  #enter(words: Uint32Array, slot: ActorSlot, { target }: Effect): void {
    if (target === beyond) {
      const { table, name } = slot;
      this.limit ??=
        table.full === undefined
          ? `${table.growing} of ${name} at once: cancel them where they are set anew, or give a boundary (within)`
          : `${table.full} of ${name}`;
      this.#input.outside.set(words, 0, 1);
      return;
    }
    slot.field.set(words, 0, target);
    if (slot.mailbox !== undefined && slot.table.states[target]!.snapshot.status !== 'active') {
      slot.mailbox.clear(words);
    }
  }

  #run(words: Uint32Array, slot: ActorSlot, effect: Effect): void {
    const { index } = slot;
    this.#busy[index] = 1;
    this.#enter(words, slot, effect);
    for (const consequence of effect.consequences) this.#follow(words, slot, consequence);
    const pending = this.#pending[index]!;
    for (let event = pending.shift(); event !== undefined; event = pending.shift()) {
      if (localIn(slot, words)?.snapshot.status !== 'active') continue;
      const received = this.#receive(words, slot, event);
      this.#enter(words, slot, received);
      if (!received.isHandled) this.#noteUnhandled(words, slot, event);
      for (const consequence of received.consequences) this.#follow(words, slot, consequence);
    }
    this.#busy[index] = 0;
  }

  #follow(words: Uint32Array, from: ActorSlot, consequence: Consequence): void {
    switch (consequence.kind) {
      case 'send':
        this.#send(words, from, consequence);
        return;
      case 'start':
        this.#start(words, consequence.child);
        return;
      case 'stop': {
        const slot = this.#slotAt(words, consequence.path);
        if (slot === undefined) return;
        const { mailbox } = slot;
        const isWaiting = mailbox !== undefined && mailbox.count(words) > 0;
        if (!isWaiting || !mailbox.add(words, this.#stop)) this.#remove(words, slot);
      }
    }
  }

  #send(
    words: Uint32Array,
    from: ActorSlot,
    { to, event }: { readonly to: ActorPath; readonly event: number },
  ): void {
    if (++this.#messages > messagesMax) {
      throw new Refusal(`${from.name} and ${to} send each other messages without end in one step`);
    }
    const slot = this.#slotAt(words, to);
    const local = slot === undefined ? undefined : localIn(slot, words);
    if (slot === undefined || local?.snapshot.status !== 'active') {
      this.#noteLost(words, { from, to, event });
      return;
    }
    if (this.#input.isImmediate && slot.root === from.root) {
      if (this.#busy[slot.index] === 1) {
        this.#pending[slot.index]!.push(event);
        return;
      }
      const effect = this.#receive(words, slot, event);
      if (!effect.isHandled) this.#noteUnhandled(words, slot, event);
      this.#run(words, slot, effect);
      return;
    }
    if (slot.mailbox !== undefined && !slot.mailbox.add(words, event)) {
      const { type } = this.#input.events.at(event);
      const write: Fault['write'] = ([name]) =>
        `the mailbox of ${name} is full when ${type} arrives`;
      this.#note(words, { kind: 'full', names: [slot.name], write });
    }
  }

  #start(words: Uint32Array, child: ChildActor): void {
    const slot = this.#byPath.get(child.path) ?? this.#freeSlot(words, child.path);
    if (slot === undefined) {
      this.limit ??= `more spawned actors of ${rootOf(child.path)} at once than there are places for`;
      this.#input.outside.set(words, 0, 1);
      return;
    }
    const before = localIn(slot, words);
    if (before?.snapshot.status === 'active' && child.id === idOfUnnamed)
      throw secondUnnamed(before.actor.parent!);
    if (before !== undefined) this.#remove(words, slot);
    const key = keyOf([child.path, child.src, child.logic, child.input]);
    const { table } = slot;
    const started = table.start(key, () => this.#input.identityOf(child), child.input);
    this.#run(words, slot, table.effects[started]!);
  }

  /** Takes an actor away, and all that it has started. */
  #remove(words: Uint32Array, slot: ActorSlot): void {
    const path = localIn(slot, words)?.actor.path;
    slot.field.set(words, 0, 0);
    slot.mailbox?.clear(words);
    this.#pending[slot.index]!.length = 0;
    if (path === undefined) return;
    for (const other of this.#input.slots) {
      const inner = other.root === slot.root ? localIn(other, words)?.actor.path : undefined;
      if (inner?.startsWith(`${path}/`) === true) this.#remove(words, other);
    }
  }

  #slotAt(words: Uint32Array, path: ActorPath): ActorSlot | undefined {
    const known = this.#byPath.get(path);
    if (known !== undefined) return known;
    const [root, systemId] = path.split('//', 2);
    return this.#input.slots.find((slot) => {
      if (slot.root !== rootOf(path)) return false;
      const actor = localIn(slot, words)?.actor;
      return systemId === undefined
        ? actor?.path === path
        : actor?.systemId === systemId && slot.root === root;
    });
  }

  #freeSlot(words: Uint32Array, path: ActorPath): ActorSlot | undefined {
    const root = rootOf(path);
    const places = this.#input.slots.filter(
      (slot) => slot.root === root && slot.path === undefined,
    );
    return (
      places.find((slot) => localIn(slot, words)?.actor.path === path) ??
      places.find(({ field }) => field.get(words, 0) === 0)
    );
  }

  #noteUnhandled(words: Uint32Array, slot: ActorSlot, event: number): void {
    const { type } = this.#input.events.at(event);
    if (type.startsWith('xstate.')) return;
    const place = JSON.stringify(localIn(slot, words)?.snapshot.value ?? null);
    const write: Fault['write'] = ([name]) => `${name} does not handle ${type} in ${place}`;
    this.#note(words, { kind: 'unhandled', names: [slot.name], write });
  }

  #noteLost(
    words: Uint32Array,
    {
      from,
      to,
      event,
    }: { readonly from: ActorSlot; readonly to: ActorPath; readonly event: number },
  ): void {
    const { type } = this.#input.events.at(event);
    // What XState itself sends, and what goes to a callback or a promise, is nobody's mistake.
    if (type.startsWith('xstate.') || isOutside(to) || this.#isSource(words, to)) return;
    const write: Fault['write'] = ([name, target]) =>
      `${name} sends ${type} to ${target}, which is not running`;
    this.#note(words, { kind: 'unhandled', names: [from.name, to], write });
  }

  #isSource(words: Uint32Array, path: ActorPath): boolean {
    return this.#input.slots.some((slot) =>
      localIn(slot, words)?.sources.some(
        (source) => source.path === path || path.endsWith(`//${source.systemId}`),
      ),
    );
  }

  #note(words: Uint32Array, fault: Omit<Fault, 'text'>): void {
    const id = this.#faultId(fault);
    // The first is reported.
    if (this.#input.fault.get(words, 0) === 0) this.#input.fault.set(words, 0, id);
  }

  #faultId(fault: Omit<Fault, 'text'>): number {
    const text = fault.write(fault.names);
    let id = this.#faultIds.get(text);
    if (id === undefined) {
      id = this.faults.push({ ...fault, text }) - 1;
      this.#faultIds.set(text, id);
    }
    return id;
  }

  /** The number of the same fault of other actors. */
  renamedFault(id: number, nameOf: (name: string) => string): number {
    const fault = this.faults[id]!;
    return this.#faultId({ ...fault, names: fault.names.map(nameOf) });
  }
}
