/** Machines with clocks and with sources outside: promises, callbacks, observables. */
import { assign, cancel, createMachine, fromCallback, fromObservable, raise, setup } from 'xstate';
import { controlled, type CorpusEntry } from './entry.ts';

const timeout = createMachine({
  id: 'timeout',
  initial: 'idle',
  states: {
    idle: { on: { START: 'waiting' } },
    waiting: { on: { OK: 'done' }, after: { 500: 'late' } },
    late: { on: { RETRY: 'waiting' } },
    done: { type: 'final' },
  },
});

const semaphore = createMachine({
  id: 'semaphore',
  initial: 'red',
  states: {
    red: { after: { 100: 'green' } },
    green: { after: { 100: 'amber' } },
    amber: { after: { 50: 'red' } },
  },
});

const twoTimers = createMachine({
  id: 'twoTimers',
  initial: 'a',
  states: {
    a: { after: { 100: { actions: assign({ first: true }) }, 200: 'b' }, on: { SKIP: 'b' } },
    b: { on: { BACK: { target: 'a', actions: assign({ first: false }) } } },
  },
  context: { first: false },
});

const namedDelays = setup({
  types: {} as { context: { n: number } },
  delays: { backoff: ({ context }) => 100 * 2 ** context.n },
  actions: { countUp: assign({ n: ({ context }) => context.n + 1 }) },
  guards: { isFew: ({ context }) => context.n < 2 },
}).createMachine({
  id: 'namedDelays',
  context: { n: 0 },
  initial: 'trying',
  states: {
    trying: { on: { FAIL: 'waiting', OK: 'done' } },
    waiting: {
      after: {
        backoff: [
          {
            guard: 'isFew',
            target: 'trying',
            actions: 'countUp',
          },
          { target: 'lost' },
        ],
      },
    },
    lost: {},
    done: {},
  },
});

const debounce = createMachine({
  id: 'debounce',
  initial: 'idle',
  context: { text: '' },
  types: {} as {
    context: { text: string };
    events: { type: 'TYPE'; text: string } | { type: 'SEARCH' };
  },
  states: {
    idle: {
      on: {
        TYPE: {
          actions: [
            assign({ text: ({ event }) => event.text }),
            cancel('search'),
            raise({ type: 'SEARCH' }, { delay: 300, id: 'search' }),
          ],
        },
        SEARCH: 'searching',
      },
    },
    searching: { after: { 50: 'idle' } },
  },
});

const outerTimeout = createMachine({
  id: 'outerTimeout',
  initial: 'session',
  states: {
    session: {
      initial: 'a',
      after: { 1000: 'expired' },
      states: { a: { on: { NEXT: 'b' } }, b: { after: { 100: 'a' } } },
    },
    expired: { on: { LOGIN: 'session' } },
  },
});

const parallelTimers = createMachine({
  id: 'parallelTimers',
  type: 'parallel',
  states: {
    p: { initial: 'a', states: { a: { after: { 10: 'b' } }, b: { on: { P: 'a' } } } },
    q: { initial: 'a', states: { a: { after: { 20: 'b' } }, b: { on: { Q: 'a' } } } },
  },
});

const fetching = setup({
  types: {} as { context: { user: string | null; error: string | null } },
  actors: { fetchUser: controlled('fetchUser') },
}).createMachine({
  id: 'fetching',
  context: { user: null, error: null },
  initial: 'idle',
  states: {
    idle: { on: { FETCH: 'loading' } },
    loading: {
      invoke: {
        src: 'fetchUser',
        onDone: {
          target: 'shown',
          actions: assign({ user: ({ event }) => (event.output as { name: string }).name }),
        },
        onError: {
          target: 'failed',
          actions: assign({ error: ({ event }) => (event.error as Error).message }),
        },
      },
      on: { CANCEL: 'idle' },
    },
    shown: { on: { FETCH: { target: 'loading', actions: assign({ user: null }) } } },
    failed: { on: { RETRY: { target: 'loading', actions: assign({ error: null }) } } },
  },
});

const race = setup({ actors: { ask: controlled('ask') } }).createMachine({
  id: 'race',
  initial: 'asking',
  states: {
    asking: { invoke: { src: 'ask', onDone: 'won', onError: 'lost' }, after: { 1000: 'late' } },
    won: { type: 'final' },
    lost: { on: { AGAIN: 'asking' } },
    late: { on: { AGAIN: 'asking' } },
  },
});

const inlinePromise = createMachine({
  id: 'inlinePromise',
  initial: 'a',
  states: {
    a: { invoke: { id: 'job', src: controlled('job'), onDone: 'b', onError: 'c' } },
    b: {},
    c: { on: { GO: 'a' } },
  },
});

const outcomeByInput = setup({
  types: {} as { context: { page: number; items: number[] } },
  actors: { load: controlled('load') },
}).createMachine({
  id: 'outcomeByInput',
  context: { page: 1, items: [] },
  initial: 'loading',
  states: {
    loading: {
      invoke: {
        src: 'load',
        input: ({ context }: { context: { page: number } }) => ({ page: context.page }),
        onDone: {
          target: 'shown',
          actions: assign({ items: ({ event }) => event.output as number[] }),
        },
      },
    },
    shown: {
      on: {
        NEXT: {
          guard: ({ context }) => context.page < 3,
          target: 'loading',
          actions: assign({ page: ({ context }) => context.page + 1 }),
        },
      },
    },
  },
});

const twoPromises = setup({
  actors: { left: controlled('left'), right: controlled('right') },
}).createMachine({
  id: 'twoPromises',
  initial: 'both',
  states: {
    both: {
      type: 'parallel',
      onDone: 'done',
      states: {
        l: {
          initial: 'wait',
          states: { wait: { invoke: { src: 'left', onDone: 'ok' } }, ok: { type: 'final' } },
        },
        r: {
          initial: 'wait',
          states: {
            wait: { invoke: { src: 'right', onDone: 'ok', onError: 'bad' } },
            bad: { on: { FIX: 'wait' } },
            ok: { type: 'final' },
          },
        },
      },
    },
    done: { type: 'final' },
  },
});

const unhandledError = setup({ actors: { job: controlled('job') } }).createMachine({
  id: 'unhandledError',
  initial: 'run',
  states: { run: { invoke: { src: 'job', onDone: 'ok' } }, ok: {} },
});

const rootInvoke = setup({ actors: { boot: controlled('boot') } }).createMachine({
  id: 'rootInvoke',
  invoke: { src: 'boot', onDone: '.ready', onError: '.broken' },
  initial: 'starting',
  states: { starting: {}, ready: { on: { X: 'ready' } }, broken: {} },
});

const socket = setup({
  types: {} as { context: { last: number } },
  actors: { socket: fromCallback(() => () => {}) },
}).createMachine({
  id: 'socket',
  context: { last: 0 },
  initial: 'closed',
  states: {
    closed: { on: { OPEN: 'open' } },
    open: {
      invoke: { src: 'socket' },
      on: {
        MESSAGE: { actions: assign({ last: ({ event }) => event['data'] as number }) },
        DROPPED: 'closed',
      },
    },
  },
});

const observed = setup({
  types: {} as { context: { at: number } },
  actors: { ticks: fromObservable(() => ({ subscribe: () => ({ unsubscribe: () => {} }) })) },
}).createMachine({
  id: 'observed',
  context: { at: 0 },
  initial: 'on',
  states: {
    on: {
      invoke: {
        src: 'ticks',
        onSnapshot: {
          actions: assign({
            at: ({ event }) => (event.snapshot.context as number | undefined) ?? 0,
          }),
        },
        onDone: 'off',
      },
    },
    off: {},
  },
});

const wildcard = createMachine({
  id: 'wildcard',
  initial: 'a',
  states: {
    a: { on: { 'user.*': 'b', '*': 'c' } },
    b: { on: { '*': 'a' } },
    c: { on: { GO: 'a' } },
  },
});

const answers = { done: [{ name: 'ada' }], error: [new Error('no')] };
const job = { done: [undefined], error: [new Error('no')] };

export const timedMachines: readonly CorpusEntry[] = [
  { name: 'after', machine: timeout },
  { name: 'a cycle of after', machine: semaphore },
  { name: 'two timers of one state', machine: twoTimers, noGraph: 'delays' },
  { name: 'named delays', machine: namedDelays },
  {
    name: 'delayed raise and cancel',
    machine: debounce,
    events: { TYPE: [{ text: 'a' }, { text: 'b' }] },
    noGraph: 'delays',
  },
  { name: 'a timer of an outer state', machine: outerTimeout },
  { name: 'timers of parallel regions', machine: parallelTimers },
  { name: 'a promise', machine: fetching, outcomes: { fetchUser: answers } },
  { name: 'a promise against a timer', machine: race, outcomes: { ask: job } },
  { name: 'an inline promise', machine: inlinePromise, outcomes: { job } },
  {
    name: 'an outcome that depends on the input',
    machine: outcomeByInput,
    outcomes: { load: { done: (input) => [[(input as { page: number }).page * 10]] } },
    noGraph: 'sources',
  },
  {
    name: 'two promises at once',
    machine: twoPromises,
    outcomes: { left: { done: [1] }, right: job },
  },
  {
    name: 'an error that nobody handles',
    machine: unhandledError,
    outcomes: { job },
    noGraph: 'sources',
  },
  {
    name: 'a promise of the root',
    machine: rootInvoke,
    outcomes: { boot: job },
    noGraph: 'sources',
  },
  {
    name: 'a callback',
    machine: socket,
    events: { OPEN: [{}] },
    outcomes: {
      socket: {
        sends: [{ type: 'MESSAGE', data: 1 }, { type: 'MESSAGE', data: 2 }, { type: 'DROPPED' }],
      },
    },
    noGraph: 'sources',
  },
  {
    name: 'an observable',
    machine: observed,
    outcomes: { ticks: { next: [1, 2], done: [undefined] } },
    noGraph: 'sources',
  },
  {
    name: 'wildcards',
    machine: wildcard,
    events: { 'user.login': [{}], OTHER: [{}], GO: [{}] },
    noGraph: 'sources',
  },
];
