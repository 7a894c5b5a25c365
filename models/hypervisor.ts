import { setup } from 'xstate';

/** What Xen and the guest's suspend path do by themselves: logging comes on, a suspension happens. */
export const hypervisor = setup({
  types: {
    events: {} as { type: 'logDirty' } | { type: 'suspend' },
  },
  guards: {
    logIsPending: () => false,
    gateIsClosed: () => false,
    suspensionIsRequested: () => false,
  },
  actions: {
    startLogging: () => {},
    refuseSuspension: () => {},
    suspendVm: () => {},
  },
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
            description: 'beyond: an application that was ready is gone or has let go',
          },
          {
            guard: 'suspensionIsRequested',
            actions: 'suspendVm',
            description: 'Xen 4.1: the guest suspends itself some time after it was asked',
          },
        ],
      },
    },
  },
});
