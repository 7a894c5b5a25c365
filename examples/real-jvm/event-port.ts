import type { Gates } from './gates.ts';

/**
 * An event channel between daemon and module: one pending bit and one shared word. A second
 * notification before the first was heard replaces it.
 */
export class EventPort<Message extends string> {
  readonly #gates: Gates;
  #pending: Message | undefined;

  constructor(gates: Gates) {
    this.#gates = gates;
  }

  get pending(): Message | undefined {
    return this.#pending;
  }

  notify(message: Message): void {
    this.#pending = message;
    this.#gates.wake();
  }

  take(): Message | undefined {
    const message = this.#pending;
    this.#pending = undefined;
    return message;
  }
}
