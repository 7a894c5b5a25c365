import { setup } from 'xstate';

/**
 * The guest kernel module: proxy between the daemon and the applications, and owner of the transfer
 * bitmap. It handles one message at a time; what it does to the bitmap it does page by page.
 * Paper: 3.3.1 (proxy), 3.3.4 (updates), 3.3.5 (states).
 */
export const lkm = setup({
  types: {
    events: {} as
      | { type: 'begin' }
      | { type: 'enterLast' }
      | { type: 'vmResumed' }
      | { type: 'areas' }
      | { type: 'ready' }
      | { type: 'walk' }
      | { type: 'update' }
      | { type: 'conclude' }
      | { type: 'release' },
  },
  guards: {
    resetsOnBegin: () => false,
    resetsOnResume: () => false,
    walkIsDone: () => false,
    walksUnlocked: () => false,
    pageCanBeSkipped: () => false,
    entryWasRead: () => false,
    everyPageCompared: () => false,
    pageLeftTheArea: () => false,
    everyJoinedPageWalked: () => false,
    pageJoinsUnlocked: () => false,
    pageJoins: () => false,
    everyMustSendPageSet: () => false,
    pageIsCached: () => false,
    everyRegisteredApplicationIsReady: () => false,
  },
  actions: {
    acknowledgeBegin: () => {},
    multicastQuery: () => {},
    multicastPrepare: () => {},
    multicastRelease: () => {},
    resetBitmapAndCache: () => {},
    rememberArea: () => {},
    rememberReady: () => {},
    readEntry: () => {},
    cacheEntryAndClearBit: () => {},
    unskipCachedPage: () => {},
    advance: () => {},
    startAtJoinedPages: () => {},
    startAtMustSendPages: () => {},
    adoptReportedArea: () => {},
    notifySuspend: () => {},
  },
}).createMachine({
  id: 'lkm',
  initial: 'initialized',
  states: {
    initialized: {
      description: 'Loaded and waiting; no migration is under way (3.3.5).',
      on: {
        begin: [
          {
            guard: 'resetsOnBegin',
            target: 'started',
            actions: ['resetBitmapAndCache', 'acknowledgeBegin', 'multicastQuery'],
            description: 'beyond: the paper sets all bits only when the module is loaded',
          },
          {
            target: 'started',
            actions: ['acknowledgeBegin', 'multicastQuery'],
            description: '3.3.5: query running applications for skip-over areas',
          },
        ],
        areas: { description: 'ignored: an answer after the migration is over' },
        ready: { description: 'ignored: an answer after the migration is over' },
        enterLast: { description: 'ignored: beyond: no migration has begun' },
        vmResumed: { description: 'ignored: beyond: no migration has begun' },
      },
    },
    started: {
      description: 'The first bitmap update, and shrinks as they come (3.3.4, 3.3.5).',
      initial: 'listening',
      on: {
        begin: { description: 'ignored: beyond: a migration is under way' },
        vmResumed: { description: 'ignored: beyond: the VM has not been suspended' },
      },
      states: {
        listening: {
          on: {
            areas: {
              target: 'walking',
              actions: 'rememberArea',
              description: '3.3.4: remember the VA range of the area',
            },
            ready: { description: 'ignored: beyond: nobody has been asked to prepare' },
            enterLast: {
              target: '#lkm.final-update',
              actions: 'multicastPrepare',
              description: '3.3.5: ask the applications to prepare for suspension',
            },
          },
        },
        walking: {
          description: 'Page-table walk over a reported area, page by page (3.3.2, 3.3.4).',
          meta: {
            defers: {
              areas: 'one message at a time: the walk comes first',
              ready: 'one message at a time: the walk comes first',
              enterLast: 'one message at a time: the walk comes first',
            },
          },
          initial: 'atPage',
          states: {
            atPage: {
              on: {
                walk: [
                  {
                    guard: 'walkIsDone',
                    target: '#lkm.started.listening',
                    description: '3.3.4: the first update is complete for this area',
                  },
                  {
                    guard: 'walksUnlocked',
                    target: 'entryRead',
                    actions: 'readEntry',
                    description: '3.3.4: find the PFN in the page table, the area not locked',
                  },
                  {
                    guard: 'pageCanBeSkipped',
                    actions: ['cacheEntryAndClearBit', 'advance'],
                    description: '3.3.4: find the PFN, cache it and clear its bit, area locked',
                  },
                  { actions: 'advance', description: '3.3.4: nothing is mapped here' },
                ],
              },
            },
            entryRead: {
              description: 'The entry has been read; bit and cache have not been written yet.',
              on: {
                walk: [
                  {
                    guard: 'entryWasRead',
                    target: 'atPage',
                    actions: ['cacheEntryAndClearBit', 'advance'],
                    description: '3.3.4: cache the PFN and clear its bit',
                  },
                  {
                    target: 'atPage',
                    actions: 'advance',
                    description: '3.3.4: nothing was mapped here',
                  },
                ],
              },
            },
          },
        },
      },
    },
    'final-update': {
      description: 'Entering the last iteration: the final bitmap update (3.3.4, 3.3.5).',
      initial: 'awaitingReady',
      on: {
        begin: { description: 'ignored: beyond: a migration is under way' },
        enterLast: { description: 'ignored: beyond: the applications have been asked already' },
        vmResumed: { description: 'ignored: beyond: the VM has not been suspended' },
      },
      states: {
        awaitingReady: {
          on: {
            conclude: {
              guard: 'everyRegisteredApplicationIsReady',
              target: '#lkm.suspended',
              actions: 'notifySuspend',
              description: '3.3.5: the update is complete; tell the daemon to suspend the VM',
            },
            areas: { description: 'ignored: too late for the first update (3.3.4)' },
            ready: {
              target: 'comparing',
              actions: 'rememberReady',
              description: '3.3.5: the application is suspension-ready and sends its ranges',
            },
          },
        },
        comparing: {
          description: 'Pages that left the area: their bits are set from the cache (3.3.4).',
          meta: {
            defers: {
              areas: 'one message at a time: the update comes first',
              ready: 'one message at a time: the update comes first',
            },
          },
          on: {
            update: [
              {
                guard: 'everyPageCompared',
                target: 'joining.atPage',
                actions: 'startAtJoinedPages',
                description: '3.3.4: shrunk space is done, expanded space follows',
              },
              {
                guard: 'pageLeftTheArea',
                actions: ['unskipCachedPage', 'advance'],
                description: '3.3.4: set the bit of a page that left, drop its cache entry',
              },
              { actions: 'advance', description: '3.3.4: the page is still in the area' },
            ],
          },
        },
        joining: {
          description: 'Pages that joined the area: walked, and their bits cleared (3.3.4).',
          meta: {
            defers: {
              areas: 'one message at a time: the update comes first',
              ready: 'one message at a time: the update comes first',
            },
          },
          initial: 'atPage',
          states: {
            atPage: {
              on: {
                update: [
                  {
                    guard: 'everyJoinedPageWalked',
                    target: '#lkm.final-update.leaving',
                    actions: 'startAtMustSendPages',
                    description: '4.3.2: occupied From pages follow',
                  },
                  {
                    guard: 'pageJoinsUnlocked',
                    target: 'entryRead',
                    actions: 'readEntry',
                    description: '3.3.4: find the PFN of a joined page, the area not locked',
                  },
                  {
                    guard: 'pageJoins',
                    actions: ['cacheEntryAndClearBit', 'advance'],
                    description: '3.3.4: find the PFN, cache it and clear its bit, area locked',
                  },
                  { actions: 'advance', description: '3.3.4: the page did not join' },
                ],
              },
            },
            entryRead: {
              on: {
                update: {
                  target: 'atPage',
                  actions: ['cacheEntryAndClearBit', 'advance'],
                  description: '3.3.4: cache the PFN and clear its bit',
                },
              },
            },
          },
        },
        leaving: {
          description: 'Occupied From pages count as leaving: their bits are set (4.3.2).',
          meta: {
            defers: {
              areas: 'one message at a time: the update comes first',
              ready: 'one message at a time: the update comes first',
            },
          },
          on: {
            update: [
              {
                guard: 'everyMustSendPageSet',
                target: 'awaitingReady',
                actions: 'adoptReportedArea',
                description: '3.3.5: the final update is complete for this application',
              },
              {
                guard: 'pageIsCached',
                actions: ['unskipCachedPage', 'advance'],
                description: '4.3.2: set the bit of an occupied From page',
              },
              { actions: 'advance', description: '4.3.2: the bit of this page is set already' },
            ],
          },
        },
      },
    },
    suspended: {
      description: 'The daemon may suspend the VM; shrinks still act until it does (3.3.5).',
      on: {
        vmResumed: { target: 'resumed', description: '3.3.5: VM execution has resumed' },
        areas: { description: 'ignored: too late for this migration' },
        ready: { description: 'ignored: its area was never skipped in this migration' },
        begin: { description: 'ignored: beyond: a migration is under way' },
        enterLast: { description: 'ignored: beyond: the applications have been asked already' },
      },
    },
    resumed: {
      description: 'The VM runs at the destination; applications are told (3.3.5).',
      meta: {
        defers: {
          begin: 'the previous migration is put away first',
          enterLast: 'the previous migration is put away first',
          vmResumed: 'the previous migration is put away first',
          areas: 'the previous migration is put away first',
          ready: 'the previous migration is put away first',
        },
      },
      on: {
        release: [
          {
            guard: 'resetsOnResume',
            target: 'initialized',
            actions: ['resetBitmapAndCache', 'multicastRelease'],
            description: 'beyond: the paper does not say that bits are set again (3.3.5)',
          },
          {
            target: 'initialized',
            actions: 'multicastRelease',
            description: '3.3.5: notify the applications, return to initialized',
          },
        ],
      },
    },
  },
});
