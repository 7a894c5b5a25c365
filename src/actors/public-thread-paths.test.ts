/** What people asked of paths for tests with XState: as in `public-threads.test.ts`, but the paths are run. */
import { createActor, createMachine, fromPromise, setup, SimulatedClock } from 'xstate';
import { expect, test, vi } from 'vitest';
import { check } from '../checking/check.ts';
import { arrowCoverage, coveringActorPaths } from './covering-actor-paths.ts';
import { defineActors } from './define-actors.ts';
import type { ActorsSystem } from './actors-system.ts';

function verdictsOf(system: ActorsSystem): Record<string, string> {
  return Object.fromEntries(check(system).properties.map(({ id, verdict }) => [id, verdict]));
}

test('980: every case of an event is run, also where they lead to the same state', async () => {
  const menu = createMachine({
    id: 'menu',
    initial: 'booting',
    states: { booting: { on: { EVENT: 'ready' } }, ready: {} },
  });
  const ids = ['one', 'two', 'three'];
  const system = defineActors({
    actors: { menu },
    events: { EVENT: ids.map((id) => ({ id })) },
    rest: () => true,
  });
  const seen: string[] = [];
  const paths = coveringActorPaths(system);
  for (const path of paths)
    await path.test({
      events: { EVENT: ({ event }) => seen.push(event.id) },
      states: { '*': () => {} },
    });
  expect(seen.toSorted()).toEqual(ids.toSorted());
  expect(paths.map(({ name }) => name).toSorted()[0]).toBe(
    'booting -> ready by EVENT (EVENT { id: "one" })',
  );
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

/** Runs each path against an actor of XState: its promises are settled and its clock is moved by the path. */
async function againstActor(system: ActorsSystem): Promise<{ started: number; waited: number }> {
  let started = 0;
  let waited = 0;
  for (const path of coveringActorPaths(system)) {
    const clock = new SimulatedClock();
    let settle: { resolve: (text: string) => void; reject: (reason: Error) => void };
    const load = fromPromise(() => {
      started++;
      return new Promise<string>((resolve, reject) => (settle = { resolve, reject }));
    });
    const real = createActor(fetching.provide({ actors: { load } }), { clock }).start();
    const seen = (state: string): [string, () => void] => [
      state,
      () => expect(real.getSnapshot().value).toBe(state),
    ];
    const settled = async (how: () => void): Promise<void> => {
      how();
      await vi.waitFor(() => expect(real.getSnapshot().value).not.toBe('loading'));
    };
    await path.test({
      events: {
        LOAD: () => real.send({ type: 'LOAD' }),
        'load done': () => settled(() => settle.resolve('text')),
        'load fails': () => settled(() => settle.reject(new Error('no'))),
        'after 1000 ms': () => {
          waited++;
          clock.increment(1000);
        },
      },
      states: Object.fromEntries(['idle', 'loading', 'shown', 'failed', 'late'].map(seen)),
    });
    real.stop();
  }
  return { started, waited };
}

test('1673: the services of a real actor are invoked along the paths', async () => {
  const { started } = await againstActor(defineActors(loading));
  expect(started).toBeGreaterThan(3);
});

test('642: a path moves the simulated clock of a real actor, and nothing waits', async () => {
  const system = defineActors(loading);
  const { waited } = await againstActor(system);
  expect(waited).toBeGreaterThan(0);
  expect(coveringActorPaths(system).map(({ description }) => description)).toContain(
    'LOAD, after 1000 ms, LOAD',
  );
});

test.each(['close', 'open'])(
  '694: wherever it starts (%s), the paths take every edge',
  (initial) => {
    const box = createMachine({
      id: 'box',
      initial,
      states: { close: { on: { FOCUS: 'open' } }, open: { on: { ENTER: 'close', BLUR: 'close' } } },
    });
    const taken = coveringActorPaths(defineActors({ actors: { box } })).flatMap(({ steps }) =>
      steps.map(({ event }) => event.type),
    );
    expect([...new Set(taken)].toSorted()).toEqual(['BLUR', 'ENTER', 'FOCUS']);
  },
);

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
