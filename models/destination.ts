import { setup } from 'xstate';

/** The host that receives the VM: a process of its own, that may fail to start it. */
export const destination = setup({
  types: {
    events: {} as { type: 'activate' } | { type: 'start' },
  },
  guards: {
    startsVm: () => false,
    startMayFail: () => false,
  },
  actions: {
    runVm: () => {},
    notifyRunning: () => {},
    notifyFailed: () => {},
  },
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
            description: 'beyond: the VM cannot start here (a device, say); the source is told',
          },
        ],
      },
    },
  },
});
