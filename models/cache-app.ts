import { setup } from 'xstate';
import type { Message } from './messages.ts';
import { actionStubs, guardStubs, type EventNamed } from './stubs.ts';

/**
 * A second application that assists: a cache server that reports part of its cache as skip-over area
 * and, asked to prepare, throws entries away and moves what it wants to keep out of the area. Its
 * purge needs the service that runs in the JVM. Paper: 3.2, 6 (caching applications).
 */
export const cacheApp = setup({
  types: { events: {} as EventNamed<Message<'lkmToAgent'> | 'report' | 'store' | 'purge'> },
  guards: guardStubs(
    'netlinkHasRoom',
    'isOfAnotherEpoch',
    'isOfLaterEpoch',
    'pageIsMapped',
    'everyPagePurged',
    'serviceAnswersAndEntriesGo',
    'serviceAnswersAndEntriesMove',
    'serviceAnswersAndEntriesStay',
    'holdsInSecondRound',
  ),
  actions: actionStubs(
    'heedQuery',
    'sendAreas',
    'storeEntry',
    'startPurge',
    'dropEntries',
    'compactEntries',
    'keepEntries',
    'sendPrepared',
    'sendReady',
  ),
}).createMachine({
  id: 'cacheApp',
  initial: 'idle',
  states: {
    idle: {
      on: {
        query: {
          target: 'reporting',
          actions: 'heedQuery',
          description: '3.3.4: asked for its skip-over area',
        },
        prepare: { description: 'ignored: no area of this application is skipped' },
        hold: { description: 'ignored: no area of this application is skipped' },
        release: { description: 'ignored: nothing is held' },
        store: {
          guard: 'pageIsMapped',
          actions: 'storeEntry',
          description: '3.1: entries are written to the cache',
        },
      },
    },
    reporting: {
      meta: {
        defers: {
          query: 'the answer to the query comes first',
          prepare: 'the answer to the query comes first',
          hold: 'the answer to the query comes first',
          release: 'the answer to the query comes first',
        },
      },
      on: {
        report: {
          guard: 'netlinkHasRoom',
          target: 'assisting',
          actions: 'sendAreas',
          description: '3.3.4: send the VA range of the area to the LKM',
        },
      },
    },
    assisting: {
      on: {
        query: [
          {
            guard: 'isOfLaterEpoch',
            target: 'reporting',
            actions: 'heedQuery',
            description: 'beyond: a later attempt; the end of the earlier was not heard',
          },
        ],
        prepare: [
          {
            guard: 'isOfAnotherEpoch',
            description: 'ignored: beyond: of another attempt than the area it reported for',
          },
          {
            target: 'purging',
            actions: 'startPurge',
            description: '3.3.5: make ready to lose the area',
          },
        ],
        release: [
          {
            guard: 'isOfAnotherEpoch',
            description: 'ignored: beyond: of another attempt than the area it reported for',
          },
          { target: 'idle', description: 'beyond: the LKM went on without this application' },
        ],
        store: {
          guard: 'pageIsMapped',
          actions: 'storeEntry',
          description: '3.1: entries are written to the cache',
        },
      },
    },
    purging: {
      description: 'Requests are not served; page by page, entries go, move or stay.',
      meta: {
        defers: {
          query: 'the purge comes first',
          prepare: 'the purge comes first',
          hold: 'the purge comes first',
          release: 'the purge comes first',
        },
      },
      on: {
        purge: [
          {
            guard: 'everyPagePurged',
            target: 'purged',
            description: '3.3.5: what is left on the area is known',
          },
          {
            guard: 'serviceAnswersAndEntriesGo',
            actions: 'dropEntries',
            description: 'VI: the entries of a page are thrown away',
          },
          {
            guard: 'serviceAnswersAndEntriesMove',
            actions: 'compactEntries',
            description: 'VI: the entries worth keeping are moved out of the area',
          },
          {
            guard: 'serviceAnswersAndEntriesStay',
            actions: 'keepEntries',
            description: '3.3.5: the entries stay, so the page must be sent',
          },
        ],
      },
    },
    purged: {
      meta: {
        defers: {
          query: 'the answer comes first',
          prepare: 'the answer comes first',
          hold: 'the answer comes first',
          release: 'the answer comes first',
        },
      },
      on: {
        report: [
          {
            guard: 'holdsInSecondRound',
            target: 'prepared',
            actions: 'sendPrepared',
            description: 'beyond: prepared; nothing is stored from now on',
          },
          {
            guard: 'netlinkHasRoom',
            target: 'holding',
            actions: 'sendReady',
            description: '3.3.5: ready, with the area and what of it must be sent',
          },
        ],
      },
    },
    prepared: {
      on: {
        query: [
          {
            guard: 'isOfLaterEpoch',
            target: 'reporting',
            actions: 'heedQuery',
            description: 'beyond: a later attempt; the end of the earlier was not heard',
          },
        ],
        hold: [
          {
            guard: 'isOfAnotherEpoch',
            description: 'ignored: beyond: of another attempt than the area it reported for',
          },
          { target: 'confirming', description: 'beyond: everybody has prepared' },
        ],
        release: [
          {
            guard: 'isOfAnotherEpoch',
            description: 'ignored: beyond: of another attempt than the area it reported for',
          },
          { target: 'idle', description: 'beyond: the LKM went on without this application' },
        ],
      },
    },
    confirming: {
      meta: {
        defers: {
          query: 'the answer comes first',
          prepare: 'the answer comes first',
          hold: 'the answer comes first',
          release: 'the answer comes first',
        },
      },
      on: {
        report: {
          guard: 'netlinkHasRoom',
          target: 'holding',
          actions: 'sendReady',
          description: '3.3.5: ready, with the area and what of it must be sent',
        },
      },
    },
    holding: {
      on: {
        query: [
          {
            guard: 'isOfLaterEpoch',
            target: 'reporting',
            actions: 'heedQuery',
            description: 'beyond: a later attempt; the end of the earlier was not heard',
          },
        ],
        prepare: [
          {
            guard: 'isOfAnotherEpoch',
            description: 'ignored: beyond: of another attempt than the area it reported for',
          },
        ],
        release: [
          {
            guard: 'isOfAnotherEpoch',
            description: 'ignored: beyond: of another attempt than the area it reported for',
          },
          { target: 'idle', description: '3.3.5: requests are served again' },
        ],
      },
    },
  },
});
