import { setup } from 'xstate';

/** The guest kernel and all processes that do not assist: they take frames, write them, free them. */
export const kernel = setup({
  types: {
    events: {} as { type: 'take' } | { type: 'write' } | { type: 'free' } | { type: 'move' },
  },
  guards: {
    frameMayBeTaken: () => false,
    frameIsTaken: () => false,
    frameMayBeFreed: () => false,
    hookPrecedesMove: () => false,
    pageMayMove: () => false,
  },
  actions: {
    takeFrame: () => {},
    writeFrame: () => {},
    freeFrame: () => {},
    unskipMovingPage: () => {},
    movePage: () => {},
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
        move: [
          {
            guard: 'hookPrecedesMove',
            actions: 'unskipMovingPage',
            description: 'beyond: the notifier is called before the frame leaves the page',
          },
          {
            guard: 'pageMayMove',
            actions: 'movePage',
            description: '3.3.4 (2): pold to p: the page is copied to p, pold is reclaimed',
          },
        ],
      },
    },
  },
});
