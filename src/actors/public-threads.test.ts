/**
 * What people asked of model-based testing with XState, each as a test with the answer. The machines are written
 * anew; only the question comes from the thread of statelyai/xstate whose number it has.
 */
import { assign, createMachine, fromPromise, setup } from 'xstate';
import { describe, expect, test } from 'vitest';
import { check } from '../checking/check.ts';
import { actor } from './actor-options.ts';
import { arrowCoverage, coveringActorPaths } from './covering-actor-paths.ts';
import { defineActors } from './define-actors.ts';
import type { ActorsSystem } from './actors-system.ts';

function snapshotsOf(system: ActorsSystem): unknown[] {
  return system.model.slots[0]!.table.states.slice(1).map((state) => [
    state!.snapshot.value,
    state!.snapshot.context,
  ]);
}

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

test('752: a list in the context, with event cases, is explored within a boundary', () => {
  const result = check(
    defineActors({
      actors: { todos },
      events: {
        SET: [{ todos: [{ id: 'a' }] }],
        ADD: [{ id: 'b' }],
        CANCEL: [{ id: 'a' }, { id: 'b' }],
      },
      within: ({ todos: it }) => it.context.todos.length <= 2,
      reachable: { empty: ({ todos: it }) => it.matches('idle') && it.context.todos.length === 0 },
    }),
  );
  // starting; idle with: a, ab, abb (beyond), b, bb, bbb (beyond), nothing.
  expect(result).toMatchObject({ verdict: 'verified', states: 8 });
});

test('1935: always with a guard over what assign has just written', () => {
  const machine = createMachine({
    id: 'cart',
    types: {} as { context: { count: number } },
    context: { count: 0 },
    initial: 'open',
    states: {
      open: {
        on: { ADD: { actions: assign({ count: ({ context }) => context.count + 1 }) } },
        always: { guard: ({ context }) => context.count >= 2, target: 'full' },
      },
      full: {},
    },
  });
  const system = defineActors({
    actors: { cart: machine },
    always: { fullAtTwo: ({ cart }) => cart.matches('full') === cart.context.count >= 2 },
  });
  expect(check(system)).toMatchObject({ verdict: 'verified', states: 3 });
  expect(snapshotsOf(system)).toEqual([
    ['open', { count: 0 }],
    ['open', { count: 1 }],
    ['full', { count: 2 }],
  ]);
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

test('981: a final state inside is followed by onDone, and the end of the machine is reachable', () => {
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
});

const fetching = setup({ actors: { load: fromPromise(async () => 'text') } }).createMachine({
  id: 'fetching',
  initial: 'idle',
  states: {
    idle: { on: { LOAD: 'loading' } },
    loading: {
      invoke: { src: 'load', onDone: 'shown', onError: 'failed' },
      after: { 1000: 'late' },
    },
    shown: {},
    failed: { on: { LOAD: 'loading' } },
    late: { on: { LOAD: 'loading' } },
  },
});

const loading = {
  actors: { it: fetching },
  outcomes: { load: { done: ['text'], error: [new Error('no')] } },
};

test('1673: invoke ends in every declared outcome', () => {
  const system = defineActors({
    ...loading,
    reachable: {
      done: ({ it }) => it.matches('shown'),
      error: ({ it }) => it.matches('failed'),
    },
  });
  expect(verdictsOf(system)).toMatchObject({ done: 'verified', error: 'verified' });
});

test('642: after is a step of its own, in a race with everything else', () => {
  const paths = coveringActorPaths(defineActors(loading)).map(({ description }) => description);
  expect(paths).toContain('LOAD, after 1000 ms, LOAD');
  const late = defineActors({ ...loading, reachable: { late: ({ it }) => it.matches('late') } });
  expect(verdictsOf(late)).toMatchObject({ late: 'verified' });
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

test('694: every edge is covered, or known to be out of reach', () => {
  const machine = createMachine({
    id: 'edges',
    initial: 'a',
    states: {
      a: { on: { GO: 'b', STAY: 'a' } },
      b: { on: { BACK: 'a', NEVER: { guard: () => false, target: 'c' } } },
      c: { on: { HOME: 'a' } },
    },
  });
  const system = defineActors({ actors: { it: machine } });
  const coverage = arrowCoverage(system).map(({ arrow, isTaken }) => [arrow.event, isTaken]);
  expect(Object.fromEntries(coverage)).toEqual({
    GO: true,
    STAY: true,
    BACK: true,
    NEVER: false,
    HOME: false,
  });
  const along = coveringActorPaths(system).flatMap(({ steps }) =>
    steps.map(({ event }) => event.type),
  );
  expect(new Set(along)).toEqual(new Set(['GO', 'STAY', 'BACK']));
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
