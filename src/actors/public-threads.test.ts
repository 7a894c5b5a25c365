/**
 * What people asked of model-based testing with XState, each as a test with the answer. The machines are written
 * anew; only the question comes from the thread of statelyai/xstate whose number it has.
 */
import { assign, createMachine, fromPromise, setup, type SnapshotFrom } from 'xstate';
import { describe, expect, test, vi } from 'vitest';
import { check } from '../checking/check.ts';
import { actor } from './actor-options.ts';
import { coveringActorPaths } from './covering-actor-paths.ts';
import { defineActors } from './define-actors.ts';
import type { ActorsSystem } from './actors-system.ts';

function verdictsOf(system: ActorsSystem): Record<string, string> {
  return Object.fromEntries(check(system).properties.map(({ id, verdict }) => [id, verdict]));
}

const selection = createMachine({
  id: 'selection',
  types: {} as { context: { selected: number } },
  context: { selected: 0 },
  initial: 'none',
  states: {
    none: { on: { SELECT: { target: 'some', actions: assign({ selected: 1 }) } } },
    some: {
      on: {
        SELECT: { actions: assign({ selected: ({ context }) => context.selected + 1 }) },
        CLEAR: { target: 'none', actions: assign({ selected: 0 }) },
      },
    },
  },
});

describe('812: a counter in the context lets the paths grow without end', () => {
  test('the key that grows is named, and nothing is claimed', () => {
    const result = check(defineActors({ actors: { selection }, snapshotsMax: 100 }));
    expect(result.verdict).toBe('inconclusive');
    expect(result.ended!.reason).toContain('context.selected has 100 values');
  });

  test('a boundary makes it finite', () => {
    const system = defineActors({
      actors: { selection },
      within: ({ selection: it }) => it.context.selected <= 3,
    });
    expect(check(system)).toMatchObject({ verdict: 'verified', states: 5 });
    expect(coveringActorPaths(system).length).toBeGreaterThan(0);
  });
});

const todos = createMachine({
  id: 'todos',
  types: {} as {
    context: { todos: { id: string }[] };
    events:
      | { type: 'SET'; todos: { id: string }[] }
      | { type: 'ADD'; id: string }
      | { type: 'CANCEL'; id: string };
  },
  context: { todos: [] },
  initial: 'starting',
  states: {
    starting: {
      on: { SET: { target: 'idle', actions: assign({ todos: ({ event }) => event.todos }) } },
    },
    idle: {
      on: {
        ADD: {
          actions: assign({ todos: ({ context, event }) => [...context.todos, { id: event.id }] }),
        },
        CANCEL: {
          target: 'idle',
          actions: assign({
            todos: ({ context, event }) => context.todos.filter(({ id }) => id !== event.id),
          }),
        },
      },
    },
  },
});

const todoCases = {
  SET: [{ todos: [{ id: 'a' }] }],
  ADD: [{ id: 'b' }],
  CANCEL: [{ id: 'a' }, { id: 'b' }],
};

test('752: a list in the context that grows on a cycle is named, not a stack that is too deep', () => {
  const result = check(defineActors({ actors: { todos }, events: todoCases, listGainMax: 8 }));
  expect(result.verdict).toBe('inconclusive');
  expect(result.ended!.reason).toMatch(/more than 8 elements in a list of todos/);
});

test('752: a list in the context, with event cases, is explored within a boundary', () => {
  const result = check(
    defineActors({
      actors: { todos },
      events: todoCases,
      within: ({ todos: it }) => it.context.todos.length <= 2,
      reachable: { empty: ({ todos: it }) => it.matches('idle') && it.context.todos.length === 0 },
    }),
  );
  // starting; idle with: a, ab, abb (beyond), b, bb, bbb (beyond), nothing.
  expect(result).toMatchObject({ verdict: 'verified', states: 8 });
});

describe('1935: a circle through a state that always leaves, counting each time', () => {
  const toggle = createMachine({
    id: 'toggle',
    types: {} as { context: { count: number } },
    context: { count: 0 },
    initial: 'inactive',
    states: {
      inactive: { on: { TOGGLE: 'toggling' } },
      toggling: {
        entry: assign({ count: ({ context }) => context.count + 1 }),
        always: [
          { guard: ({ context }) => context.count % 2 === 0, target: 'inactive' },
          { target: 'active' },
        ],
      },
      active: { on: { TOGGLE: 'toggling' } },
    },
  });
  type Toggle = Record<'toggle', SnapshotFrom<typeof toggle>>;
  const isOdd = ({ toggle: { context } }: Toggle): boolean => context.count % 2 === 1;
  const oddIsActive = (all: Toggle): boolean => all.toggle.matches('active') === isOdd(all);

  test('the count is named, and nothing is claimed', () => {
    const result = check(
      defineActors({ actors: { toggle }, always: { oddIsActive }, snapshotsMax: 50 }),
    );
    expect(result.verdict).toBe('inconclusive');
    expect(result.ended!.reason).toContain('context.count has 50 values');
  });

  test('with what decides of it, two states are all', () => {
    const system = defineActors({
      actors: { toggle },
      project: { toggle: ({ count }: { count: number }) => count % 2 },
      always: { oddIsActive },
    });
    expect(check(system)).toMatchObject({ verdict: 'verified', states: 2 });
    expect(coveringActorPaths(system).map(({ description }) => description)).toEqual([
      'TOGGLE, TOGGLE',
    ]);
  });

  test('a property sees what assign has just written', () => {
    const system = defineActors({
      actors: { toggle },
      within: ({ toggle: it }) => it.context.count <= 3,
      always: { wrong: (all) => !isOdd(all) },
    });
    expect(verdictsOf(system)).toMatchObject({ wrong: 'violated' });
  });
});

test('980: several cases of one event lead to different states', () => {
  const machine = createMachine({
    id: 'login',
    types: {} as { events: { type: 'SUBMIT'; password: string } },
    initial: 'form',
    states: {
      form: {
        on: {
          SUBMIT: [{ guard: ({ event }) => event.password === 'right', target: 'in' }, 'refused'],
        },
      },
      refused: {
        on: { SUBMIT: [{ guard: ({ event }) => event.password === 'right', target: 'in' }] },
      },
      in: {},
    },
  });
  const paths = coveringActorPaths(
    defineActors({
      actors: { login: machine },
      events: { SUBMIT: [{ password: 'wrong' }, { password: 'right' }] },
    }),
  );
  expect(paths.map(({ description }) => description).toSorted()).toEqual([
    'SUBMIT { password: "right" }',
    'SUBMIT { password: "wrong" }, SUBMIT { password: "right" }',
  ]);
});

test('981: a final state inside is followed by onDone, for which no test declares an event', async () => {
  const machine = createMachine({
    id: 'order',
    initial: 'filling',
    states: {
      filling: {
        initial: 'address',
        states: {
          address: { on: { NEXT: 'payment' } },
          payment: { on: { NEXT: 'ready' } },
          ready: { type: 'final' },
        },
        onDone: 'sent',
      },
      sent: { type: 'final' },
    },
  });
  const system = defineActors({
    actors: { order: machine },
    reachable: { ended: ({ order }) => order.status === 'done' },
    always: { neverReady: ({ order }) => !order.matches({ filling: 'ready' }) },
  });
  expect(verdictsOf(system)).toMatchObject({ ended: 'verified', neverReady: 'verified' });
  const warn = vi.spyOn(console, 'warn');
  const next = vi.fn<() => void>();
  const paths = coveringActorPaths(system);
  for (const path of paths) await path.test({ events: { NEXT: next }, states: { '*': () => {} } });
  expect(next).toHaveBeenCalledTimes(2);
  expect(warn).not.toHaveBeenCalled();
});

test('1682: the shortest path to a predicate', () => {
  const system = defineActors({
    actors: { selection },
    within: ({ selection: it }) => it.context.selected <= 5,
    reachable: { three: ({ selection: it }) => it.context.selected === 3 },
  });
  const found = check(system).properties.find(({ id }) => id === 'three');
  expect(found!.witness!.map(({ transition }) => system.transitions[transition]!.event)).toEqual([
    'SELECT',
    'SELECT',
    'SELECT',
  ]);
});

test('1167: what a call returns decides, and each result that is declared is tried', () => {
  const machine = setup({
    actors: { fetchUser: fromPromise(async () => ({ isVerified: true })) },
  }).createMachine({
    id: 'user',
    initial: 'loading',
    states: {
      loading: {
        invoke: {
          src: 'fetchUser',
          onDone: [
            { guard: ({ event }) => event.output.isVerified, target: 'verified' },
            { target: 'ineligible' },
          ],
        },
      },
      verified: { type: 'final' },
      ineligible: { type: 'final' },
    },
  });
  const system = defineActors({
    actors: { user: machine },
    outcomes: { fetchUser: { done: [{ isVerified: true }, { isVerified: false }] } },
    reachable: {
      verified: ({ user }) => user.matches('verified'),
      ineligible: ({ user }) => user.matches('ineligible'),
    },
  });
  expect(verdictsOf(system)).toMatchObject({ verified: 'verified', ineligible: 'verified' });
  expect(coveringActorPaths(system)).toHaveLength(2);
});

test('1167: several initial contexts in one model', () => {
  const machine = createMachine({
    id: 'door',
    types: {} as { context: { role: string }; input: { role: string } },
    context: ({ input }) => ({ role: input.role }),
    initial: 'closed',
    states: {
      closed: {
        on: { OPEN: { guard: ({ context }) => context.role === 'admin', target: 'open' } },
      },
      open: {},
    },
  });
  const system = defineActors({
    actors: { door: actor(machine, { inputs: [{ role: 'guest' }, { role: 'admin' }] }) },
    // Before the first choice there is no door.
    reachable: { open: ({ door }) => door?.matches('open') },
    always: {
      onlyAdmins: ({ door }) => !(door?.matches('open') && door.context.role !== 'admin'),
    },
  });
  expect(verdictsOf(system)).toMatchObject({ open: 'verified', onlyAdmins: 'verified' });
  expect(coveringActorPaths(system).map(({ description }) => description)).toEqual([
    'starts with { role: "admin" }, OPEN',
  ]);
});
