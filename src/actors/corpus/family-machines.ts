/** Machines that start others: invoked, spawned, stopped, heard. */
import {
  assign,
  cancel,
  createMachine,
  enqueueActions,
  forwardTo,
  fromTransition,
  sendParent,
  sendTo,
  setup,
  spawnChild,
  stopChild,
  type ActorRefFrom,
} from 'xstate';
import { controlled, type CorpusEntry } from './entry.ts';

const worker = createMachine({
  id: 'worker',
  initial: 'idle',
  output: { ok: true },
  states: {
    idle: { on: { WORK: 'busy' } },
    busy: { entry: sendParent({ type: 'STARTED' }), after: { 100: 'ended' } },
    ended: { type: 'final' },
  },
});

const invoking = createMachine({
  id: 'invoking',
  types: {} as { context: { ok: boolean; started: boolean } },
  context: { ok: false, started: false },
  initial: 'off',
  states: {
    off: { on: { ON: 'on' } },
    on: {
      invoke: {
        id: 'worker',
        src: worker,
        onDone: { target: 'done', actions: assign({ ok: true }) },
      },
      on: {
        GO: { actions: sendTo('worker', { type: 'WORK' }) },
        STARTED: { actions: assign({ started: true }) },
        OFF: { target: 'off', actions: assign({ started: false }) },
      },
    },
    done: { type: 'final' },
  },
});

const echo = createMachine({
  id: 'echo',
  on: { PING: { actions: sendParent({ type: 'PONG' }) } },
});

const pinging = createMachine({
  id: 'pinging',
  types: {} as { context: { pongs: number } },
  context: { pongs: 0 },
  invoke: { id: 'echo', src: echo },
  initial: 'a',
  states: {
    a: {
      on: {
        ASK: {
          guard: ({ context }) => context.pongs < 3,
          actions: sendTo('echo', { type: 'PING' }),
        },
        PONG: { actions: assign({ pongs: ({ context }) => context.pongs + 1 }) },
      },
    },
  },
});

const forwarding = createMachine({
  id: 'forwarding',
  invoke: {
    id: 'light',
    src: createMachine({
      id: 'light',
      initial: 'off',
      states: { off: { on: { FLIP: 'on' } }, on: { on: { FLIP: 'off' } } },
    }),
  },
  initial: 'a',
  states: {
    a: { on: { FLIP: { actions: forwardTo('light') }, LOCK: 'b' } },
    b: { on: { UNLOCK: 'a' } },
  },
});

const counterLogic = fromTransition(
  (state: { n: number }, event: { type: string }) => {
    if (event.type === 'inc') return { n: (state.n + 1) % 3 };
    return event.type === 'reset' ? { n: 0 } : state;
  },
  { n: 0 },
);

const reducing = createMachine({
  id: 'reducing',
  invoke: { id: 'counter', src: counterLogic },
  on: {
    UP: { actions: sendTo('counter', { type: 'inc' }) },
    RESET: { actions: sendTo('counter', { type: 'reset' }) },
  },
});

const item = createMachine({
  id: 'item',
  types: {} as { context: { text: string }; input: { text: string } },
  context: ({ input }) => ({ text: input.text }),
  initial: 'open',
  states: {
    open: { on: { CHECK: 'checked' } },
    checked: { on: { CHECK: 'open', REMOVE: 'gone' } },
    gone: { type: 'final' },
  },
});

const todos = createMachine({
  id: 'todos',
  types: {} as {
    context: { items: ActorRefFrom<typeof item>[] };
    events: { type: 'ADD'; text: string } | { type: 'CHECK'; at: number };
  },
  context: { items: [] },
  on: {
    ADD: {
      guard: ({ context }) => context.items.length < 2,
      actions: assign({
        items: ({ context, event, spawn }) => [
          ...context.items,
          spawn(item, { id: `item-${context.items.length}`, input: { text: event.text } }),
        ],
      }),
    },
    CHECK: {
      guard: ({ context, event }) => event.at < context.items.length,
      actions: sendTo(({ context, event }) => context.items[event.at]!, { type: 'CHECK' }),
    },
  },
});

const spawning = setup({ actors: { worker } }).createMachine({
  id: 'spawning',
  initial: 'none',
  states: {
    none: { on: { START: { target: 'some', actions: spawnChild('worker', { id: 'w' }) } } },
    some: {
      on: {
        GO: { actions: sendTo('w', { type: 'WORK' }) },
        STOP: { target: 'none', actions: stopChild('w') },
        STARTED: {},
        'xstate.done.actor.w': 'ended',
      },
    },
    ended: { type: 'final' },
  },
});

const replying = createMachine({
  id: 'replying',
  initial: 'idle',
  states: {
    idle: {
      on: {
        CALL: {
          target: 'calling',
          actions: sendTo('server', ({ self }) => ({ type: 'REQUEST', replyTo: self })),
        },
      },
    },
    calling: { on: { REPLY: 'idle' } },
  },
  invoke: {
    id: 'server',
    src: createMachine({
      id: 'server',
      on: { REQUEST: { actions: sendTo(({ event }) => event['replyTo'], { type: 'REPLY' }) } },
    }),
  },
});

const registered = createMachine({
  id: 'registered',
  invoke: [
    {
      id: 'logger',
      systemId: 'log',
      src: createMachine({
        id: 'logger',
        initial: 'empty',
        states: { empty: { on: { LOG: 'used' } }, used: { on: { CLEAR: 'empty' } } },
      }),
    },
    {
      id: 'user',
      src: createMachine({
        id: 'user',
        initial: 'a',
        states: {
          a: {
            on: {
              USE: {
                target: 'b',
                actions: sendTo(({ system }) => system.get('log'), { type: 'LOG' }),
              },
            },
          },
          b: { on: { BACK: 'a' } },
        },
      }),
    },
  ],
});

const failingChild = createMachine({
  id: 'failingChild',
  initial: 'run',
  states: {
    run: {
      invoke: {
        id: 'child',
        src: createMachine({
          id: 'child',
          initial: 'a',
          states: {
            a: {
              on: {
                BREAK: {
                  actions: assign(() => {
                    throw new Error('broken');
                  }),
                },
              },
            },
          },
        }),
        onError: 'failed',
      },
    },
    failed: { on: { RETRY: 'run' } },
  },
});

const nested = createMachine({
  id: 'nested',
  initial: 'off',
  states: {
    off: { on: { UP: 'on' } },
    on: {
      on: { DOWN: 'off' },
      invoke: {
        id: 'middle',
        src: createMachine({
          id: 'middle',
          initial: 'a',
          states: {
            a: { on: { DEEPER: 'b' } },
            b: {
              invoke: {
                id: 'inner',
                src: createMachine({
                  id: 'inner',
                  initial: 'x',
                  states: { x: { on: { END: 'y' } }, y: { type: 'final' } },
                }),
                onDone: 'c',
              },
            },
            c: { type: 'final' },
          },
        }),
        onDone: 'end',
      },
    },
    end: { type: 'final' },
  },
});

const childPromise = createMachine({
  id: 'childPromise',
  initial: 'a',
  states: {
    a: { on: { GO: 'b' } },
    b: {
      on: { CANCEL: 'a' },
      invoke: {
        id: 'pay',
        src: createMachine({
          id: 'pay',
          initial: 'charging',
          output: ({ context }) => context,
          context: { paid: false },
          states: {
            charging: {
              invoke: {
                src: controlled('charge'),
                id: 'charge',
                onDone: { target: 'ok', actions: assign({ paid: true }) },
                onError: 'ok',
              },
            },
            ok: { type: 'final' },
          },
        }),
        onDone: [
          { guard: ({ event }) => (event.output as { paid: boolean }).paid, target: 'paid' },
          { target: 'refused' },
        ],
      },
    },
    paid: { type: 'final' },
    refused: { on: { GO: 'b' } },
  },
});

const delayedSend = createMachine({
  id: 'delayedSend',
  initial: 'a',
  invoke: {
    id: 'bell',
    src: createMachine({
      id: 'bell',
      initial: 'quiet',
      states: { quiet: { on: { RING: 'loud' } }, loud: { on: { HUSH: 'quiet' } } },
    }),
  },
  states: {
    a: {
      on: {
        GO: { target: 'b', actions: sendTo('bell', { type: 'RING' }, { delay: 100, id: 'ring' }) },
      },
    },
    b: { exit: cancel('ring'), on: { BACK: 'a' } },
  },
});

const enqueuedSpawn = createMachine({
  id: 'enqueuedSpawn',
  initial: 'a',
  states: {
    a: {
      on: {
        GO: {
          target: 'b',
          actions: enqueueActions(({ enqueue }) => {
            enqueue.spawnChild(echo, { id: 'e' });
            enqueue.sendTo('e', { type: 'PING' });
          }),
        },
      },
    },
    b: { on: { PONG: 'c' } },
    c: { on: { END: { target: 'a', actions: stopChild('e') } } },
  },
});

const synced = createMachine({
  id: 'synced',
  types: {} as { context: { seen: string } },
  context: { seen: '' },
  invoke: {
    id: 'steps',
    src: createMachine({
      id: 'steps',
      initial: 'one',
      states: { one: { on: { STEP: 'two' } }, two: { on: { STEP: 'one' } } },
    }),
    onSnapshot: { actions: assign({ seen: ({ event }) => String(event.snapshot.value) }) },
  },
});

const promiseOutcome = { done: [1], error: [new Error('declined')] };

export const familyMachines: readonly CorpusEntry[] = [
  { name: 'an invoked machine', machine: invoking },
  { name: 'sendTo and sendParent', machine: pinging, events: { ASK: [{}] } },
  { name: 'forwardTo', machine: forwarding },
  { name: 'an invoked reducer', machine: reducing },
  {
    name: 'spawn in assign',
    machine: todos,
    events: { ADD: [{ text: 'a' }], CHECK: [{ at: 0 }, { at: 1 }], REMOVE: [{}] },
  },
  { name: 'spawnChild and stopChild', machine: spawning },
  { name: 'a reply to self', machine: replying },
  { name: 'systemId', machine: registered },
  { name: 'a child that fails', machine: failingChild },
  { name: 'machines three deep', machine: nested },
  { name: 'a promise of a child', machine: childPromise, outcomes: { charge: promiseOutcome } },
  { name: 'a delayed sendTo', machine: delayedSend },
  { name: 'enqueued spawnChild', machine: enqueuedSpawn },
  { name: 'onSnapshot of a machine', machine: synced },
].map((entry) => ({ ...entry, noGraph: 'children' as const }));
