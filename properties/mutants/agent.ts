import { always, asks, does, forgets, lacks, other } from './changes.ts';
import type { Mutant } from './mutant.ts';
import { calm, regrowing, shrinking, under } from './configurations.ts';

/** The agent in the JVM, the JVM's calls of it, and its writes to /proc. */
export const agentMutants: readonly Mutant[] = [
  {
    name: 'from-forgotten-by-the-agent',
    title: 'ready names no range that must be sent',
    changes: [
      does('agent', 'sendReady', (original, { heap }) => (words, choice) => {
        const top = heap.fromTop.get(words, 0);
        heap.fromTop.set(words, 0, heap.fromBottom.get(words, 0));
        original(words, choice);
        heap.fromTop.set(words, 0, top);
      }),
    ],
    configurations: [calm()],
    fate: { killedBy: 'S2' },
  },
  {
    name: 'to-reported-for-from',
    title: 'ready names the To space, as if the spaces had not been swapped',
    changes: [
      does('agent', 'sendReady', (original, { heap }) => (words, choice) => {
        const [bottom, top] = [heap.fromBottom.get(words, 0), heap.fromTop.get(words, 0)];
        heap.fromBottom.set(words, 0, heap.toBottom.get(words, 0));
        heap.fromTop.set(words, 0, heap.toTop.get(words, 0));
        original(words, choice);
        heap.fromBottom.set(words, 0, bottom);
        heap.fromTop.set(words, 0, top);
      }),
    ],
    configurations: [calm()],
    fate: { killedBy: 'S2' },
  },
  {
    name: 'eden-not-looked-at',
    title: 'the agent checks that a collection completed, and not that Eden is empty',
    changes: [
      asks(
        'agent',
        'mustReportEverything',
        ({ heap, agentToLkm }) =>
          (words) =>
            !agentToLkm.isFull(words) && heap.collectedSinceRequest.get(words, 0) === 0,
      ),
    ],
    configurations: [under(['edenRefilled'])],
    fate: { killedBy: 'S2' },
  },
  {
    name: 'never-ready',
    title: 'the agent never says that it is ready',
    changes: [always('agent', 'canReportReady', false)],
    configurations: [calm()],
    fate: { killedBy: 'D' },
  },
  {
    name: 'threads-not-held',
    title: 'the agent says that it is ready and lets the threads go',
    changes: [
      other('agent', {
        state: 'preparing.reporting',
        event: 'report',
        at: 1,
        becomes: {
          target: '#agent.assisting.listening',
          actions: ['sendReady', 'returnFromCallback'],
        },
      }),
    ],
    configurations: [calm({ suspendGate: 'none' })],
    fate: { killedBy: 'S4' },
  },
  {
    name: 'ready-without-a-collection',
    title: 'the agent says that it is ready as soon as it is asked to prepare',
    changes: [
      other('agent', {
        state: 'assisting.listening',
        event: 'prepare',
        at: 2,
        becomes: { target: '#agent.preparing.reporting', actions: undefined },
      }),
    ],
    configurations: [calm({ gcPostCondition: 'trusted' })],
    fate: { killedBy: 'S2' },
  },
  {
    name: 'callback-not-returned',
    title: 'the agent is released and does not return to the JVM',
    changes: [forgets('agent', 'returnFromCallback')],
    configurations: [calm()],
    fate: { killedBy: 'D' },
  },
  {
    name: 'collection-not-requested',
    title: 'the agent waits for a collection that it has not asked for',
    changes: [forgets('agent', 'requestCollection')],
    configurations: [calm()],
    fate: { killedBy: 'D' },
  },
  {
    name: 'agent-not-called',
    title: 'the JVM does not call the agent at the end of a collection',
    changes: [always('jvm', 'agentAssists', false)],
    configurations: [calm()],
    fate: { killedBy: 'D' },
  },
  {
    name: 'shrink-not-reported',
    title: 'a range that leaves is not reported',
    changes: [always('agent', 'rangeLeft', false)],
    configurations: [regrowing({ frameLoss: 'ranges' })],
    fate: { killedBy: 'S2' },
  },
  {
    name: 'call-never-returns',
    title: 'the /proc write never returns',
    changes: [forgets('procCall', 'returnToCaller')],
    configurations: [shrinking()],
    fate: { killedBy: 'S10' },
  },
  {
    name: 'no-row-for-release',
    title: 'nothing is written down for a release that reaches an agent that holds',
    changes: [lacks('agent', 'holding', ['release', 1])],
    configurations: [calm()],
    fate: { killedBy: 'S7' },
  },
];
