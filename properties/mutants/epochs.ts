import { always, does } from './changes.ts';
import type { Mutant } from './mutant.ts';
import { under } from './configurations.ts';

const twice = under(['abort', 'secondMigration']);

/** Attempts that follow one another. */
export const epochMutants: readonly Mutant[] = [
  {
    name: 'epoch-not-compared-by-the-lkm',
    title: 'the LKM takes areas and readiness of an earlier attempt',
    changes: [always('lkm', 'isOfAnotherEpoch', false)],
    configurations: [twice],
    fate: { killedBy: 'S5' },
  },
  {
    name: 'epoch-not-compared-by-the-daemon',
    title: 'the daemon suspends on the word of an earlier attempt',
    changes: [always('daemon', 'isOfAnotherEpoch', false)],
    configurations: [twice],
    fate: { killedBy: 'S7' },
  },
  {
    name: 'epoch-not-advanced',
    title: 'every attempt of the daemon has the same number',
    changes: [
      does('daemon', 'startAttempt', (original, { epochs }) => (words, choice) => {
        original(words, choice);
        epochs.daemon?.set(words, 0, 1);
      }),
    ],
    configurations: [under(['secondMigration']), twice],
    fate: { killedBy: 'D' },
  },
  {
    name: 'epoch-not-taken-over',
    title: 'the agent answers a later query with the number of the earlier',
    changes: [
      does('agent', 'readYoungRange', (original, { epochs }) => (words, choice) => {
        const before = epochs.ofApplication(words, 0);
        original(words, choice);
        if (before > 0) epochs.applications?.set(words, 0, before);
      }),
    ],
    configurations: [under(['secondMigration'])],
    fate: { killedBy: 'D' },
  },
  {
    name: 'later-begin-ignored',
    title: 'a begin that overtakes the end of the earlier attempt is ignored',
    changes: [always('lkm', 'beginsAnew', false)],
    configurations: [twice],
    fate: { killedBy: 'D' },
  },
];
