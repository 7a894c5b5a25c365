import { check } from 'skipover';
import { checkActors } from 'skipover/vitest';
import { expect, it } from 'vitest';
import { fencedLock, leaseLock } from './lease-lock.ts';

it('a client whose lease ran out writes over the newer write', () => {
  const stale = check(leaseLock).properties.find(({ id }) => id === 'no stale write');
  expect(stale!.verdict).toBe('violated');
  const narrated = stale!.counterexamples[0]!.steps.map(({ transition }) => {
    const { process, event } = leaseLock.transitions[transition]!;
    return `${process} ${event}`;
  });
  expect(narrated).toContain('lock xstate.timer');
  expect(narrated.filter((step) => step.endsWith('WRITE'))).toHaveLength(2);
});

checkActors('with fencing', fencedLock);
