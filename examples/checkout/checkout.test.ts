import { check } from 'skipover';
import { checkActors } from 'skipover/vitest';
import { expect, it } from 'vitest';
import { checkout, idempotentCheckout } from './checkout.ts';

it('sending again after a timeout orders twice', () => {
  const twice = check(checkout).properties.find(({ id }) => id === 'never ordered twice');
  expect(twice!.verdict).toBe('violated');
  const { steps } = twice!.counterexamples[0]!;
  expect(steps.map(({ transition }) => checkout.transitions[transition]!.event)).toEqual([
    'SUBMIT',
    'xstate.timer',
    'RETRY',
  ]);
});

checkActors('asking first', idempotentCheckout);
