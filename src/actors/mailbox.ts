import { bitsFor, type Field } from '../layout/field.ts';
import type { LayoutBuilder } from '../layout/layout.ts';

/** Widths that hold every event that a search may meet. */
const eventBits = 16;

/** Messages to one actor, by their numbers, first in, first out. Dead slots are zero. */
export class Mailbox {
  readonly capacity: number;
  readonly #count: Field;
  readonly #events: Field;

  constructor(layout: LayoutBuilder, name: string, capacity: number) {
    this.capacity = capacity;
    this.#count = layout.field(`${name}.waiting`, bitsFor(capacity));
    this.#events = layout.field(`${name}.mailbox`, eventBits, capacity);
  }

  count(words: Uint32Array): number {
    return this.#count.get(words, 0);
  }

  /** The events that wait, the next first. */
  events(words: Uint32Array): number[] {
    return Array.from({ length: this.count(words) }, (_, at) => this.#events.get(words, at));
  }

  head(words: Uint32Array): number {
    return this.#events.get(words, 0);
  }

  /** Puts other events in place of those that wait. */
  fill(words: Uint32Array, events: readonly number[]): void {
    this.clear(words);
    for (const event of events) this.add(words, event);
  }

  /** The event that came last; 0 where none waits. */
  last(words: Uint32Array): number {
    const count = this.count(words);
    return count === 0 ? 0 : this.#events.get(words, count - 1);
  }

  /** Adds an event. Returns false, and changes nothing, where the mailbox is full. */
  add(words: Uint32Array, event: number): boolean {
    const count = this.count(words);
    if (count === this.capacity) return false;
    this.#events.set(words, count, event);
    this.#count.set(words, 0, count + 1);
    return true;
  }

  removeHead(words: Uint32Array): void {
    const last = this.count(words) - 1;
    for (let at = 0; at < last; at++) this.#events.set(words, at, this.#events.get(words, at + 1));
    this.#events.set(words, last, 0);
    this.#count.set(words, 0, last);
  }

  clear(words: Uint32Array): void {
    for (let at = this.count(words) - 1; at >= 0; at--) this.#events.set(words, at, 0);
    this.#count.set(words, 0, 0);
  }
}
