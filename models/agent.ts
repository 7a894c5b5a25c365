import { setup } from 'xstate';

/**
 * The agent inside the JVM (a TI agent): answers the LKM's query, reports every range that leaves the
 * Young generation, enforces a minor collection before suspension and holds the Java threads until
 * released. Paper: 4.3.1, 4.3.2.
 */
export const agent = setup({
  types: {
    events: {} as
      | { type: 'query' }
      | { type: 'prepare' }
      | { type: 'release' }
      | { type: 'report' }
      | { type: 'onCallback' }
      | { type: 'onReturn' },
  },
  guards: {
    netlinkHasRoom: () => false,
    rangeLeft: () => false,
    callbackIsRaised: () => false,
    enforcedCollectionEnded: () => false,
    callReturned: () => false,
    callReturnedAtEnforcedEnd: () => false,
    canReportReady: () => false,
    mustReportEverything: () => false,
  },
  actions: {
    readYoungRange: () => {},
    sendAreas: () => {},
    requestCollection: () => {},
    callShrunk: () => {},
    takeReturn: () => {},
    returnFromCallback: () => {},
    sendReady: () => {},
    sendReadyWithEverything: () => {},
  },
}).createMachine({
  id: 'agent',
  initial: 'idle',
  states: {
    idle: {
      description: 'Subscribed to the multicast group; assists nobody (4.3.2).',
      on: {
        query: {
          target: 'assisting.reporting',
          actions: 'readYoungRange',
          description: '4.3.2: read the VA range of the Young generation; from now on assist',
        },
        prepare: { description: 'ignored: no area of this application is skipped' },
        release: { description: 'ignored: nothing is held' },
        onCallback: {
          guard: 'callbackIsRaised',
          actions: 'returnFromCallback',
          description: 'beyond: released between a collection and its callback: nothing to report',
        },
      },
    },
    assisting: {
      initial: 'reporting',
      states: {
        reporting: {
          meta: {
            defers: {
              query: 'the answer to the query comes first',
              prepare: 'the answer to the query comes first',
              release: 'the answer to the query comes first',
            },
          },
          on: {
            report: {
              guard: 'netlinkHasRoom',
              target: 'listening',
              actions: 'sendAreas',
              description: '4.3.2: tell the LKM the VA range (blocks while the queue is full)',
            },
          },
        },
        listening: {
          on: {
            prepare: {
              target: '#agent.preparing',
              actions: 'requestCollection',
              description: '4.3.2: enforce a minor collection',
            },
            release: {
              target: '#agent.idle',
              description: 'beyond: the LKM went on without this application',
            },
            onCallback: [
              {
                guard: 'rangeLeft',
                target: 'notifying',
                actions: 'callShrunk',
                description: '4.3.2: pass the range with pages freed to the LKM',
              },
              {
                guard: 'callbackIsRaised',
                actions: 'returnFromCallback',
                description: '4.3.2: a collection ended and nothing left the Young generation',
              },
            ],
          },
        },
        notifying: {
          description: 'Inside the synchronous /proc write.',
          meta: {
            defers: {
              query: 'the VM thread is inside the /proc write',
              prepare: 'the VM thread is inside the /proc write',
              release: 'the VM thread is inside the /proc write',
            },
          },
          on: {
            onReturn: {
              guard: 'callReturned',
              target: 'listening',
              actions: ['takeReturn', 'returnFromCallback'],
              description: '4.3.2: the LKM has set the bits; the collection may end',
            },
          },
        },
      },
    },
    preparing: {
      initial: 'collecting',
      meta: {
        defers: {
          query: 'the enforced collection comes first',
          prepare: 'the enforced collection comes first',
          release: 'the enforced collection comes first',
        },
      },
      states: {
        collecting: {
          description: 'Java threads run to the safepoint; the collector works (4.3.2).',
          on: {
            onCallback: [
              {
                guard: 'rangeLeft',
                target: 'notifying',
                actions: 'callShrunk',
                description: '4.3.2: pass the range with pages freed to the LKM',
              },
              {
                guard: 'enforcedCollectionEnded',
                target: 'reporting',
                description: '4.3.2: the collection is finished, threads still at the safepoint',
              },
              {
                guard: 'callbackIsRaised',
                actions: 'returnFromCallback',
                description: 'beyond: an earlier collection ended; the enforced one is to come',
              },
            ],
          },
        },
        notifying: {
          description: 'Inside the synchronous /proc write.',
          on: {
            onReturn: [
              {
                guard: 'callReturnedAtEnforcedEnd',
                target: 'reporting',
                actions: 'takeReturn',
                description: '4.3.2: the collection is finished, threads still at the safepoint',
              },
              {
                guard: 'callReturned',
                target: 'collecting',
                actions: ['takeReturn', 'returnFromCallback'],
                description: '4.3.2: the LKM has set the bits; the collection goes on or ends',
              },
            ],
          },
        },
        reporting: {
          on: {
            report: [
              {
                guard: 'mustReportEverything',
                target: '#agent.holding',
                actions: 'sendReadyWithEverything',
                description: 'beyond: the collection did not empty Eden: everything must be sent',
              },
              {
                guard: 'canReportReady',
                target: '#agent.holding',
                actions: 'sendReady',
                description: '4.3.2: ready, with the Young range and the occupied From range',
              },
            ],
          },
        },
      },
    },
    holding: {
      description: 'Java threads are held at the safepoint (4.3.2).',
      meta: {
        defers: {
          query: 'the previous migration is not over for this application',
          prepare: 'the application is ready already',
        },
      },
      on: {
        release: {
          target: 'idle',
          actions: 'returnFromCallback',
          description: '4.3.2: return control to the JVM, which releases the Java threads',
        },
      },
    },
  },
});
