import { setup } from 'xstate';

/** The guest kernel and all processes that do not assist: they take frames, write them, free them. */
export const kernel = setup({
  types: {
    events: {} as { type: 'take' } | { type: 'write' } | { type: 'free' },
  },
  guards: {
    frameMayBeTaken: () => false,
    frameIsTaken: () => false,
    frameMayBeFreed: () => false,
  },
  actions: {
    takeFrame: () => {},
    writeFrame: () => {},
    freeFrame: () => {},
  },
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
      },
    },
  },
});
