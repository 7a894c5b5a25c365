import { setup } from 'xstate';
import type { Message } from './messages.ts';
import { actionStubs, guardStubs, type EventNamed } from './stubs.ts';

/**
 * The guest kernel module: proxy between the daemon and the applications, and owner of the transfer
 * bitmap. It handles one message at a time; what it does to the bitmap it does page by page.
 * Paper: 3.3.1 (proxy), 3.3.4 (updates), 3.3.5 (states).
 */
export const lkm = setup({
  types: {
    events: {} as EventNamed<
      | Message<'daemonToLkm'>
      | Message<'agentToLkm'>
      | 'expire'
      | 'abandon'
      | 'walk'
      | 'update'
      | 'conclude'
      | 'release'
    >,
  },
  guards: guardStubs(
    'resetsOnBegin',
    'resetsOnResume',
    'resetsAndReleasesOnAbort',
    'resetsOnAbort',
    'releasesOnAbort',
    'beginsAnew',
    'isOfAnotherEpoch',
    'isFromNobodyRegistered',
    'preparesInTwoRounds',
    'everyRegisteredApplicationIsPrepared',
    'deadlineHasPassed',
    'everyPageAbandonedBeforeHold',
    'everyPageAbandoned',
    'walkIsDone',
    'pageLiesOutsideArea',
    'walksUnlocked',
    'pageCanBeSkipped',
    'entryWasRead',
    'everyPageCompared',
    'pageLeftTheArea',
    'everyJoinedPageWalked',
    'pageJoinsUnlocked',
    'pageJoins',
    'everyMustSendPageSet',
    'pageIsCached',
    'everyRegisteredApplicationIsReady',
  ),
  actions: actionStubs(
    'acknowledgeBegin',
    'multicastQuery',
    'multicastPrepare',
    'multicastHold',
    'multicastRelease',
    'forgetApplications',
    'abandonAttempt',
    'finishWalk',
    'rememberPrepared',
    'chooseStraggler',
    'chooseExited',
    'chooseLetGo',
    'deregister',
    'resetBitmapAndCache',
    'rememberArea',
    'rememberReady',
    'readEntry',
    'cacheEntryAndClearBit',
    'writeMethod',
    'unskipCachedPage',
    'advance',
    'startAtJoinedPages',
    'startAtMustSendPages',
    'adoptReportedArea',
    'notifyGuestReady',
  ),
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
        prepared: { description: 'ignored: an answer after the migration is over' },
        ready: { description: 'ignored: an answer after the migration is over' },
        exited: { description: 'ignored: beyond: nothing of any application is skipped' },
        enterLast: { description: 'ignored: beyond: no migration has begun' },
        vmResumed: { description: 'ignored: beyond: no migration has begun' },
        aborted: { description: 'ignored: beyond: no migration has begun' },
      },
    },
    started: {
      description: 'The first bitmap update, and shrinks as they come (3.3.4, 3.3.5).',
      initial: 'listening',
      on: {
        vmResumed: { description: 'ignored: beyond: the VM has not been suspended' },
      },
      states: {
        listening: {
          on: {
            begin: [
              {
                guard: 'beginsAnew',
                actions: ['abandonAttempt', 'acknowledgeBegin', 'multicastQuery'],
                description: 'beyond: a later attempt: the notification of the abort was overtaken',
              },
              { description: 'ignored: beyond: a migration is under way' },
            ],
            areas: [
              {
                guard: 'isOfAnotherEpoch',
                description: 'ignored: beyond: an answer to the query of an earlier attempt',
              },
              {
                target: 'walking',
                actions: 'rememberArea',
                description: '3.3.4: remember the VA range of the area',
              },
            ],
            prepared: { description: 'ignored: beyond: nobody has been asked to prepare' },
            ready: { description: 'ignored: beyond: nobody has been asked to prepare' },
            exited: {
              target: 'abandoning',
              actions: 'chooseExited',
              description: 'beyond: URELEASE: the socket of an application was closed (Linux)',
            },
            aborted: {
              target: '#lkm.resumed.atSource',
              description: 'beyond: the daemon has given the attempt up',
            },
            enterLast: [
              {
                guard: 'preparesInTwoRounds',
                target: '#lkm.final-update.awaitingPrepared',
                actions: 'multicastPrepare',
                description: 'beyond: ask everybody to prepare; nobody is held yet',
              },
              {
                target: '#lkm.final-update.awaitingReady',
                actions: 'multicastPrepare',
                description: '3.3.5: ask the applications to prepare for suspension',
              },
            ],
          },
        },
        abandoning: {
          description: 'Pages of an application that is gone: their bits are set from the cache.',
          meta: {
            defers: {
              begin: 'one message at a time: the pages come first',
              enterLast: 'one message at a time: the pages come first',
              aborted: 'one message at a time: the pages come first',
              areas: 'one message at a time: the pages come first',
              prepared: 'one message at a time: the pages come first',
              ready: 'one message at a time: the pages come first',
              exited: 'one message at a time: the pages come first',
            },
          },
          on: {
            abandon: [
              {
                guard: 'everyPageAbandoned',
                target: 'listening',
                actions: 'deregister',
                description: 'beyond: nothing of the application is skipped any more',
              },
              {
                guard: 'pageIsCached',
                actions: ['unskipCachedPage', 'advance'],
                description: 'beyond: set the bit, drop the cache entry',
              },
              { actions: 'advance', description: 'beyond: the cache has no entry for this page' },
            ],
          },
        },
        walking: {
          description: 'Page-table walk over a reported area, page by page (3.3.2, 3.3.4).',
          meta: {
            defers: {
              begin: 'one message at a time: the walk comes first',
              areas: 'one message at a time: the walk comes first',
              prepared: 'one message at a time: the walk comes first',
              ready: 'one message at a time: the walk comes first',
              exited: 'one message at a time: the walk comes first',
              enterLast: 'one message at a time: the walk comes first',
              aborted: 'one message at a time: the walk comes first',
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
                    actions: 'finishWalk',
                    description: '3.3.4: the first update is complete for this area',
                  },
                  {
                    guard: 'pageLiesOutsideArea',
                    actions: ['writeMethod', 'advance'],
                    description: 'VI: the rest of the heap: not skipped, but to be compressed',
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
        enterLast: { description: 'ignored: beyond: the applications have been asked already' },
        vmResumed: { description: 'ignored: beyond: the VM has not been suspended' },
      },
      states: {
        awaitingPrepared: {
          description: 'The first of two rounds: everybody prepares, nobody is held.',
          on: {
            conclude: {
              guard: 'everyRegisteredApplicationIsPrepared',
              target: 'awaitingReady',
              actions: 'multicastHold',
              description: 'beyond: everybody has prepared: now everybody holds',
            },
            expire: {
              guard: 'deadlineHasPassed',
              target: 'abandoning',
              actions: 'chooseStraggler',
              description: 'VI: a straggler; its pages are sent, nobody waits for it any more',
            },
            prepared: [
              {
                guard: 'isOfAnotherEpoch',
                description: 'ignored: beyond: an answer to the question of an earlier attempt',
              },
              {
                actions: 'rememberPrepared',
                description: 'beyond: the application has prepared and goes on running',
              },
            ],
            areas: { description: 'ignored: too late for the first update (3.3.4)' },
            ready: { description: 'ignored: beyond: nobody has been asked to hold' },
            begin: [
              {
                guard: 'beginsAnew',
                target: '#lkm.started.listening',
                actions: ['abandonAttempt', 'acknowledgeBegin', 'multicastQuery'],
                description: 'beyond: a later attempt: the notification of the abort was overtaken',
              },
              { description: 'ignored: beyond: a migration is under way' },
            ],
            exited: {
              target: 'abandoning',
              actions: 'chooseExited',
              description: 'beyond: URELEASE: the socket of an application was closed (Linux)',
            },
            aborted: {
              target: '#lkm.resumed.atSource',
              description: 'beyond: the daemon has given the attempt up',
            },
          },
        },
        awaitingReady: {
          on: {
            conclude: {
              guard: 'everyRegisteredApplicationIsReady',
              target: '#lkm.suspended.waiting',
              actions: 'notifyGuestReady',
              description: '3.3.5: the update is complete; ask the daemon to suspend the VM',
            },
            expire: {
              guard: 'deadlineHasPassed',
              target: 'abandoning',
              actions: 'chooseStraggler',
              description: 'VI: a straggler; its pages are sent, nobody waits for it any more',
            },
            areas: { description: 'ignored: too late for the first update (3.3.4)' },
            prepared: { description: 'ignored: beyond: the first round is over' },
            ready: [
              {
                guard: 'isOfAnotherEpoch',
                description: 'ignored: beyond: the readiness of an earlier attempt',
              },
              {
                guard: 'isFromNobodyRegistered',
                description: 'ignored: beyond: the application was released, or never answered',
              },
              {
                target: 'comparing',
                actions: 'rememberReady',
                description: '3.3.5: the application is suspension-ready and sends its ranges',
              },
            ],
            begin: [
              {
                guard: 'beginsAnew',
                target: '#lkm.started.listening',
                actions: ['abandonAttempt', 'acknowledgeBegin', 'multicastQuery'],
                description: 'beyond: a later attempt: the notification of the abort was overtaken',
              },
              { description: 'ignored: beyond: a migration is under way' },
            ],
            exited: {
              target: 'abandoning',
              actions: 'chooseExited',
              description: 'beyond: URELEASE: the socket of an application was closed (Linux)',
            },
            aborted: {
              target: '#lkm.resumed.atSource',
              description: 'beyond: the daemon has given the attempt up',
            },
          },
        },
        abandoning: {
          description:
            'Pages of an application that exited, is late or stopped holding: their bits are set.',
          meta: {
            defers: {
              begin: 'one message at a time: the pages come first',
              aborted: 'one message at a time: the pages come first',
              areas: 'one message at a time: the pages come first',
              prepared: 'one message at a time: the pages come first',
              ready: 'one message at a time: the pages come first',
              exited: 'one message at a time: the pages come first',
            },
          },
          on: {
            abandon: [
              {
                guard: 'everyPageAbandonedBeforeHold',
                target: 'awaitingPrepared',
                actions: 'deregister',
                description: 'beyond: nothing of the application is skipped any more',
              },
              {
                guard: 'everyPageAbandoned',
                target: 'awaitingReady',
                actions: 'deregister',
                description: 'beyond: nothing of the application is skipped any more',
              },
              {
                guard: 'pageIsCached',
                actions: ['unskipCachedPage', 'advance'],
                description: 'beyond: set the bit, drop the cache entry',
              },
              { actions: 'advance', description: 'beyond: the cache has no entry for this page' },
            ],
          },
        },
        comparing: {
          description: 'Pages that left the area: their bits are set from the cache (3.3.4).',
          meta: {
            defers: {
              begin: 'one message at a time: the update comes first',
              aborted: 'one message at a time: the update comes first',
              areas: 'one message at a time: the update comes first',
              prepared: 'one message at a time: the update comes first',
              ready: 'one message at a time: the update comes first',
              exited: 'one message at a time: the update comes first',
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
              begin: 'one message at a time: the update comes first',
              aborted: 'one message at a time: the update comes first',
              areas: 'one message at a time: the update comes first',
              prepared: 'one message at a time: the update comes first',
              ready: 'one message at a time: the update comes first',
              exited: 'one message at a time: the update comes first',
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
              begin: 'one message at a time: the update comes first',
              aborted: 'one message at a time: the update comes first',
              areas: 'one message at a time: the update comes first',
              prepared: 'one message at a time: the update comes first',
              ready: 'one message at a time: the update comes first',
              exited: 'one message at a time: the update comes first',
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
      initial: 'waiting',
      states: {
        waiting: {
          on: {
            vmResumed: {
              target: '#lkm.resumed.atDestination',
              description: '3.3.5: VM execution has resumed',
            },
            recheck: {
              target: '#lkm.final-update.abandoning',
              actions: 'chooseLetGo',
              description:
                'beyond: an application that was ready stopped holding: its pages are sent',
            },
            aborted: {
              target: '#lkm.resumed.atSource',
              description: 'beyond: the daemon has given the attempt up; the VM goes on here',
            },
            exited: {
              target: 'abandoning',
              actions: 'chooseExited',
              description: 'beyond: URELEASE: the socket of an application was closed (Linux)',
            },
            areas: { description: 'ignored: too late for this migration' },
            prepared: { description: 'ignored: beyond: the first round is over' },
            ready: { description: 'ignored: its area was never skipped in this migration' },
            begin: [
              {
                guard: 'beginsAnew',
                target: '#lkm.started.listening',
                actions: ['abandonAttempt', 'acknowledgeBegin', 'multicastQuery'],
                description: 'beyond: a later attempt: the notification of the end was overtaken',
              },
              { description: 'ignored: beyond: a migration is under way' },
            ],
            enterLast: { description: 'ignored: beyond: the applications have been asked already' },
          },
        },
        abandoning: {
          description: 'Pages of an application that is gone: their bits are set from the cache.',
          meta: {
            defers: {
              vmResumed: 'one message at a time: the pages come first',
              recheck: 'one message at a time: the pages come first',
              aborted: 'one message at a time: the pages come first',
              areas: 'one message at a time: the pages come first',
              prepared: 'one message at a time: the pages come first',
              ready: 'one message at a time: the pages come first',
              exited: 'one message at a time: the pages come first',
              begin: 'one message at a time: the pages come first',
              enterLast: 'one message at a time: the pages come first',
            },
          },
          on: {
            abandon: [
              {
                guard: 'everyPageAbandoned',
                target: 'waiting',
                actions: 'deregister',
                description: 'beyond: nothing of the application is skipped any more',
              },
              {
                guard: 'pageIsCached',
                actions: ['unskipCachedPage', 'advance'],
                description: 'beyond: set the bit, drop the cache entry',
              },
              { actions: 'advance', description: 'beyond: the cache has no entry for this page' },
            ],
          },
        },
      },
    },
    resumed: {
      description:
        'The VM runs on, at the destination or at the source; applications are released.',
      initial: 'atDestination',
      meta: {
        defers: {
          begin: 'the previous migration is discarded first',
          enterLast: 'the previous migration is discarded first',
          recheck: 'the previous migration is discarded first',
          vmResumed: 'the previous migration is discarded first',
          aborted: 'the previous migration is discarded first',
          areas: 'the previous migration is discarded first',
          prepared: 'the previous migration is discarded first',
          ready: 'the previous migration is discarded first',
          exited: 'the previous migration is discarded first',
        },
      },
      states: {
        atDestination: {
          on: {
            release: [
              {
                guard: 'resetsOnResume',
                target: '#lkm.initialized',
                actions: ['resetBitmapAndCache', 'multicastRelease', 'forgetApplications'],
                description: 'beyond: the paper does not say that bits are set again (3.3.5)',
              },
              {
                target: '#lkm.initialized',
                actions: ['multicastRelease', 'forgetApplications'],
                description: '3.3.5: notify the applications, return to initialized',
              },
            ],
          },
        },
        atSource: {
          on: {
            release: [
              {
                guard: 'resetsAndReleasesOnAbort',
                target: '#lkm.initialized',
                actions: ['resetBitmapAndCache', 'multicastRelease', 'forgetApplications'],
                description: 'beyond: nothing is skipped and nobody held after an abort',
              },
              {
                guard: 'releasesOnAbort',
                target: '#lkm.initialized',
                actions: ['multicastRelease', 'forgetApplications'],
                description: 'beyond: nobody is held after an abort; bits and cache stay',
              },
              {
                guard: 'resetsOnAbort',
                target: '#lkm.initialized',
                actions: ['resetBitmapAndCache', 'forgetApplications'],
                description: 'beyond: nothing is skipped after an abort; no release',
              },
              {
                target: '#lkm.initialized',
                actions: 'forgetApplications',
                description: 'beyond: the paper knows no abort: no release',
              },
            ],
          },
        },
      },
    },
  },
});
