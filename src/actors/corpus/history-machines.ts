/** Machines that move by themselves (`always`, `raise`) or back to where they were (history). */
import { assign, createMachine, raise } from 'xstate';
import type { CorpusEntry } from './entry.ts';

const always = createMachine({
  id: 'always',
  types: {} as { context: { n: number } },
  context: { n: 0 },
  initial: 'counting',
  states: {
    counting: {
      always: { guard: ({ context }) => context.n >= 3, target: 'full' },
      on: { ADD: { actions: assign({ n: ({ context }) => context.n + 1 }) } },
    },
    full: { on: { RESET: { target: 'counting', actions: assign({ n: 0 }) } } },
  },
});

const alwaysChain = createMachine({
  id: 'alwaysChain',
  types: {} as { context: { x: number } },
  context: { x: 0 },
  initial: 'a',
  states: {
    a: { on: { GO: 'b' } },
    b: {
      entry: assign({ x: ({ context }) => (context.x + 1) % 3 }),
      always: [{ guard: ({ context }) => context.x === 2, target: 'c' }, 'd'],
    },
    c: { on: { GO: 'a' } },
    d: { exit: assign({ x: ({ context }) => context.x }), on: { GO: 'b', HOME: 'a' } },
  },
});

const raising = createMachine({
  id: 'raising',
  initial: 'a',
  states: {
    a: { on: { GO: { target: 'b', actions: raise({ type: 'INNER' }) }, INNER: 'wrong' } },
    b: { on: { INNER: 'c', BACK: 'a' } },
    c: { entry: raise({ type: 'DEEPER' }), on: { DEEPER: 'd' } },
    d: { on: { BACK: 'a' } },
    wrong: {},
  },
});

const shallow = createMachine({
  id: 'shallow',
  initial: 'on',
  states: {
    on: {
      initial: 'one',
      on: { OFF: 'off' },
      states: {
        one: { on: { NEXT: 'two' } },
        two: { on: { NEXT: 'three' } },
        three: {},
        back: { type: 'history' },
      },
    },
    off: { on: { ON: 'on.back', RESET: 'on' } },
  },
});

const deep = createMachine({
  id: 'deep',
  initial: 'off',
  states: {
    on: {
      initial: 'a',
      on: { OFF: 'off' },
      states: {
        a: {
          initial: 'x',
          on: { SWITCH: 'b' },
          states: { x: { on: { GO: 'y' } }, y: { on: { GO: 'x' } } },
        },
        b: { initial: 'p', states: { p: { on: { GO: 'q' } }, q: {} } },
        last: { type: 'history', history: 'deep' },
      },
    },
    off: { on: { ON: 'on.last' } },
  },
});

const historyDefault = createMachine({
  id: 'historyDefault',
  initial: 'out',
  states: {
    out: { on: { IN: 'in.hist' } },
    in: {
      initial: 'first',
      on: { OUT: 'out' },
      states: {
        first: { on: { N: 'second' } },
        second: {},
        hist: { type: 'history', target: 'second' },
      },
    },
  },
});

const historyParallel = createMachine({
  id: 'historyParallel',
  initial: 'run',
  states: {
    run: {
      type: 'parallel',
      on: { HOLD: 'held' },
      states: {
        l: { initial: 'a', states: { a: { on: { L: 'b' } }, b: { on: { L: 'a' } } } },
        r: { initial: 'a', states: { a: { on: { R: 'b' } }, b: {} } },
        memory: { type: 'history', history: 'deep' },
      },
    },
    held: { on: { RESUME: 'run.memory', RESTART: 'run' } },
  },
});

/** Every entry here is compared with the adjacency map of the graph package. */
export const historyMachines: readonly CorpusEntry[] = [
  { name: 'always with assign', machine: always },
  { name: 'a chain of always', machine: alwaysChain },
  { name: 'raise', machine: raising },
  { name: 'shallow history', machine: shallow },
  { name: 'deep history', machine: deep },
  { name: 'history with a default target', machine: historyDefault },
  { name: 'history of parallel regions', machine: historyParallel },
];
