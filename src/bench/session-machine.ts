import { assign, createMachine, type AnyStateMachine } from 'xstate';

/** Highest value of the counter of one copy, unless it is said otherwise. */
const countMaxDefault = 40;

interface Counts {
  readonly context: Readonly<Record<string, number>>;
}

/** The regions of one copy: its events and its counter carry its number. */
function regionsOf(copy: string, countMax = countMaxDefault): object {
  const count = `count${copy}`;
  return {
    work: {
      initial: 'idle',
      states: {
        idle: { on: { [`LOAD${copy}`]: 'loading' } },
        loading: { after: { 500: 'late' }, on: { [`OK${copy}`]: 'ready' } },
        late: { on: { [`LOAD${copy}`]: 'loading' } },
        ready: {
          on: { [`RESET${copy}`]: 'idle' },
          always: { guard: ({ context }: Counts) => context[count] === countMax, target: 'full' },
        },
        full: { on: { [`RESET${copy}`]: { target: 'idle', actions: assign({ [count]: 0 }) } } },
      },
    },
    mode: {
      initial: 'a',
      states: {
        a: { on: { [`MODE${copy}`]: 'b' } },
        b: { on: { [`MODE${copy}`]: 'c' } },
        c: { on: { [`MODE${copy}`]: 'd' } },
        d: { on: { [`MODE${copy}`]: 'a' } },
      },
    },
    count: {
      initial: 'on',
      states: {
        on: {
          on: {
            [`UP${copy}`]: {
              guard: ({ context }: Counts) => context[count]! < countMax,
              actions: assign({ [count]: ({ context }: Counts) => context[count]! + 1 }),
            },
            [`OFF${copy}`]: 'off',
          },
        },
        off: { on: { [`ON${copy}`]: 'on' } },
      },
    },
  };
}

/** A session with parallel states, context, `always` and `after`. */
export function sessionMachine(countMax = countMaxDefault): AnyStateMachine {
  const states = regionsOf('', countMax);
  const config = { id: 'session', context: { count: 0 }, type: 'parallel', states };
  return createMachine(config as never) as AnyStateMachine;
}

/** Several such sessions in one machine, for those who can explore only one. */
export function sessionsInOne(copies: number): AnyStateMachine {
  const numbers = Array.from({ length: copies }, (_, copy) => `${copy}`);
  const config = {
    id: 'sessions',
    type: 'parallel',
    context: Object.fromEntries(numbers.map((copy) => [`count${copy}`, 0])),
    states: Object.fromEntries(
      numbers.map((copy) => [`s${copy}`, { type: 'parallel', states: regionsOf(copy) }]),
    ),
  };
  return createMachine(config as never) as AnyStateMachine;
}
