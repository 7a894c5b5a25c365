import { setup } from 'xstate';
import type { Message } from './messages.ts';
import { actionStubs, guardStubs, type EventNamed } from './stubs.ts';

/**
 * The agent inside the JVM (a TI agent): answers the LKM's query, reports every range that leaves the
 * Young generation, enforces a minor collection before suspension and holds the Java threads until
 * released. Paper: 4.3.1, 4.3.2.
 */
export const agent = setup({
  types: {
    events: {} as EventNamed<
      | Message<'lkmToAgent'>
      | 'answer'
      | 'fallSilent'
      | 'leaseExpires'
      | 'report'
      | 'onCallback'
      | 'onReturn'
    >,
  },
  guards: guardStubs(
    'netlinkHasRoom',
    'isOfAnotherEpoch',
    'isOfLaterEpoch',
    'holdsInSecondRound',
    'mayFallSilent',
    'leaseMayExpire',
    'rangeLeft',
    'callbackIsRaised',
    'enforcedCollectionEnded',
    'callReturned',
    'callReturnedAtEnforcedEnd',
    'canReportReady',
    'mustReportEverything',
  ),
  actions: actionStubs(
    'readYoungRange',
    'sendAreas',
    'sendPrepared',
    'stopAnswering',
    'letGo',
    'requestCollection',
    'callShrunk',
    'takeReturn',
    'returnFromCallback',
    'sendReady',
    'sendReadyWithEverything',
  ),
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
        hold: { description: 'ignored: no area of this application is skipped' },
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
              hold: 'the answer to the query comes first',
              release: 'the answer to the query comes first',
            },
          },
          on: {
            report: {
              guard: 'netlinkHasRoom',
              target: 'listening',
              actions: 'sendAreas',
              description: '4.3.2: send the VA range to the LKM (blocks while the queue is full)',
            },
          },
        },
        listening: {
          on: {
            query: [
              {
                guard: 'isOfLaterEpoch',
                target: 'reporting',
                actions: 'readYoungRange',
                description: 'beyond: a later attempt; the end of the earlier was not heard',
              },
            ],
            prepare: [
              {
                guard: 'isOfAnotherEpoch',
                description: 'ignored: beyond: of another attempt than the area it reported for',
              },
              {
                guard: 'holdsInSecondRound',
                target: 'answering',
                description: 'beyond: nothing to prepare that could be kept while threads run',
              },
              {
                target: '#agent.preparing',
                actions: 'requestCollection',
                description: '4.3.2: enforce a minor collection',
              },
            ],
            hold: [
              {
                guard: 'isOfAnotherEpoch',
                description: 'ignored: beyond: of another attempt than the area it reported for',
              },
              {
                target: '#agent.preparing',
                actions: 'requestCollection',
                description: 'beyond: everybody has prepared: collect and hold',
              },
            ],
            release: [
              {
                guard: 'isOfAnotherEpoch',
                description: 'ignored: beyond: of another attempt than the area it reported for',
              },
              {
                target: '#agent.idle',
                description: 'beyond: the LKM went on without this application',
              },
            ],
            fallSilent: {
              guard: 'mayFallSilent',
              target: '#agent.silent',
              actions: 'stopAnswering',
              description: 'VI: a straggler: it never answers again',
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
        answering: {
          meta: {
            defers: {
              query: 'the answer comes first',
              prepare: 'the answer comes first',
              hold: 'the answer comes first',
              release: 'the answer comes first',
            },
          },
          on: {
            answer: {
              guard: 'netlinkHasRoom',
              target: 'listening',
              actions: 'sendPrepared',
              description: 'beyond: notify the LKM that this application may be held from now on',
            },
          },
        },
        notifying: {
          description: 'Inside the synchronous /proc write.',
          meta: {
            defers: {
              query: 'the VM thread is inside the /proc write',
              prepare: 'the VM thread is inside the /proc write',
              hold: 'the VM thread is inside the /proc write',
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
          hold: 'the enforced collection comes first',
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
      on: {
        query: [
          {
            guard: 'isOfLaterEpoch',
            target: 'assisting.reporting',
            actions: ['returnFromCallback', 'readYoungRange'],
            description: 'beyond: a later attempt; the end of the earlier was not heard',
          },
        ],
        prepare: [
          {
            guard: 'isOfAnotherEpoch',
            description: 'ignored: beyond: of another attempt than the area it reported for',
          },
        ],
        hold: [
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
          {
            target: 'idle',
            actions: 'returnFromCallback',
            description: '4.3.2: return control to the JVM, which releases the Java threads',
          },
        ],
        leaseExpires: {
          guard: 'leaseMayExpire',
          target: 'assisting.listening',
          actions: 'letGo',
          description: 'beyond: held too long, the application continues without a message',
        },
      },
    },
    silent: {
      description: 'The agent hears nothing and answers nothing; the JVM runs on.',
      meta: {
        defers: {
          query: 'the application is silent',
          prepare: 'the application is silent',
          hold: 'the application is silent',
          release: 'the application is silent',
        },
      },
      on: {
        onCallback: {
          guard: 'callbackIsRaised',
          actions: 'returnFromCallback',
          description: 'beyond: no notice of the pages that left',
        },
      },
    },
  },
});
