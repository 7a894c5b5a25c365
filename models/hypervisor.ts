import { setup } from 'xstate';
import { actionStubs, guardStubs, type EventNamed } from './stubs.ts';

/** What Xen, its devices and the guest's suspend path do by themselves: logging comes on, a suspension
 * happens, a device writes. */
export const hypervisor = setup({
  types: { events: {} as EventNamed<'logDirty' | 'suspend' | 'deviceWrite'> },
  guards: guardStubs('logIsPending', 'gateIsClosed', 'suspensionIsRequested', 'deviceMayWrite'),
  actions: actionStubs('startLogging', 'refuseSuspension', 'suspendVm', 'writeUnlogged'),
}).createMachine({
  id: 'hypervisor',
  initial: 'running',
  states: {
    running: {
      on: {
        logDirty: {
          guard: 'logIsPending',
          actions: 'startLogging',
          description: 'beyond: log-dirty mode comes on some time after it was asked for (Xen)',
        },
        suspend: [
          {
            guard: 'gateIsClosed',
            actions: 'refuseSuspension',
            description: 'beyond: an application that was ready has exited or stopped holding',
          },
          {
            guard: 'suspensionIsRequested',
            actions: 'suspendVm',
            description: 'Xen 4.1: the guest suspends itself some time after it was asked',
          },
        ],
        deviceWrite: {
          guard: 'deviceMayWrite',
          actions: 'writeUnlogged',
          description:
            'beyond: a device writes a buffer of the kernel; the log of Xen does not see it',
        },
      },
    },
  },
});
