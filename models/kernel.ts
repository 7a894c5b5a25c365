import { setup } from 'xstate';
import { actionStubs, guardStubs, type EventNamed } from './stubs.ts';

/**
 * The guest kernel and all processes that do not assist: they take frames, write them, free them; the
 * kernel moves, swaps and shares pages of the applications, and loses netlink messages.
 */
export const kernel = setup({
  types: {
    events: {} as EventNamed<
      | 'take'
      | 'write'
      | 'free'
      | 'move'
      | 'swapOut'
      | 'swapIn'
      | 'fork'
      | 'merge'
      | 'copyOnWrite'
      | 'lose'
      | 'uncommit'
    >,
  },
  guards: guardStubs(
    'frameMayBeTaken',
    'frameIsTaken',
    'frameMayBeFreed',
    'hookPrecedesMove',
    'pageMayMove',
    'hookPrecedesSwap',
    'pageMayBeSwapped',
    'pageMayComeBack',
    'hookPrecedesFork',
    'pageMayBeForked',
    'hookPrecedesMerge',
    'pageMayBeMerged',
    'hookPrecedesCopy',
    'pageIsSharedAndFrameFree',
    'messageMayBeLost',
    'hookPrecedesUncommit',
    'pageMayBeUncommitted',
  ),
  actions: actionStubs(
    'takeFrame',
    'writeFrame',
    'freeFrame',
    'unskipChangingPage',
    'movePage',
    'swapPageOut',
    'swapPageIn',
    'shareWithChild',
    'mergePage',
    'copySharedPage',
    'loseMessage',
    'uncommitPage',
  ),
}).createMachine({
  id: 'kernel',
  initial: 'running',
  states: {
    running: {
      on: {
        take: {
          guard: 'frameMayBeTaken',
          actions: 'takeFrame',
          description: '3.3.4: reclaimed frames are given to others; taking one zeroes it',
        },
        write: {
          guard: 'frameIsTaken',
          actions: 'writeFrame',
          description: '3.1: every other process of the VM writes its memory',
        },
        free: {
          guard: 'frameMayBeFreed',
          actions: 'freeFrame',
          description: '3.3.4: others free frames too',
        },
        move: [
          {
            guard: 'hookPrecedesMove',
            actions: 'unskipChangingPage',
            description: 'beyond: the notifier is called before the frame leaves the page',
          },
          {
            guard: 'pageMayMove',
            actions: 'movePage',
            description: '3.3.4 (2): pold to p: the page is copied to p, pold is reclaimed',
          },
        ],
        swapOut: [
          {
            guard: 'hookPrecedesSwap',
            actions: 'unskipChangingPage',
            description: 'beyond: the notifier is called before the frame leaves the page',
          },
          {
            guard: 'pageMayBeSwapped',
            actions: 'swapPageOut',
            description: '3.3.4 (2): pold to null: the page is swapped out, pold is reclaimed',
          },
        ],
        swapIn: {
          guard: 'pageMayComeBack',
          actions: 'swapPageIn',
          description: '3.3.4 (1): null to p: the page is read back from the swap device',
        },
        fork: [
          {
            guard: 'hookPrecedesFork',
            actions: 'unskipChangingPage',
            description: 'beyond: the notifier is called before the page is write-protected',
          },
          {
            guard: 'pageMayBeForked',
            actions: 'shareWithChild',
            description: 'beyond: fork: a child process maps the same frame until one writes',
          },
        ],
        merge: [
          {
            guard: 'hookPrecedesMerge',
            actions: 'unskipChangingPage',
            description: 'beyond: the notifier is called before the frame leaves the page',
          },
          {
            guard: 'pageMayBeMerged',
            actions: 'mergePage',
            description: 'beyond: KSM or the zero page: the page maps a frame of somebody else',
          },
        ],
        copyOnWrite: [
          {
            guard: 'hookPrecedesCopy',
            actions: 'unskipChangingPage',
            description: 'beyond: the notifier is called before the frame leaves the page',
          },
          {
            guard: 'pageIsSharedAndFrameFree',
            actions: 'copySharedPage',
            description: 'beyond: the application writes: it gets a copy, the frame stays behind',
          },
        ],
        lose: {
          guard: 'messageMayBeLost',
          actions: 'loseMessage',
          description:
            'beyond: the socket buffer overruns; the sender of a multicast gets no error',
        },
        uncommit: [
          {
            guard: 'hookPrecedesUncommit',
            actions: 'unskipChangingPage',
            description: 'beyond: the notifier is called before the frame leaves the page',
          },
          {
            guard: 'pageMayBeUncommitted',
            actions: 'uncommitPage',
            description: 'beyond: G1: a service thread gives back what has left, after the pause',
          },
        ],
      },
    },
  },
});
