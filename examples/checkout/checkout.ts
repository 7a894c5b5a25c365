import { defineActors, type ActorsSystem } from 'skipover';
import { checkoutMachine, idempotentCheckoutMachine } from './checkout-machine.ts';

const outcomes = {
  sendOrder: { done: ['accepted'], error: [new Error('declined')] },
  findOrder: { done: [true, false], error: [new Error('no connection')] },
};

/** Sends the order again after a timeout: the customer may pay twice. */
export const checkout: ActorsSystem = defineActors({
  actors: { checkout: checkoutMachine },
  outcomes,
  within: ({ checkout: it }) => it.context.requests <= 2,
  always: { 'never ordered twice': ({ checkout: it }) => it.context.requests <= 1 },
});

/** Asks whether the order has arrived before it is sent again. */
export const idempotentCheckout: ActorsSystem = defineActors({
  actors: { checkout: idempotentCheckoutMachine },
  outcomes,
  always: { 'never ordered twice': ({ checkout: it }) => it.context.requests <= 1 },
  reachable: { ordered: ({ checkout: it }) => it.matches('ordered') },
});
