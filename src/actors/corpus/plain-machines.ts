/** Machines without clocks and without other actors: XState's graph package can say what is right. */
import {
  and,
  assign,
  createMachine,
  emit,
  enqueueActions,
  log,
  not,
  or,
  setup,
  stateIn,
} from 'xstate';
import type { CorpusEntry } from './entry.ts';

const light = createMachine({
  id: 'light',
  initial: 'green',
  states: {
    green: { on: { NEXT: 'amber', FAIL: 'blinking' } },
    amber: { on: { NEXT: 'red' } },
    red: { on: { NEXT: 'green' } },
    blinking: {},
  },
});

const player = createMachine({
  id: 'player',
  initial: 'stopped',
  states: {
    stopped: { on: { PLAY: 'open.playing' } },
    open: {
      initial: 'paused',
      on: { STOP: 'stopped' },
      states: {
        paused: { on: { PLAY: 'playing' } },
        playing: { on: { PAUSE: 'paused', STOP: 'paused' } },
      },
    },
  },
});

const counter = createMachine({
  id: 'counter',
  types: {} as { context: { n: number } },
  context: { n: 0 },
  initial: 'on',
  states: {
    on: {
      on: {
        UP: {
          guard: ({ context }) => context.n < 4,
          actions: assign({ n: ({ context }) => context.n + 1 }),
        },
        DOWN: {
          guard: ({ context }) => context.n > 0,
          actions: assign({ n: ({ context }) => context.n - 1 }),
        },
      },
    },
  },
});

const growing = createMachine({
  id: 'growing',
  types: {} as { context: { n: number } },
  context: { n: 0 },
  on: { UP: { actions: assign({ n: ({ context }) => context.n + 1 }) } },
});

const list = createMachine({
  id: 'list',
  types: {} as {
    context: { items: string[] };
    events: { type: 'ADD'; item: string } | { type: 'CLEAR' };
  },
  context: { items: [] },
  initial: 'open',
  states: {
    open: {
      on: {
        ADD: {
          guard: ({ context, event }) => !context.items.includes(event.item),
          actions: assign({ items: ({ context, event }) => [...context.items, event.item] }),
        },
        CLEAR: { actions: assign({ items: [] }) },
      },
    },
  },
});

const form = setup({
  types: {} as {
    context: { name: string; touched: boolean };
    events: { type: 'TYPE'; text: string } | { type: 'SUBMIT' };
  },
  guards: {
    isLong: ({ context }, least: { length: number }) => context.name.length >= least.length,
  },
  actions: { touch: assign({ touched: true }), note: () => {} },
}).createMachine({
  id: 'form',
  context: { name: '', touched: false },
  initial: 'editing',
  states: {
    editing: {
      on: {
        TYPE: { actions: ['touch', assign({ name: ({ event }) => event.text })] },
        SUBMIT: [
          { guard: { type: 'isLong', params: { length: 3 } }, target: 'sent', actions: 'note' },
          { target: 'refused' },
        ],
      },
    },
    refused: {
      on: { TYPE: { target: 'editing', actions: assign({ name: ({ event }) => event.text }) } },
    },
    sent: { type: 'final' },
  },
});

const combinators = setup({
  types: {} as { context: { a: boolean; b: boolean } },
  guards: { isA: ({ context }) => context.a, isB: ({ context }) => context.b },
}).createMachine({
  id: 'combinators',
  context: { a: false, b: false },
  initial: 'idle',
  states: {
    idle: {
      on: {
        A: { actions: assign({ a: ({ context }) => !context.a }) },
        B: { actions: assign({ b: ({ context }) => !context.b }) },
        BOTH: { guard: and(['isA', 'isB']), target: 'both' },
        ANY: { guard: or(['isA', 'isB']), target: 'any' },
        NONE: { guard: not(or(['isA', 'isB'])), target: 'none' },
      },
    },
    both: { on: { BACK: 'idle' } },
    any: { on: { BACK: 'idle' } },
    none: { on: { BACK: 'idle' } },
  },
});

const regions = createMachine({
  id: 'regions',
  type: 'parallel',
  states: {
    bold: { initial: 'off', states: { off: { on: { BOLD: 'on' } }, on: { on: { BOLD: 'off' } } } },
    italic: {
      initial: 'off',
      states: { off: { on: { ITALIC: 'on' } }, on: { on: { ITALIC: 'off', BOLD: 'off' } } },
    },
    list: {
      initial: 'none',
      states: { none: { on: { LIST: 'dots' } }, dots: { on: { LIST: 'none' } } },
    },
  },
});

const regionsDone = createMachine({
  id: 'regionsDone',
  initial: 'work',
  states: {
    work: {
      type: 'parallel',
      onDone: 'done',
      states: {
        left: { initial: 'a', states: { a: { on: { LEFT: 'z' } }, z: { type: 'final' } } },
        right: { initial: 'a', states: { a: { on: { RIGHT: 'z' } }, z: { type: 'final' } } },
      },
    },
    done: { type: 'final' },
  },
});

const guardIn = createMachine({
  id: 'guardIn',
  type: 'parallel',
  states: {
    door: {
      initial: 'open',
      states: { open: { on: { CLOSE: 'closed' } }, closed: { on: { OPEN: 'open' } } },
    },
    oven: {
      initial: 'off',
      states: {
        off: { on: { START: { guard: stateIn({ door: 'closed' }), target: 'on' } } },
        on: { on: { OPEN: 'off', STOP: 'off' } },
      },
    },
  },
});

const finals = createMachine({
  id: 'finals',
  initial: 'step',
  output: ({ event }) => (event as { output?: unknown }).output ?? 'none',
  states: {
    step: {
      initial: 'one',
      onDone: 'after',
      on: { ABORT: 'aborted' },
      states: { one: { on: { OK: 'two' } }, two: { type: 'final' } },
    },
    after: { on: { AGAIN: 'step', END: 'ended' } },
    ended: { type: 'final', output: 'ended' },
    aborted: { type: 'final', output: 'aborted' },
  },
});

const reentry = createMachine({
  id: 'reentry',
  types: {} as { context: { entries: number } },
  context: { entries: 0 },
  initial: 'a',
  states: {
    a: {
      entry: assign({ entries: ({ context }) => Math.min(3, context.entries + 1) }),
      initial: 'x',
      on: { IN: '.y', OUT: { target: 'a', reenter: true }, SELF: { target: '.x', reenter: true } },
      states: { x: {}, y: {} },
    },
  },
});

const forbidden = createMachine({
  id: 'forbidden',
  initial: 'a',
  on: { RESET: '.a', X: '.b' },
  states: { a: { on: { GO: 'b' } }, b: { on: { RESET: {}, GO: 'c' } }, c: { on: { X: {} } } },
});

const enqueued = setup({
  types: {} as { context: { n: number }; events: { type: 'ADD'; by: number } | { type: 'DONE' } },
  guards: { isBig: ({ context }) => context.n > 2 },
}).createMachine({
  id: 'enqueued',
  context: { n: 0 },
  initial: 'a',
  states: {
    a: {
      on: {
        ADD: {
          actions: enqueueActions(({ context, event, enqueue, check }) => {
            if (!check('isBig')) enqueue.assign({ n: context.n + event.by });
            else enqueue.raise({ type: 'DONE' });
            enqueue(() => {});
          }),
        },
        DONE: 'b',
      },
    },
    b: { type: 'final' },
  },
});

const emitting = createMachine({
  id: 'emitting',
  initial: 'a',
  states: {
    a: { on: { GO: { target: 'b', actions: [emit({ type: 'notified' }), log('gone')] } } },
    b: { on: { GO: 'a' } },
  },
});

const inputs = createMachine({
  id: 'inputs',
  types: {} as { context: { left: number }; input: { tries: number } },
  context: ({ input }) => ({ left: input.tries }),
  initial: 'trying',
  states: {
    trying: {
      on: {
        FAIL: [
          {
            guard: ({ context }) => context.left > 1,
            actions: assign({ left: ({ context }) => context.left - 1 }),
          },
          { target: 'lost' },
        ],
        WIN: 'won',
      },
    },
    won: { type: 'final' },
    lost: { type: 'final' },
  },
});

const tagged = createMachine({
  id: 'tagged',
  initial: 'idle',
  states: {
    idle: { tags: ['calm'], on: { LOAD: 'loading' } },
    loading: { tags: ['busy'], meta: { wait: true }, on: { OK: 'idle', SLOW: 'slow' } },
    slow: { tags: ['busy', 'late'], on: { OK: 'idle' } },
  },
});

const tree = createMachine({
  id: 'tree',
  types: {} as { context: { user: { name: string; roles: string[] } | null } },
  context: { user: null },
  initial: 'out',
  states: {
    out: {
      on: { LOGIN: { target: 'in', actions: assign({ user: { name: 'ada', roles: ['admin'] } }) } },
    },
    in: {
      on: {
        LOGOUT: { target: 'out', actions: assign({ user: null }) },
        DROP: { actions: assign({ user: ({ context }) => ({ ...context.user!, roles: [] }) }) },
        ADMIN: { guard: ({ context }) => context.user!.roles.includes('admin'), target: 'admin' },
      },
    },
    admin: { on: { LOGOUT: { target: 'out', actions: assign({ user: null }) } } },
  },
});

const targets = createMachine({
  id: 'targets',
  initial: 'idle',
  states: {
    idle: { on: { ALL: { target: ['#targets.p.a.two', '#targets.p.b.two'] }, SOME: 'p' } },
    p: {
      type: 'parallel',
      on: { BACK: 'idle' },
      states: {
        a: { initial: 'one', states: { one: { on: { STEP: 'two' } }, two: {} } },
        b: { initial: 'one', states: { one: { on: { STEP: 'two' } }, two: {} } },
      },
    },
  },
});

/** Every entry here is compared with the adjacency map of the graph package. */
export const plainMachines: readonly CorpusEntry[] = [
  { name: 'states and events', machine: light },
  { name: 'nested states', machine: player },
  { name: 'finite context', machine: counter },
  {
    name: 'growing context within a boundary',
    machine: growing,
    within: ({ context }) => context.n <= 5,
  },
  {
    name: 'a list with event cases',
    machine: list,
    events: { ADD: [{ item: 'a' }, { item: 'b' }], CLEAR: [{}] },
  },
  {
    name: 'params and named actions',
    machine: form,
    events: { TYPE: [{ text: 'a' }, { text: 'abcd' }], SUBMIT: [{}] },
  },
  { name: 'guard combinators', machine: combinators },
  { name: 'parallel regions', machine: regions },
  { name: 'parallel regions that end', machine: regionsDone },
  { name: 'stateIn', machine: guardIn },
  { name: 'final states with output', machine: finals },
  { name: 'reentry', machine: reentry },
  { name: 'forbidden events', machine: forbidden },
  { name: 'enqueueActions', machine: enqueued, events: { ADD: [{ by: 1 }, { by: 2 }] } },
  { name: 'emit and log', machine: emitting },
  { name: 'input', machine: inputs, input: { tries: 3 } },
  { name: 'tags and meta', machine: tagged },
  { name: 'nested context', machine: tree },
  { name: 'several targets', machine: targets },
];
