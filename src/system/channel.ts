import { invariant } from '../foundation/invariant.ts';
import { ModelError } from '../foundation/model-error.ts';
import { bitsFor, type Field } from '../layout/field.ts';
import type { LayoutBuilder } from '../layout/layout.ts';

/** What carries messages to one process. Its content is part of the state. */
export interface Channel {
  readonly name: string;
  /** Message names; a message is its index here. */
  readonly messages: readonly string[];
  /** The message that would be received now, or -1 if there is none. */
  head(words: Uint32Array): number;
  /** The names of all messages in flight, the head first. */
  inFlight(words: Uint32Array): string[];
  /** Takes the head away. */
  consume(words: Uint32Array): void;
}

export interface QueueOptions {
  /** Messages in flight at most. */
  readonly capacity: number;
  readonly messages: readonly string[];
  /** Numbers that travel with a message: name -> greatest value. */
  readonly payload?: Readonly<Record<string, number>>;
  /** A send while the queue is full loses the message. By default that violates the property `lost-send` of every
   * system; true for a channel that may lose messages. */
  readonly ignoresLostSends?: boolean;
}

/** Every queue of a layout, in the order in which they were made. */
const queuesByLayout = new WeakMap<LayoutBuilder, Queue[]>();

/** The queues that were made with a layout, in order. */
export function queuesOf(layout: LayoutBuilder): readonly Queue[] {
  return queuesByLayout.get(layout) ?? [];
}

/**
 * First in, first out, of finite capacity. The head is in slot 0 and dead slots are zero, so that
 * equal contents are equal words.
 */
export class Queue implements Channel {
  readonly name: string;
  readonly messages: readonly string[];
  readonly capacity: number;
  readonly #count: Field;
  readonly #kind: Field;
  readonly #payload: ReadonlyMap<string, Field>;
  /** Every field with an element for each slot. */
  readonly #slots: readonly Field[];
  readonly ignoresLostSends: boolean;
  /** Notes a lost send in the state. Set by the system that watches the queue. */
  #onLostSend: ((words: Uint32Array) => void) | undefined;

  /** Throws `ModelError` for a capacity below 1, and for no message or one that stands twice. */
  constructor(layout: LayoutBuilder, name: string, options: QueueOptions) {
    this.name = name;
    this.messages = messagesOf(name, options.messages);
    this.capacity = options.capacity;
    this.ignoresLostSends = options.ignoresLostSends ?? false;
    if (!Number.isInteger(this.capacity) || this.capacity < 1) {
      throw new ModelError(
        `queue ${name} has the capacity ${String(this.capacity)}: a whole number from 1 on`,
      );
    }
    this.#count = layout.field(`${name}.count`, bitsFor(options.capacity));
    this.#kind = layout.field(`${name}.kind`, bitsFor(options.messages.length - 1), this.capacity);
    const queues = queuesByLayout.get(layout) ?? [];
    queuesByLayout.set(layout, [...queues, this]);
    this.#payload = new Map(
      Object.entries(options.payload ?? {}).map(([key, valueMax]) => [
        key,
        layout.field(`${name}.${key}`, bitsFor(valueMax), this.capacity),
      ]),
    );
    this.#slots = [this.#kind, ...this.#payload.values()];
  }

  /** Has `note` called when a send is lost. */
  watchLostSends(note: (words: Uint32Array) => void): void {
    this.#onLostSend = note;
  }

  isFull(words: Uint32Array): boolean {
    return this.#count.get(words, 0) === this.capacity;
  }

  head(words: Uint32Array): number {
    return this.#count.get(words, 0) === 0 ? -1 : this.#kind.get(words, 0);
  }

  inFlight(words: Uint32Array): string[] {
    return Array.from(
      { length: this.#count.get(words, 0) },
      (_, slot) => this.messages[this.#kind.get(words, slot)]!,
    );
  }

  /** A number that travels with the head. */
  read(words: Uint32Array, key: string): number {
    return this.#payloadField(key).get(words, 0);
  }

  /**
   * Appends a message. If the queue is full the message is lost, and false is returned: by default a violation of the
   * property `lost-send`, so ask {@link Queue.isFull} first if the sender can wait. Throws `ModelError` for a message
   * or a payload that the queue does not carry.
   */
  send(
    words: Uint32Array,
    message: string,
    payload: Readonly<Record<string, number>> = {},
  ): boolean {
    const kind = kindOf(this, message);
    const slot = this.#count.get(words, 0);
    if (slot === this.capacity) {
      this.#onLostSend?.(words);
      return false;
    }
    this.#kind.set(words, slot, kind);
    for (const key of Object.keys(payload)) {
      this.#payloadField(key).set(words, slot, payload[key]!);
    }
    this.#count.set(words, 0, slot + 1);
    return true;
  }

  consume(words: Uint32Array): void {
    const last = this.#count.get(words, 0) - 1;
    invariant(last >= 0, `${this.name} is empty`);
    for (const field of this.#slots) {
      for (let slot = 0; slot < last; slot++) field.set(words, slot, field.get(words, slot + 1));
      field.set(words, last, 0);
    }
    this.#count.set(words, 0, last);
  }

  #payloadField(key: string): Field {
    const field = this.#payload.get(key);
    if (field === undefined) throw new ModelError(`${this.name} carries no ${key}`);
    return field;
  }
}

function messagesOf(channel: string, messages: readonly string[]): readonly string[] {
  const twice = messages.find((message, at) => messages.indexOf(message) !== at);
  if (messages.length === 0) throw new ModelError(`${channel} carries no message at all`);
  if (twice !== undefined) throw new ModelError(`${channel} lists the message ${twice} twice`);
  return messages;
}

function kindOf({ name, messages }: Channel, message: string): number {
  const kind = messages.indexOf(message);
  if (kind < 0) throw new ModelError(`${name} carries no ${message}: ${messages.join(', ')}`);
  return kind;
}

/**
 * One pending bit and one word that both sides share: notifications coalesce, and what is received is
 * what the word says when it is read (Xen `public/event_channel.h`).
 */
export class EventPort implements Channel {
  readonly name: string;
  readonly messages: readonly string[];
  readonly #pending: Field;
  readonly #word: Field;
  readonly #number: Field | undefined;

  /** `numberMax`: the greatest number that a word may carry; 0 if none. */
  constructor(
    layout: LayoutBuilder,
    name: string,
    { messages, numberMax = 0 }: { messages: readonly string[]; numberMax?: number },
  ) {
    this.name = name;
    this.messages = messagesOf(name, messages);
    this.#pending = layout.field(`${name}.pending`, 1);
    this.#word = layout.field(`${name}.word`, bitsFor(messages.length - 1));
    this.#number = numberMax === 0 ? undefined : layout.field(`${name}.number`, bitsFor(numberMax));
  }

  /** The number beside the word, 0 if there is none. */
  number(words: Uint32Array): number {
    return this.#number?.get(words, 0) ?? 0;
  }

  head(words: Uint32Array): number {
    return this.#pending.get(words, 0) === 0 ? -1 : this.#word.get(words, 0);
  }

  inFlight(words: Uint32Array): string[] {
    const head = this.head(words);
    return head < 0 ? [] : [this.messages[head]!];
  }

  /** Writes the shared word and raises the pending bit, whether or not it was raised already. */
  notify(words: Uint32Array, message: string, number = 0): void {
    const kind = kindOf(this, message);
    this.#word.set(words, 0, kind);
    this.#pending.set(words, 0, 1);
    this.#number?.set(words, 0, number);
  }

  consume(words: Uint32Array): void {
    this.#pending.set(words, 0, 0);
    this.#word.set(words, 0, 0);
    this.#number?.set(words, 0, 0);
  }
}
