import { setup } from 'xstate';
import type { Message } from './messages.ts';
import { actionStubs, guardStubs, type EventNamed } from './stubs.ts';

/**
 * One write of the agent to the LKM's /proc entry: kernel code in the caller's context, synchronous,
 * pre-emptible half way and with no order between it and netlink. It is how an area that shrinks is
 * reported. Whoever relays writes makes one after the other. Paper: 3.3.2 (/proc), 3.3.4 (shrinks take effect at once).
 */
export const procCall = setup({
  types: { events: {} as EventNamed<Message<'proc'> | 'enter' | 'unskip'> },
  guards: guardStubs('lkmIsInitialized', 'everyPageOfRangeDone', 'pageIsCached'),
  actions: actionStubs(
    'rememberRange',
    'forgetRange',
    'returnToCaller',
    'unskipCachedPage',
    'advance',
  ),
}).createMachine({
  id: 'procCall',
  initial: 'idle',
  states: {
    idle: {
      on: {
        shrunk: {
          target: 'entered',
          actions: 'rememberRange',
          description: '3.3.4: the application reports the VA range that leaves',
        },
      },
    },
    entered: {
      meta: { defers: { shrunk: 'a relayed write waits for the one before it (3.3.1)' } },
      on: {
        enter: [
          {
            guard: 'lkmIsInitialized',
            target: 'idle',
            actions: 'returnToCaller',
            description: '3.3.5: no migration is under way: nothing to do',
          },
          {
            target: 'unskipping',
            actions: 'forgetRange',
            description:
              '3.3.4: the LKM updates its memory of the area, then sets the bits at once',
          },
        ],
      },
    },
    unskipping: {
      meta: { defers: { shrunk: 'a relayed write waits for the one before it (3.3.1)' } },
      on: {
        unskip: [
          {
            guard: 'everyPageOfRangeDone',
            target: 'idle',
            actions: 'returnToCaller',
            description: '3.3.4: all bits are set',
          },
          {
            guard: 'pageIsCached',
            actions: ['unskipCachedPage', 'advance'],
            description: '3.3.4: find the PFN in the cache, set its bit, drop the entry',
          },
          { actions: 'advance', description: '3.3.4: the cache has no entry for this page' },
        ],
      },
    },
  },
});
