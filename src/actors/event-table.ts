import { keyOf } from './canonical-key.ts';
import type { ActorEvent } from './xstate/semantics.ts';

/** Events by small numbers, from 1 on: equal events have the same. */
export class EventTable {
  readonly #events: (ActorEvent | undefined)[] = [undefined];
  readonly #ids = new Map<string, number>();

  idOf(event: ActorEvent): number {
    const key = keyOf(event);
    let id = this.#ids.get(key);
    if (id === undefined) {
      id = this.#events.push(event) - 1;
      this.#ids.set(key, id);
    }
    return id;
  }

  at(id: number): ActorEvent {
    return this.#events[id]!;
  }

  get size(): number {
    return this.#events.length;
  }
}
