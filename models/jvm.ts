import { setup } from 'xstate';

/**
 * Mutator and collector of a JVM whose Young generation has Eden, From and To (HotSpot's Parallel
 * collector: `psScavenge.cpp`, `psYoungGen.cpp` of JDK 7). What survives a collection, which frame
 * backs a page and how the generation is resized are the environment's choices. Paper: 4.2, 4.3.2.
 */
export const jvm = setup({
  types: {
    events: {} as
      | { type: 'allocate' }
      | { type: 'faultIn' }
      | { type: 'write' }
      | { type: 'collect' }
      | { type: 'collectEnforced' }
      | { type: 'ignoreCollection' }
      | { type: 'moveBoundary' }
      | { type: 'evacuate' }
      | { type: 'forward' }
      | { type: 'resize' }
      | { type: 'announce' }
      | { type: 'unmap' }
      | { type: 'finish' }
      | { type: 'resume' },
  },
  guards: {
    edenHasRoom: () => false,
    frameIsFreeForEden: () => false,
    frameIsFreeForTo: () => false,
    frameIsFreeForOld: () => false,
    pageIsOccupied: () => false,
    collectionIsEnforced: () => false,
    allocationFails: () => false,
    enforcedCollectionMayBeIgnored: () => false,
    boundaryMayMove: () => false,
    everyPageVisited: () => false,
    pageIsGarbage: () => false,
    survivesToNewPage: () => false,
    survivesToOpenPage: () => false,
    promotesToOpenPage: () => false,
    promotesToNewPage: () => false,
    shrinksAndAnnounces: () => false,
    shrinks: () => false,
    resizes: () => false,
    agentAssists: () => false,
    callbackReturned: () => false,
    everyLeftPageUnmapped: () => false,
    hookPrecedesUnmap: () => false,
  },
  actions: {
    allocatePage: () => {},
    mapEdenPage: () => {},
    mapToPage: () => {},
    mapOldPage: () => {},
    writePage: () => {},
    beginEnforcedCollection: () => {},
    beginCollection: () => {},
    passIgnoredCollection: () => {},
    absorbLivePage: () => {},
    passOverGarbage: () => {},
    copyToNewPage: () => {},
    copyToOpenPage: () => {},
    promoteToOpenPage: () => {},
    promoteToNewPage: () => {},
    writeForwardingPointer: () => {},
    swapSpaces: () => {},
    adoptGeometry: () => {},
    raiseLeaving: () => {},
    raiseFinished: () => {},
    lowerCallback: () => {},
    unskipLeavingPage: () => {},
    unmapPage: () => {},
    endCollection: () => {},
  },
}).createMachine({
  id: 'jvm',
  initial: 'running',
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
        collectEnforced: {
          guard: 'collectionIsEnforced',
          target: 'collecting',
          actions: 'beginEnforcedCollection',
          description: '4.3.2: Java threads reach the safepoint; the enforced collection',
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
              target: 'visiting',
              actions: 'writeForwardingPointer',
              description:
                'beyond: the collector leaves a forwarding pointer on the page it copied',
            },
          },
        },
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
            description: '3.3.4: the area stays as it is or expands; nobody is told',
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
                description: 'beyond: nobody assists, nobody is told',
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
  },
});
