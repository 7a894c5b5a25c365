import { createMachine, fromPromise, setup } from 'xstate';
import { expect, test } from 'vitest';
import { check } from '../checking/check.ts';
import { machineOf } from '../statecharts/chart-config.ts';
import { defineActors } from './define-actors.ts';
import { machineCoverage } from './machine-coverage.ts';

const shop = setup({
  actors: { pay: fromPromise(async () => 1) },
  guards: { isOpen: ({ event }) => event['isOpen'] === true },
}).createMachine({
  id: 'my shop',
  initial: 'doors',
  states: {
    doors: {
      type: 'parallel',
      states: {
        front: { initial: 'shut', states: { shut: { on: { OPEN: 'open' } }, open: {} } },
        back: { initial: 'shut', states: { shut: { after: { 50: 'open' } }, open: {} } },
        last: { type: 'history', history: 'deep' },
      },
      on: { ENTER: { guard: 'isOpen', target: 'paying' } },
    },
    paying: {
      id: 'cash',
      invoke: { src: 'pay', onDone: 'paid', onError: 'doors.last' },
      on: { STEAL: { guard: () => false, target: 'paid' } },
    },
    paid: { type: 'final' },
  },
});

function covered() {
  const system = defineActors({
    actors: { shop },
    events: { OPEN: [{}], ENTER: [{ isOpen: true }, { isOpen: false }], STEAL: [{}] },
    outcomes: { pay: { done: [1], error: [new Error('no')] } },
  });
  check(system);
  return machineCoverage(system, 'shop')[0]!;
}

test('a machine is counted by states, transitions and outcomes of guards', () => {
  const { coverage } = covered();
  expect(coverage.states.every(({ visited }) => visited)).toBe(true);
  expect(coverage.states.map(({ state }) => state)).not.toContain('doors.last');
  const row = (event: string) => coverage.transitions.find((each) => each.event === event)!;
  // Four states of the doors, each with what history remembers, with each payload.
  expect(row('ENTER')).toMatchObject({
    taken: 16,
    guardHeld: 16,
    guardFailed: 16,
    guard: 'isOpen',
  });
  expect(row('STEAL')).toMatchObject({ taken: 0, guardHeld: 0, guard: 'inline guard' });
  expect(row('STEAL').guardFailed).toBeGreaterThan(0);
  expect(row('pay fails')).toMatchObject({ from: 'paying', to: 'doors.last' });
  expect(row('after 50 ms').taken).toBeGreaterThan(0);
});

test('it is drawn by a configuration that has no ids and no code of its own', () => {
  const { chart, coverage } = covered();
  const drawn = machineOf(chart);
  const ids = Object.values(drawn.states).map(({ id }) => id);
  expect(ids).toEqual(['shop.doors', 'shop.paying', 'shop.paid']);
  expect(drawn.states['doors']!.states['last']!.history).toBe('deep');
  expect(drawn.states['paying']!.meta).toEqual({ runs: ['invoke pay'] });
  expect(coverage.transitions.map(({ declaredAt }) => declaredAt)).toContain(
    'shop.doors.back.shut:after 50 ms:0',
  );
});

test('a final state that a step passes was visited', () => {
  const passing = createMachine({
    id: 'passing',
    initial: 'on',
    states: {
      on: {
        initial: 'work',
        states: { work: { on: { STOP: 'ended' } }, ended: { type: 'final' }, never: {} },
        onDone: 'off',
      },
      off: {},
    },
  });
  const system = defineActors({ actors: { passing } });
  check(system);
  const [{ coverage }] = machineCoverage(system, 'passing') as [ReturnType<typeof covered>];
  expect(coverage.states).toEqual([
    { state: 'on.work', visited: true },
    { state: 'on.ended', visited: true },
    { state: 'on.never', visited: false },
    { state: 'off', visited: true },
  ]);
});

test('a machine without states is drawn as one', () => {
  const system = defineActors({ actors: { one: createMachine({ id: 'one', on: { GO: {} } }) } });
  check(system);
  const [{ coverage, chart }] = machineCoverage(system, 'one') as [ReturnType<typeof covered>];
  expect(coverage.states).toEqual([{ state: 'running', visited: true }]);
  expect(Object.keys(machineOf(chart).states)).toEqual(['running']);
});
