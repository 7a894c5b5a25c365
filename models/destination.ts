import { setup } from 'xstate';
import type { Message } from './messages.ts';
import { actionStubs, guardStubs, type EventNamed } from './stubs.ts';

/** The host that receives the VM: a process of its own, that may fail to start it. */
export const destination = setup({
  types: { events: {} as EventNamed<Message<'daemonToDestination'> | 'start'> },
  guards: guardStubs('startsVm', 'startMayFail'),
  actions: actionStubs('runVm', 'notifyRunning', 'notifyFailed'),
}).createMachine({
  id: 'destination',
  initial: 'receiving',
  states: {
    receiving: {
      description: 'Takes what is sent; a frame that never arrives has no content there.',
      on: {
        activate: { target: 'starting', description: '3.3.5: all is sent, the VM shall run' },
      },
    },
    starting: {
      on: {
        start: [
          {
            guard: 'startsVm',
            target: 'receiving',
            actions: ['runVm', 'notifyRunning'],
            description: '3.3.5: the VM is activated at the destination',
          },
          {
            guard: 'startMayFail',
            target: 'receiving',
            actions: 'notifyFailed',
            description: 'beyond: the VM cannot start here (a device, say); the source is notified',
          },
        ],
      },
    },
  },
});
