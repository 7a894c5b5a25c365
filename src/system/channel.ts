import { invariant } from '../foundation/invariant.ts';
import { bitsFor, type Field } from '../layout/field.ts';
import type { LayoutBuilder } from '../layout/layout.ts';

/** What carries messages to one process. Its content is part of the state. */
export interface Channel {
  readonly name: string;
  /** Message names; a message is its index here. */
  readonly messages: readonly string[];
  /** The message that would be received now, or -1 where there is none. */
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
}

/**
 * First in, first out, of finite capacity. The head stands in slot 0 and dead slots are zero, so that
 * equal contents are equal words.
 */
export class Queue implements Channel {
  readonly name: string;
  readonly messages: readonly string[];
  readonly capacity: number;
  readonly #count: Field;
  readonly #kind: Field;
  readonly #payload: ReadonlyMap<string, Field>;

  constructor(layout: LayoutBuilder, name: string, options: QueueOptions) {
    this.name = name;
    this.messages = options.messages;
    this.capacity = options.capacity;
    this.#count = layout.field(`${name}.count`, bitsFor(options.capacity));
    this.#kind = layout.field(`${name}.kind`, bitsFor(options.messages.length - 1), this.capacity);
    this.#payload = new Map(
      Object.entries(options.payload ?? {}).map(([key, valueMax]) => [
        key,
        layout.field(`${name}.${key}`, bitsFor(valueMax), this.capacity),
      ]),
    );
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

  /** Appends a message. Returns false, and changes nothing, where the queue is full. */
  send(
    words: Uint32Array,
    message: string,
    payload: Readonly<Record<string, number>> = {},
  ): boolean {
    const slot = this.#count.get(words, 0);
    if (slot === this.capacity) return false;
    const kind = this.messages.indexOf(message);
    invariant(kind >= 0, `${this.name} carries no ${message}`);
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
    for (const field of [this.#kind, ...this.#payload.values()]) {
      for (let slot = 0; slot < last; slot++) field.set(words, slot, field.get(words, slot + 1));
      field.set(words, last, 0);
    }
    this.#count.set(words, 0, last);
  }

  #payloadField(key: string): Field {
    const field = this.#payload.get(key);
    invariant(field !== undefined, `${this.name} carries no ${key}`);
    return field;
  }
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

  /** `numberMax`: the greatest number that stands beside the word; 0 where there is none. */
  constructor(
    layout: LayoutBuilder,
    name: string,
    { messages, numberMax = 0 }: { messages: readonly string[]; numberMax?: number },
  ) {
    this.name = name;
    this.messages = messages;
    this.#pending = layout.field(`${name}.pending`, 1);
    this.#word = layout.field(`${name}.word`, bitsFor(messages.length - 1));
    this.#number = numberMax === 0 ? undefined : layout.field(`${name}.number`, bitsFor(numberMax));
  }

  /** The number beside the word, 0 where there is none. */
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
    const kind = this.messages.indexOf(message);
    invariant(kind >= 0, `${this.name} carries no ${message}`);
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
