import { setup } from 'xstate';
import { actionStubs, guardStubs, type EventNamed } from './stubs.ts';

/**
 * Mutator and collector of a JVM whose Young generation has Eden, From and To (HotSpot's Parallel
 * collector: `psScavenge.cpp`, `psYoungGen.cpp` of JDK 7). What survives a collection, which frame
 * backs a page and how the generation is resized are the environment's choices. Paper: 4.2, 4.3.2.
 */
export const jvm = setup({
  types: {
    events: {} as EventNamed<
      | 'allocate'
      | 'faultIn'
      | 'write'
      | 'collect'
      | 'collectEnforced'
      | 'ignoreCollection'
      | 'collectFull'
      | 'compact'
      | 'failPromotion'
      | 'refill'
      | 'exit'
      | 'closeFiles'
      | 'moveBoundary'
      | 'evacuate'
      | 'forward'
      | 'resize'
      | 'announce'
      | 'unmap'
      | 'finish'
      | 'resume'
    >,
  },
  guards: guardStubs(
    'edenHasRoom',
    'frameIsFreeForEden',
    'frameIsFreeForTo',
    'frameIsFreeForOld',
    'pageIsOccupied',
    'collectionIsEnforced',
    'enforcedCollectionTurnsFull',
    'fullCollectionComes',
    'everyPageCompacted',
    'pageHoldsGarbage',
    'staysInPlace',
    'slidesDown',
    'movesToOpenOldPage',
    'movesToNewOldPage',
    'promotionMayFail',
    'pageIsReachable',
    'failedAllocationIsServed',
    'processMayExit',
    'everyPageGivenBack',
    'hookPrecedesExit',
    'socketIsInherited',
    'netlinkHasRoom',
    'allocationFails',
    'enforcedCollectionMayBeIgnored',
    'boundaryMayMove',
    'everyPageVisited',
    'pageIsGarbage',
    'survivesToNewPage',
    'survivesToOpenPage',
    'promotesToOpenPage',
    'promotesToNewPage',
    'shrinksAndAnnounces',
    'shrinks',
    'resizes',
    'agentAssists',
    'callbackReturned',
    'everyLeftPageUnmapped',
    'hookPrecedesUnmap',
  ),
  actions: actionStubs(
    'allocatePage',
    'mapEdenPage',
    'mapToPage',
    'mapOldPage',
    'writePage',
    'beginEnforcedCollection',
    'beginCollection',
    'passIgnoredCollection',
    'absorbLivePage',
    'passOverGarbage',
    'copyToNewPage',
    'copyToOpenPage',
    'promoteToOpenPage',
    'promoteToNewPage',
    'writeForwardingPointer',
    'beginFullCollection',
    'beginEnforcedFullCollection',
    'passOverWhenFull',
    'keepPageInPlace',
    'slidePageDown',
    'moveToOpenOldPage',
    'moveToNewOldPage',
    'finishFullCollection',
    'leaveEverythingInPlace',
    'die',
    'serveFailedAllocation',
    'giveBackPage',
    'closeSocket',
    'swapSpaces',
    'adoptGeometry',
    'raiseLeaving',
    'raiseFinished',
    'lowerCallback',
    'unskipLeavingPage',
    'unmapPage',
    'endCollection',
  ),
}).createMachine({
  id: 'jvm',
  initial: 'running',
  on: {
    exit: {
      guard: 'processMayExit',
      target: '.exiting',
      actions: 'die',
      description: 'beyond: the process is killed: no thread of it runs any more (Linux exit_mm)',
    },
  },
  states: {
    running: {
      description: 'Java threads run.',
      on: {
        allocate: {
          guard: 'edenHasRoom',
          actions: 'allocatePage',
          description: '4.2: objects are allocated in Eden',
        },
        faultIn: {
          guard: 'frameIsFreeForEden',
          actions: 'mapEdenPage',
          description: '3.3.4 (1): a page frame is allocated, null to p; taking it zeroes it',
        },
        write: {
          guard: 'pageIsOccupied',
          actions: 'writePage',
          description: '4.2: objects in Eden, From and Old are written',
        },
        collectEnforced: [
          {
            guard: 'enforcedCollectionTurnsFull',
            target: 'compacting',
            actions: 'beginEnforcedFullCollection',
            description: 'beyond: recorded: the enforced minor collection becomes a full one',
          },
          {
            guard: 'collectionIsEnforced',
            target: 'collecting',
            actions: 'beginEnforcedCollection',
            description: '4.3.2: Java threads reach the safepoint; the enforced collection',
          },
        ],
        collectFull: {
          guard: 'fullCollectionComes',
          target: 'compacting',
          actions: 'beginFullCollection',
          description: 'beyond: a full collection of its own accord',
        },
        collect: {
          guard: 'allocationFails',
          target: 'collecting',
          actions: 'beginCollection',
          description: '4.2: an allocation does not fit into Eden: a minor collection',
        },
        ignoreCollection: {
          guard: 'enforcedCollectionMayBeIgnored',
          target: 'finishing',
          actions: 'passIgnoredCollection',
          description:
            'beyond: HotSpot posts the finish event of a collection that did not happen (GC_locker)',
        },
        moveBoundary: {
          guard: 'boundaryMayMove',
          target: 'finishing',
          actions: 'absorbLivePage',
          description:
            'beyond: a full collection moves the generation boundary over live Eden data, unwritten',
        },
      },
    },
    collecting: {
      description: 'All Java threads are stopped; live data is copied, page by page.',
      initial: 'visiting',
      states: {
        visiting: {
          on: {
            evacuate: [
              {
                guard: 'everyPageVisited',
                target: '#jvm.sizing',
                actions: 'swapSpaces',
                description:
                  '4.2: Eden and From are empty now; From and To change roles. Choice 1: the survivors end inside a page',
              },
              {
                guard: 'pageIsGarbage',
                actions: 'passOverGarbage',
                description: '4.2: nothing on this page is reachable',
              },
              {
                guard: 'survivesToNewPage',
                target: 'forwarding',
                actions: 'copyToNewPage',
                description: '4.2: survivors are copied to the next page of To',
              },
              {
                guard: 'survivesToOpenPage',
                target: 'forwarding',
                actions: 'copyToOpenPage',
                description: '4.2: survivors fit into the page of To that is open',
              },
              {
                guard: 'promotesToOpenPage',
                target: 'forwarding',
                actions: 'promoteToOpenPage',
                description: '4.2: survivors are promoted to the open page of Old',
              },
              {
                guard: 'promotesToNewPage',
                target: 'forwarding',
                actions: 'promoteToNewPage',
                description: '4.2: survivors are promoted to the next page of Old',
              },
            ],
            failPromotion: {
              guard: 'promotionMayFail',
              target: '#jvm.finishing',
              actions: 'leaveEverythingInPlace',
              description:
                'beyond: neither To nor Old has room: what is left stays in Eden and From',
            },
            faultIn: [
              {
                guard: 'frameIsFreeForTo',
                actions: 'mapToPage',
                description: '3.3.4 (1): the next page of To gets a frame; taking it zeroes it',
              },
              {
                guard: 'frameIsFreeForOld',
                actions: 'mapOldPage',
                description: '3.3.4 (1): the next page of Old gets a frame; taking it zeroes it',
              },
            ],
          },
        },
        forwarding: {
          on: {
            forward: {
              guard: 'pageIsReachable',
              target: 'visiting',
              actions: 'writeForwardingPointer',
              description:
                'beyond: the collector leaves a forwarding pointer on the page it copied',
            },
          },
        },
      },
    },
    compacting: {
      description: 'A full collection: live data slides to the low end of Eden or into Old.',
      on: {
        compact: [
          {
            guard: 'everyPageCompacted',
            target: 'sizing',
            actions: 'finishFullCollection',
            description: 'beyond: From and To are empty now; live data may be left in Eden',
          },
          {
            guard: 'pageHoldsGarbage',
            actions: 'passOverWhenFull',
            description: 'beyond: nothing on this page is reachable',
          },
          {
            guard: 'staysInPlace',
            actions: 'keepPageInPlace',
            description:
              'beyond: the dense prefix stays where it is, unwritten (psParallelCompact)',
          },
          {
            guard: 'slidesDown',
            actions: 'slidePageDown',
            description: 'beyond: live data is copied to the next page of Eden',
          },
          {
            guard: 'movesToOpenOldPage',
            actions: 'moveToOpenOldPage',
            description: 'beyond: live data is copied to the open page of Old',
          },
          {
            guard: 'movesToNewOldPage',
            actions: 'moveToNewOldPage',
            description: 'beyond: live data is copied to the next page of Old',
          },
        ],
      },
    },
    sizing: {
      description: 'Spaces are resized at the end of a successful minor collection.',
      on: {
        resize: [
          {
            guard: 'shrinksAndAnnounces',
            target: 'announcing',
            actions: 'adoptGeometry',
            description: 'beyond: notify before pages are freed',
          },
          {
            guard: 'shrinks',
            target: 'unmapping',
            actions: 'adoptGeometry',
            description:
              '4.3.2: pages are freed from the Young generation at the end of a collection',
          },
          {
            guard: 'resizes',
            target: 'finishing',
            actions: 'adoptGeometry',
            description: '3.3.4: the area stays as it is or expands; no notice',
          },
        ],
      },
    },
    announcing: {
      initial: 'calling',
      states: {
        calling: {
          on: {
            announce: [
              {
                guard: 'agentAssists',
                target: 'waiting',
                actions: 'raiseLeaving',
                description: 'beyond: call the agent before pages are freed',
              },
              {
                target: '#jvm.unmapping',
                description: 'beyond: nobody assists; no notice',
              },
            ],
          },
        },
        waiting: {
          on: {
            resume: {
              guard: 'callbackReturned',
              target: '#jvm.unmapping',
              actions: 'lowerCallback',
              description: 'beyond: the bits are set; pages may be freed',
            },
          },
        },
      },
    },
    unmapping: {
      description: 'HotSpot maps the tail away; frames go back to the kernel one by one.',
      on: {
        unmap: [
          {
            guard: 'everyLeftPageUnmapped',
            target: 'finishing',
            description: '4.3.2: the pages have been freed',
          },
          {
            guard: 'hookPrecedesUnmap',
            actions: 'unskipLeavingPage',
            description: 'beyond: the notifier is called before the frame leaves the page',
          },
          {
            actions: 'unmapPage',
            description: '3.3.4: the frame is reclaimed and gone from the page table',
          },
        ],
      },
    },
    finishing: {
      description: 'The end-of-collection event is posted, threads still stopped (4.3.2).',
      initial: 'calling',
      states: {
        calling: {
          on: {
            refill: {
              guard: 'failedAllocationIsServed',
              actions: 'serveFailedAllocation',
              description: 'beyond: recorded: the failed allocation is in Eden before the callback',
            },
            finish: [
              {
                guard: 'agentAssists',
                target: 'waiting',
                actions: 'raiseFinished',
                description: '4.3.2: the callback of the agent is executed',
              },
              {
                target: '#jvm.running',
                actions: 'endCollection',
                description: '4.2: Java threads go on',
              },
            ],
          },
        },
        waiting: {
          on: {
            resume: {
              guard: 'callbackReturned',
              target: '#jvm.running',
              actions: 'endCollection',
              description: '4.3.2: the agent has returned control; Java threads go on',
            },
          },
        },
      },
    },
    exiting: {
      description: 'The memory of a dead process goes back to the kernel, page by page.',
      on: {
        unmap: [
          {
            guard: 'everyPageGivenBack',
            target: 'closing',
            description: 'beyond: exit_mm is done; the files come next (Linux do_exit)',
          },
          {
            guard: 'hookPrecedesExit',
            actions: 'unskipLeavingPage',
            description: 'beyond: the notifier is called before the frame leaves the page',
          },
          { actions: 'giveBackPage', description: 'beyond: the frame is free for others' },
        ],
      },
    },
    closing: {
      description: 'The socket is closed after the memory is gone (Linux exit_files).',
      on: {
        closeFiles: [
          {
            guard: 'socketIsInherited',
            target: 'gone',
            description: 'beyond: a child keeps the socket open: nobody hears of the exit',
          },
          {
            guard: 'netlinkHasRoom',
            target: 'gone',
            actions: 'closeSocket',
            description: 'beyond: URELEASE: the LKM learns that the socket was closed',
          },
        ],
      },
    },
    gone: { description: 'No such process.' },
  },
});
