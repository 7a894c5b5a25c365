import { setup } from 'xstate';
import type { Message } from './messages.ts';
import { actionStubs, guardStubs, type EventNamed } from './stubs.ts';

/**
 * The destination's side of post-copy: a touch of a frame that is not here stops the thread that touches,
 * and the frame is asked for; frames are placed as they come (Linux userfaultfd, QEMU
 * `migration/postcopy-ram.c`).
 */
export const pager = setup({
  types: { events: {} as EventNamed<Message<'pages'> | 'fault' | 'place' | 'finish'> },
  guards: guardStubs('frameIsMissed', 'frameIsAbsent', 'lateFramesOverwrite', 'returnPathHasRoom'),
  actions: actionStubs(
    'requestFrame',
    'receiveFrame',
    'placeFrame',
    'overwriteFrame',
    'dropFrame',
    'zeroAbsentFrames',
    'reportComplete',
  ),
}).createMachine({
  id: 'pager',
  initial: 'listening',
  states: {
    listening: {
      on: {
        fault: {
          guard: 'frameIsMissed',
          actions: 'requestFrame',
          description: 'beyond: post-copy: somebody touches a frame that is not here, and waits',
        },
        frame: {
          target: 'placing',
          actions: 'receiveFrame',
          description: 'beyond: post-copy: a frame comes in',
        },
        end: { target: 'ending', description: 'beyond: post-copy: nothing more will come' },
      },
    },
    placing: {
      meta: { defers: { frame: 'one frame after the other', end: 'the frame is placed first' } },
      on: {
        fault: {
          guard: 'frameIsMissed',
          actions: 'requestFrame',
          description: 'beyond: post-copy: somebody touches a frame that is not here, and waits',
        },
        place: [
          {
            guard: 'frameIsAbsent',
            target: 'listening',
            actions: 'placeFrame',
            description: 'beyond: post-copy: the frame is here, and who waits for it goes on',
          },
          {
            guard: 'lateFramesOverwrite',
            target: 'listening',
            actions: 'overwriteFrame',
            description: 'beyond: post-copy: mutant: what has been written here since is gone',
          },
          {
            target: 'listening',
            actions: 'dropFrame',
            description: 'beyond: post-copy: UFFDIO_COPY fails with EEXIST: it was here before',
          },
        ],
      },
    },
    ending: {
      meta: { defers: { frame: 'of the next migration', end: 'of the next migration' } },
      on: {
        finish: {
          guard: 'returnPathHasRoom',
          target: 'listening',
          actions: ['zeroAbsentFrames', 'reportComplete'],
          description:
            'beyond: post-copy: touches wait for nothing any more: what is absent is zero',
        },
      },
    },
  },
});
