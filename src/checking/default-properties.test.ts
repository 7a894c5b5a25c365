import { createMachine, setup } from 'xstate';
import { describe, expect, test } from 'vitest';
import { fuzz } from '../fuzzing/fuzz.ts';
import { ActorSystem } from '../replay/actors.ts';
import { run } from '../replay/run.ts';
import { Queue } from '../system/channel.ts';
import type { ProcessDefinition, SystemParts } from '../system/definition.ts';
import { System } from '../system/system.ts';
import { check } from './check.ts';

const sender = setup({ actions: { ask: () => {}, stop: () => {} } }).createMachine({
  id: 'sender',
  initial: 'on',
  states: {
    on: { on: { ask: { actions: 'ask' }, stop: { target: 'off', actions: 'stop' } } },
    off: {},
  },
});

/** Takes `ask` while it is on; after `stop` it takes nothing. */
const receiver = createMachine({
  id: 'receiver',
  initial: 'on',
  states: { on: { on: { ask: {}, stop: 'off' } }, off: {} },
});

interface Mail {
  readonly receives?: Partial<ProcessDefinition>;
  readonly parts?: Partial<SystemParts>;
  readonly mayLose?: boolean;
}

/** `ask` may be sent again and again, into a queue of one. */
function mail({ receives = {}, parts = {}, mayLose = false }: Mail = {}): System {
  return new System({
    name: 'mail',
    build: (layout, controls) => {
      const queue = new Queue(layout, 'letters', {
        capacity: 1,
        messages: ['ask', 'stop'],
        ignoresLostSends: mayLose,
      });
      return {
        processes: [
          {
            name: 'sender',
            machine: sender,
            guards: {},
            actions: {
              ask: (words) => void queue.send(words, 'ask'),
              stop: (words) => void queue.send(words, 'stop'),
            },
          },
          {
            name: 'receiver',
            machine: receiver,
            guards: {},
            actions: {},
            inbox: [queue],
            ...receives,
          },
        ],
        isTerminal: controls.in('sender', ['off']),
        properties: [],
        ...parts,
      };
    },
  });
}

const failures = (system: System): string[] =>
  check(system).properties.flatMap(({ id, counterexamples }) =>
    counterexamples.map(
      ({ violation, steps }) => `${id}: ${violation.failureClass} (${steps.length})`,
    ),
  );

/** The receiver is off after its first `stop`, so that only an impatient sender finds it so. */
const stopsTwice: Partial<ProcessDefinition> = {
  machine: createMachine({
    id: 'receiver',
    initial: 'on',
    states: { on: { on: { ask: 'off', stop: {} } }, off: {} },
  }),
};

describe('by default', () => {
  test('a send into a full queue is a violation, as short as any', () => {
    expect(failures(mail())).toEqual(['lost-send: lost send: letters (2)']);
  });

  test('a message in a state that has no transition for it is one, too', () => {
    const found = failures(mail({ receives: stopsTwice, mayLose: true }));
    expect(found).toEqual([
      'unhandled-message: receiver cannot take ask in off (4)',
      'unhandled-message: receiver cannot take stop in off (4)',
    ]);
  });

  test('the fuzzer finds both, and real actors do the same', () => {
    const system = mail({ receives: stopsTwice });
    const { violations } = fuzz(system, { runs: 200 });
    expect(new Set(violations.map(({ property }) => property))).toEqual(
      new Set(['lost-send', 'unhandled-message']),
    );
    for (const { steps } of violations) {
      const actors = new ActorSystem(system);
      let last = system.initial();
      run(system, steps, (_before, after) => (last = after.slice()));
      for (const { process, event, choice } of run(system, steps))
        actors.send(process, event, choice);
      expect(actors.words).toEqual(last);
    }
  });

  test('a system without channels is asked neither', () => {
    const machine = createMachine({ id: 'm', initial: 'x', states: { x: { on: { e: 'x' } } } });
    const system = new System({
      name: 'alone',
      build: () => ({
        processes: [{ name: 'm', machine, guards: {}, actions: {} }],
        properties: [],
      }),
    });
    expect(system.properties).toEqual([]);
  });
});

describe('opting out is explicit', () => {
  test.each<[string, Mail]>([
    [
      'of the system',
      { receives: stopsTwice, parts: { ignores: ['unhandledMessage', 'lostSend'] } },
    ],
    [
      'of a queue and a process',
      { receives: { ...stopsTwice, ignores: ['ask', 'stop'] }, mayLose: true },
    ],
  ])('%s', (_what, given) => {
    expect(failures(mail(given))).toEqual([]);
  });

  test('an ignored message is taken away and changes nothing', () => {
    const system = mail({ receives: { ...stopsTwice, ignores: ['ask', 'stop'] }, mayLose: true });
    expect(check(system).properties.map(({ id, verdict }) => `${id} ${verdict}`)).toEqual([
      'unhandled-message verified',
      'D verified',
    ]);
  });
});

test('a deadlock in which nothing has moved has a name', () => {
  const machine = setup({ guards: { may: () => false } }).createMachine({
    id: 'm',
    initial: 'x',
    states: { x: { on: { wait: {}, go: { guard: 'may' } } } },
  });
  const system = new System({
    name: 'still',
    build: () => ({
      processes: [{ name: 'm', machine, guards: { may: () => false }, actions: {} }],
      properties: [],
    }),
  });
  expect(failures(system)).toEqual(['D: stuck: every process in its first state (0)']);
});
