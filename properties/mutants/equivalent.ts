import { always, does, lacks, other } from './changes.ts';
import type { Mutant } from './mutant.ts';
import { calm, shrinking, under } from './configurations.ts';

/** Changes that change nothing: nobody could notice them, and the reason is beside each. */
export const equivalentMutants: readonly Mutant[] = [
  {
    name: 'stop-tests-in-another-order',
    title: 'the test for few frames comes before that for iterations',
    changes: [
      other('daemon', {
        state: 'iterating.deciding',
        event: 'decide',
        at: 2,
        becomes: { guard: 'fewFramesAreLeft' },
      }),
      other('daemon', {
        state: 'iterating.deciding',
        event: 'decide',
        at: 3,
        becomes: { guard: 'iterationsAreUsedUp' },
      }),
    ],
    configurations: [calm(), shrinking()],
    fate: { equivalent: 'both tests lead to the same state and do nothing else' },
  },
  {
    name: 'ready-does-not-register',
    title: 'a ready message does not register its sender',
    changes: [
      does('lkm', 'rememberReady', (original, { lkm }) => (words, choice) => {
        const before = lkm.registered.get(words, 0);
        original(words, choice);
        lkm.registered.set(words, 0, before);
      }),
    ],
    configurations: [calm(), under(['lateReady'])],
    fate: {
      equivalent: 'with epochs checked, a ready of nobody who is registered is ignored before that',
    },
  },
  {
    name: 'no-row-for-vm-resumed-when-initialized',
    title: 'nothing is written down for a resumption that the LKM hears when it is initialized',
    changes: [lacks('lkm', 'initialized', ['vmResumed'])],
    configurations: [calm(), under(['abort'])],
    fate: {
      equivalent: 'the VM is resumed only after a suspension, and until then the LKM is suspended',
    },
  },
  {
    name: 'epoch-not-compared-by-the-agent',
    title: 'the agent heeds prepare and release of an earlier attempt',
    changes: [always('agent', 'isOfAnotherEpoch', false)],
    configurations: [under(['abort', 'secondMigration'])],
    fate: {
      equivalent:
        'its queue keeps the order, so what is of an earlier attempt comes before the query',
    },
  },
  {
    name: 'no-row-for-a-later-query',
    title: 'nothing is written down for a query that reaches an agent that holds',
    changes: [lacks('agent', 'holding', ['query'])],
    configurations: [under(['abort', 'secondMigration'])],
    fate: {
      equivalent: 'every end of an attempt releases, and the release stands before the query',
    },
  },
  {
    name: 'no-hook-before-copy',
    title: 'no hook is called where a shared page is copied because it is written',
    changes: [always('kernel', 'hookPrecedesCopy', false)],
    configurations: [under(['share'])],
    fate: {
      equivalent:
        'the hook was called when the page came to be shared, and no walk takes a shared page',
    },
  },
  {
    name: 'log-not-emptied-at-the-end',
    title: 'what the log holds when the destination runs the VM is left in it',
    changes: [
      does('destination', 'runVm', (original, { memory }) => (words, choice) => {
        const before = Array.from({ length: memory.frames }, (_, at) =>
          memory.dirty.get(words, at),
        );
        original(words, choice);
        before.forEach((bit, at) => memory.dirty.set(words, at, bit));
      }),
    ],
    configurations: [calm(), shrinking()],
    fate: {
      equivalent: 'the last CLEAN empties the log, and nobody writes while the VM is suspended',
    },
  },
];
