/**
 * A checkout as a web shop writes it: the order is sent, an answer or a timeout ends the wait, and the customer may
 * try again. `checkoutMachine` sends the order anew after a timeout; `idempotentCheckoutMachine` first asks whether
 * the shop has it.
 */
import { assign, fromPromise, setup } from 'xstate';

const shop = setup({
  types: {} as {
    context: {
      /** Requests that the shop may have taken: sent, and not declined. */
      requests: number;
    };
    events: { type: 'SUBMIT' } | { type: 'RETRY' };
  },
  actors: {
    sendOrder: fromPromise(async () => 'accepted'),
    findOrder: fromPromise<boolean>(async () => false),
  },
  actions: {
    send: assign({ requests: ({ context }) => context.requests + 1 }),
    forget: assign({ requests: ({ context }) => context.requests - 1 }),
  },
  delays: { patience: 5_000 },
});

export const checkoutMachine = shop.createMachine({
  id: 'checkout',
  context: { requests: 0 },
  initial: 'cart',
  states: {
    cart: { on: { SUBMIT: 'sending' } },
    sending: {
      entry: 'send',
      invoke: {
        src: 'sendOrder',
        onDone: 'ordered',
        onError: { target: 'declined', actions: 'forget' },
      },
      after: { patience: 'unclear' },
    },
    // No answer: the order may have arrived.
    unclear: { on: { RETRY: 'sending' } },
    declined: { on: { RETRY: 'sending' } },
    ordered: { type: 'final' },
  },
});

export const idempotentCheckoutMachine = shop.createMachine({
  id: 'idempotentCheckout',
  context: { requests: 0 },
  initial: 'cart',
  states: {
    cart: { on: { SUBMIT: 'sending' } },
    sending: {
      entry: 'send',
      invoke: {
        src: 'sendOrder',
        onDone: 'ordered',
        onError: { target: 'declined', actions: 'forget' },
      },
      after: { patience: 'unclear' },
    },
    unclear: { on: { RETRY: 'asking' } },
    asking: {
      invoke: {
        src: 'findOrder',
        onDone: [
          { guard: ({ event }) => event.output, target: 'ordered' },
          { target: 'sending', actions: 'forget' },
        ],
        onError: 'unclear',
      },
    },
    declined: { on: { RETRY: 'sending' } },
    ordered: { type: 'final' },
  },
});
