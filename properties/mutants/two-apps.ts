import { scopes } from '../../models/scope.ts';
import { asks, does } from './changes.ts';
import type { Mutant, MutantConfiguration } from './mutant.ts';

const both: MutantConfiguration = { hazards: ['twoApps'], scope: scopes.bare };

/** A second application that assists. */
export const twoAppsMutants: readonly Mutant[] = [
  {
    name: 'kept-entries-forgotten',
    title: 'the cache says that it is ready and names none of the entries that it keeps',
    changes: [
      does('cacheApp', 'keepEntries', (original, { cacheApp }) => (words, choice) => {
        const page = cacheApp?.cursor.get(words, 0) ?? 0;
        original(words, choice);
        cacheApp?.entries.set(words, page, 1);
      }),
      does('cacheApp', 'sendReady', (original, { cacheApp }) => (words, choice) => {
        const entries = cacheApp?.entries;
        const kept = Array.from(
          { length: entries?.length ?? 0 },
          (_, at) => entries?.get(words, at) ?? 0,
        );
        kept.forEach((_, at) => entries?.set(words, at, 0));
        original(words, choice);
        kept.forEach((bit, at) => entries?.set(words, at, bit));
      }),
    ],
    configurations: [both],
    fate: { killedBy: 'S2' },
  },
  {
    name: 'one-ready-application-is-enough',
    title: 'the LKM concludes when any application is ready',
    changes: [
      asks(
        'lkm',
        'everyRegisteredApplicationIsReady',
        ({ lkm }) =>
          (words) =>
            lkm.ready.get(words, 0) === 1 || lkm.ready.get(words, 1) === 1,
      ),
    ],
    configurations: [both],
    fate: { killedBy: 'D' },
  },
  {
    name: 'foreign-range-skipped',
    title: 'the walk takes whatever is mapped in the range that an application names',
    changes: [
      asks(
        'lkm',
        'pageCanBeSkipped',
        ({ memory, lkm }) =>
          (words) =>
            memory.isMapped(words, lkm.cursor.get(words, 0)),
      ),
    ],
    configurations: [{ hazards: ['hostileRanges'], scope: scopes.small }],
    fate: { killedBy: 'S8' },
  },
];
