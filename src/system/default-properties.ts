import type { LayoutBuilder } from '../layout/layout.ts';
import { bitsFor, type Field } from '../layout/field.ts';
import type { Channel, Queue } from './channel.ts';
import type { Action, Property } from './definition.ts';

/** The id under which a deadlock is reported. */
export const deadlockProperty = 'D';
/** The ids under which every system with channels is asked something. */
export const unhandledMessageProperty = 'unhandled-message';
export const lostSendProperty = 'lost-send';

/** Notes in the state that a message arrived at a chart that has no transition for it. */
export class UnhandledMessages {
  /** 1 once it happened. */
  readonly field: Field;
  readonly #places: string[] = [];
  /** Which was the first, from 1; absent if nobody asks. */
  #first: Field | undefined;

  constructor(layout: LayoutBuilder) {
    this.field = layout.field('unhandledMessage', 1);
  }

  /** What receiving a message does at a place where nothing takes it. */
  actionAt(place: string): Action {
    const number = this.#places.push(place);
    const { field } = this;
    return (words) => {
      field.set(words, 0, 1);
      if (this.#first !== undefined && this.#first.get(words, 0) === 0) {
        this.#first.set(words, 0, number);
      }
    };
  }

  /** The default property. `tellsPlaces`: whether failures at different places are different. */
  property(
    layout: LayoutBuilder,
    channels: readonly Channel[],
    { tellsPlaces }: { readonly tellsPlaces: boolean },
  ): Property {
    const places = this.#places;
    if (tellsPlaces && places.length > 0) {
      this.#first = layout.field('unhandledMessage.first', bitsFor(places.length));
    }
    const remedy =
      'the message was taken away and nothing happened. Add a transition, defer it (`meta.defers`), or list it in `ignores`';
    return {
      id: unhandledMessageProperty,
      title: 'Every message that arrives is handled',
      exercised: (words) => channels.some((channel) => channel.head(words) >= 0),
      violation: (words) => {
        if (this.field.get(words, 0) === 0) return undefined;
        const first = this.#first?.get(words, 0) ?? 0;
        const place =
          places[first - 1] ?? 'a message arrived in a state that has no transition for it';
        return { failureClass: place, detail: `${place}: ${remedy}` };
      },
    };
  }
}

/** The default property that no queue loses a message, with the bits of the state that note it. */
export function lostSends(
  layout: LayoutBuilder,
  queues: readonly Queue[],
  { tellsPlaces }: { readonly tellsPlaces: boolean },
): Property {
  const lost = layout.field('lostSend', 1, tellsPlaces ? queues.length : 1);
  queues.forEach((queue, at) => {
    queue.watchLostSends((words) => lost.set(words, tellsPlaces ? at : 0, 1));
  });
  return {
    id: lostSendProperty,
    title: 'No message is sent into a full queue',
    exercised: (words) => queues.some((queue) => queue.head(words) >= 0),
    violation: (words) => {
      for (let at = 0; at < lost.length; at++) {
        if (lost.get(words, at) === 0) continue;
        const name = tellsPlaces ? queues[at]!.name : 'a queue';
        return {
          failureClass: `lost send: ${name}`,
          detail: `a message was sent into ${name} while it was full, and is lost: give it a greater capacity, ask isFull first, or set ignoresLostSends`,
        };
      }
      return undefined;
    },
  };
}
