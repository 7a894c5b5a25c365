import { setup } from 'xstate';
import type { Message } from './messages.ts';
import { actionStubs, guardStubs, type EventNamed } from './stubs.ts';

/**
 * The source's side of post-copy: sends the frames that the destination lacks, those that are asked for
 * first, and goes on from there (pre-paging; Hines and Gopalan, VEE 2009; QEMU `migration/ram.c`).
 */
export const pageServer = setup({
  types: { events: {} as EventNamed<Message<'returnPath'> | 'serve' | 'push'> },
  guards: guardStubs(
    'vmHasMoved',
    'everyFrameIsSent',
    'linkHasRoom',
    'frameIsUnsent',
    'answersAlways',
  ),
  actions: actionStubs(
    'startAtFirstFrame',
    'pushFrame',
    'sendEnd',
    'turnToRequested',
    'sendRequestedAgain',
    'noteArrival',
  ),
}).createMachine({
  id: 'pageServer',
  initial: 'idle',
  states: {
    idle: {
      description: 'The VM is at the source, or all of it is elsewhere.',
      meta: { defers: { requested: 'the destination has not said yet that it runs the VM' } },
      on: {
        serve: {
          guard: 'vmHasMoved',
          target: 'pushing',
          actions: 'startAtFirstFrame',
          description: 'beyond: post-copy: the destination runs the VM: nobody takes it back now',
        },
      },
    },
    pushing: {
      on: {
        push: [
          {
            guard: 'everyFrameIsSent',
            target: 'draining',
            actions: 'sendEnd',
            description: 'beyond: post-copy: nothing is left to be sent',
          },
          {
            guard: 'linkHasRoom',
            actions: 'pushFrame',
            description: 'beyond: post-copy: active push, in the background',
          },
        ],
        requested: [
          {
            guard: 'frameIsUnsent',
            actions: 'turnToRequested',
            description: 'beyond: post-copy: it comes next, and its neighbours after it',
          },
          {
            guard: 'answersAlways',
            actions: 'sendRequestedAgain',
            description: 'beyond: post-copy: skipped, or sent before: it comes next all the same',
          },
          { description: 'ignored: QEMU: skipped, or sent before: it is not in the send set' },
        ],
      },
    },
    draining: {
      description: 'What was sent has not all been placed yet.',
      on: {
        requested: { description: 'ignored: all is sent; who waits is woken at the end' },
        complete: {
          target: 'idle',
          actions: 'noteArrival',
          description: 'beyond: post-copy: the destination has placed everything',
        },
      },
    },
  },
});
