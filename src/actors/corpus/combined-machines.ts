/** Features together, as machines of applications have them. */
import { and, assign, cancel, createMachine, not, raise, setup, stateIn } from 'xstate';
import { controlled, type CorpusEntry } from './entry.ts';

const draft = { done: [{ id: 7 }], error: [new Error('offline')] };

/** History of a parallel state that a timer leaves and an event enters again. */
const lockScreen = createMachine({
  id: 'lockScreen',
  context: { unlocks: 0 },
  initial: 'desk',
  states: {
    desk: {
      type: 'parallel',
      after: { 60_000: 'locked' },
      states: {
        editor: { initial: 'reading', states: { reading: { on: { TYPE: 'typing' } }, typing: {} } },
        menu: { initial: 'closed', states: { closed: { on: { MENU: 'open' } }, open: {} } },
        last: { type: 'history', history: 'deep' },
      },
    },
    locked: {
      on: {
        UNLOCK: {
          target: 'desk.last',
          guard: ({ context }) => context.unlocks < 2,
          actions: assign({ unlocks: ({ context }) => context.unlocks + 1 }),
        },
      },
    },
  },
});

/** Saves while it is edited; what is typed meanwhile makes it save again. */
const autosave = setup({
  types: {} as { context: { isDirty: boolean; version: number } },
  actors: { save: controlled('save') },
  guards: {
    isDirty: ({ context }) => context.isDirty,
    isLate: ({ context }) => context.version > 1,
  },
}).createMachine({
  id: 'autosave',
  context: { isDirty: false, version: 0 },
  initial: 'idle',
  on: { TYPE: { actions: assign({ isDirty: true }) } },
  states: {
    idle: { always: { guard: and(['isDirty', not('isLate')]), target: 'waiting' } },
    waiting: { after: { 500: 'saving' }, on: { SAVE: 'saving' } },
    saving: {
      entry: assign({ isDirty: false }),
      invoke: {
        src: 'save',
        onDone: {
          target: 'idle',
          actions: assign({ version: ({ context }) => context.version + 1 }),
        },
        onError: { target: 'waiting', actions: assign({ isDirty: true }) },
      },
    },
  },
});

/** Each key starts the wait anew; the old one is cancelled. */
const search = setup({ actions: { stop: cancel('search') } }).createMachine({
  id: 'search',
  initial: 'empty',
  on: {
    KEY: {
      target: '.typing',
      reenter: true,
      actions: ['stop', raise({ type: 'ASK' }, { delay: 300, id: 'search' })],
    },
  },
  states: {
    empty: {},
    typing: { on: { ASK: 'found', ESC: { target: 'empty', actions: 'stop' } } },
    found: { on: { ESC: 'empty' } },
  },
});

/** A set, a map and a list of what is chosen. */
const basket = createMachine({
  id: 'basket',
  types: {} as {
    context: { chosen: Set<string>; counts: Map<string, number> };
    events: { type: 'ADD'; item: string } | { type: 'DROP'; item: string };
  },
  context: { chosen: new Set<string>(), counts: new Map<string, number>() },
  on: {
    ADD: {
      guard: ({ context, event }) => (context.counts.get(event.item) ?? 0) < 2,
      actions: assign({
        chosen: ({ context, event }) => new Set([...context.chosen, event.item].toSorted()),
        counts: ({ context, event }) => {
          const entries = [
            ...context.counts,
            [event.item, (context.counts.get(event.item) ?? 0) + 1] as const,
          ];
          return new Map(
            [...new Map(entries)].toSorted(([one], [other]) => (one < other ? -1 : 1)),
          );
        },
      }),
    },
    DROP: {
      actions: assign({
        chosen: ({ context, event }) =>
          new Set([...context.chosen].filter((each) => each !== event.item)),
      }),
    },
  },
});

/** A promise that an event starts again, so that the first answer is dropped. */
const reload = setup({ actors: { load: controlled('load') } }).createMachine({
  id: 'reload',
  context: { loads: 0 },
  initial: 'loading',
  states: {
    loading: {
      entry: assign({ loads: ({ context }) => Math.min(3, (context['loads'] as number) + 1) }),
      invoke: { id: 'load', src: 'load', onDone: 'shown', onError: 'failed' },
      on: { RELOAD: { target: 'loading', reenter: true } },
    },
    shown: { on: { RELOAD: 'loading' } },
    failed: { on: { RELOAD: 'loading' } },
  },
});

/** Regions that ask for one another's state, one of them ends. */
const elevator = createMachine({
  id: 'elevator',
  type: 'parallel',
  states: {
    door: {
      initial: 'shut',
      states: {
        shut: { on: { OPEN: { guard: stateIn({ cabin: 'still' }), target: 'open' } } },
        open: { after: { 3_000: 'shut' }, on: { CLOSE: 'shut' } },
      },
    },
    cabin: {
      initial: 'still',
      states: {
        still: { on: { GO: { guard: not(stateIn({ door: 'open' })), target: 'moving' } } },
        moving: { after: { 3_000: 'still' } },
      },
    },
    light: {
      initial: 'on',
      states: { on: { on: { BREAK: 'broken' } }, broken: { type: 'final' } },
    },
  },
});

/** Ends with an output that its steps have built, by `onDone` of an inner state. */
const survey = createMachine({
  id: 'survey',
  types: {} as { context: { answers: string[] }; events: { type: 'ANSWER'; text: string } },
  context: { answers: [] },
  initial: 'asking',
  states: {
    asking: {
      initial: 'first',
      onDone: 'ended',
      states: {
        first: { on: { ANSWER: { target: 'second', actions: 'keep' } } },
        second: { on: { ANSWER: { target: 'enough', actions: 'keep' } } },
        enough: { type: 'final' },
      },
    },
    ended: { type: 'final' },
  },
  output: ({ context }) => context.answers.join('+'),
}).provide({
  actions: {
    keep: assign({
      answers: ({ context, event }) => [...context.answers, (event as { text: string }).text],
    }),
  },
});

export const combinedMachines: readonly CorpusEntry[] = [
  { name: 'history, regions, after and context', machine: lockScreen },
  {
    name: 'always, guards, after and a promise',
    machine: autosave,
    outcomes: { save: draft },
    noGraph: 'sources',
  },
  { name: 'a delayed event set anew by each reentry', machine: search, noGraph: 'delays' },
  {
    name: 'a set and a map in the context',
    machine: basket,
    events: { ADD: [{ item: 'a' }, { item: 'b' }], DROP: [{ item: 'a' }, { item: 'b' }] },
  },
  {
    name: 'a promise that is started again',
    machine: reload,
    outcomes: { load: draft },
    noGraph: 'sources',
  },
  { name: 'regions with guards on one another and timers', machine: elevator },
  {
    name: 'inner final states and an output of the context',
    machine: survey,
    events: { ANSWER: [{ text: 'yes' }, { text: 'no' }] },
  },
];
