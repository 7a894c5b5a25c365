import { createMachine, setup } from 'xstate';
import { expect, test } from 'vitest';
import { ModelError } from '../foundation/model-error.ts';
import { always, eventually, everyStep, never, reachable } from '../index.ts';
import { Queue } from './channel.ts';
import type { ProcessDefinition, SystemParts } from './definition.ts';
import { System } from './system.ts';

const door = setup({ guards: { free: () => false }, actions: { open: () => {} } }).createMachine({
  id: 'door',
  initial: 'shut',
  states: { shut: { on: { push: { guard: 'free', actions: 'open' } } } },
});

const process = {
  name: 'door',
  machine: door,
  guards: { free: () => true },
  actions: { open: () => {} },
};

function systemOf(parts: object): System {
  return new System({
    name: 'doors',
    build: (): SystemParts => ({ processes: [process], properties: [], ...parts }),
  });
}

function problems(parts: object): readonly string[] {
  try {
    systemOf(parts);
  } catch (error) {
    if (error instanceof ModelError) return error.problems;
    throw error;
  }
  return [];
}

const withProcess = (changes: object): object => ({ processes: [{ ...process, ...changes }] });
const holds = (): boolean => true;

test('the least that a system needs: processes and properties', () => {
  expect(problems({})).toEqual([]);
});

test('properties of all kinds in one list are sorted', () => {
  const system = systemOf({
    properties: [
      always('always', holds),
      never('never', () => false),
      everyStep('step', holds),
      reachable('some run', holds),
      eventually('every run', holds),
    ],
  });
  expect(system.properties.map(({ id }) => id)).toEqual(['always', 'never', 'step']);
  expect(system.reachable.map(({ id }) => id)).toEqual(['some run']);
  expect(system.liveness.map(({ id }) => id)).toEqual(['every run']);
});

test.each<[string, object, RegExp]>([
  ['no parts', { processes: [] }, /^`processes` is a list of at least one process$/],
  ['the id of deadlock', { properties: [always('D', holds)] }, /^a property has the id D, which/],
  ['an id of skipover', { properties: [never('lost-send', holds)] }, /the id lost-send, which/],
  [
    'an id twice',
    { properties: [always('x', holds)], reachable: [reachable('x', holds)] },
    /^two properties have the id x: ids of all kinds differ$/,
  ],
  [
    'a property without a predicate',
    { properties: [{ id: 'x', title: 'x', violation: 1, exercised: holds }] },
    /^x: `violation` must be a function, not 1$/,
  ],
  ['a slip in a name', { isTerminl: holds }, /has no `isTerminl`; did you mean isTerminal\?$/],
  [
    'two processes of one name',
    { processes: [process, process] },
    /^two processes are called door/,
  ],
  ['a machine that is none', withProcess({ machine: {} }), /^door: `machine` is no XState machine/],
  [
    'a guard of another name',
    withProcess({ guards: { fre: holds, free: holds } }),
    /^door: the chart names no guard fre; did you mean free\?$/,
  ],
  [
    'an action too many',
    withProcess({ actions: { open: holds, ring: holds } }),
    /^door: the chart names no action ring$/,
  ],
  ['no guard', withProcess({ guards: {} }), /^door: nobody implements the guard free$/],
  ['no choices', withProcess({ choices: { push: -1 } }), /^door: push has -1 choices/],
  [
    'choices of nothing',
    withProcess({ choices: { pish: 2 } }),
    /no event pish; did you mean push\?$/,
  ],
  [
    'something that ignores nothing',
    { ignores: ['lostSends'] },
    /knows unhandledMessage and lostSend, not lostSends$/,
  ],
])('refused: %s', (_what, parts, message) => {
  expect(problems(parts)).toEqual([expect.stringMatching(message)]);
});

test('every mistake is named at once, of all processes', () => {
  const lights = createMachine({
    id: 'lights',
    initial: 'on',
    states: { on: { after: { 5: 'on' } } },
  });
  const found = problems({
    processes: [
      { ...process, guards: {}, actions: {} },
      { name: 'lights', machine: lights, guards: {}, actions: {} },
    ],
  });
  expect(found).toEqual([
    'door: nobody implements the guard free',
    'door: nobody implements the action open',
    expect.stringContaining('lights.on: after is refused'),
  ]);
});

function withQueue(received: readonly string[], extra: Partial<ProcessDefinition> = {}): System {
  const machine = createMachine({
    id: 'server',
    initial: 'on',
    states: { on: { on: Object.fromEntries(received.map((message) => [message, {}])) } },
  });
  return new System({
    name: 'server',
    build: (layout) => {
      const inbox = [new Queue(layout, 'requests', { capacity: 1, messages: ['ping', 'stop'] })];
      return {
        processes: [{ name: 'server', machine, guards: {}, actions: {}, inbox, ...extra }],
        properties: [],
      };
    },
  });
}

test('a message that no state takes is refused, with what was probably meant', () => {
  expect(() => withQueue(['pnig', 'stop'])).toThrow(
    'server: no state takes or defers the message ping of requests; did you mean pnig?; add a transition, or list it in `ignores`',
  );
  expect(withQueue(['ping'], { ignores: ['stop'] }).properties).toHaveLength(2);
  expect(() => withQueue(['ping', 'stop'], { ignores: ['stpo'] })).toThrow(
    'server: no channel of its inbox carries stpo; did you mean stop?',
  );
});

test('a queue that nobody reads is refused', () => {
  expect(() => withQueue(['ping', 'stop'], { inbox: [] })).toThrow(
    'queue requests is in the inbox of no process',
  );
});
