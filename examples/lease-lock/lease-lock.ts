import { actor, defineActors, type ActorsSystem } from 'skipover';
import {
  clientMachine,
  fencingStorageMachine,
  lockMachine,
  trustingStorageMachine,
} from './lease-machines.ts';

const reaches = { lock: 'lock', storage: 'storage' };

function lockOver(
  storage: typeof trustingStorageMachine | typeof fencingStorageMachine,
): ActorsSystem {
  return defineActors({
    actors: {
      a: actor(clientMachine, { input: { id: 'a' }, sends: reaches }),
      b: actor(clientMachine, { input: { id: 'b' }, sends: reaches }),
      lock: actor(lockMachine, { sends: { a: 'a', b: 'b' }, events: false }),
      storage: actor(storage as typeof trustingStorageMachine, { events: false }),
    },
    events: { WANT: [{}], WRITE: [{}] },
    // Who holds the lock writes in the end.
    bound: ['WRITE'],
    always: { 'no stale write': ({ storage: it }) => !it.context.isStale },
    leadsTo: {
      'who waits is served': [({ a }) => a.matches('waiting'), ({ a }) => !a.matches('waiting')],
    },
  });
}

/** The storage takes every write. */
export const leaseLock: ActorsSystem = lockOver(trustingStorageMachine);

/** The storage refuses writes with an old token. */
export const fencedLock: ActorsSystem = lockOver(fencingStorageMachine);
