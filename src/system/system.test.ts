import { createMachine, setup, type AnyStateMachine } from 'xstate';
import { describe, expect, test } from 'vitest';
import { ModelError } from '../foundation/model-error.ts';
import { EventPort, Queue } from './channel.ts';
import type { Action, Guard, ProcessDefinition } from './definition.ts';
import { System } from './system.ts';

/** A sender with three letters, and a receiver with an inbox of two. */
function mailSystem(receiver: AnyStateMachine, extra: Partial<ProcessDefinition> = {}): System {
  const sender = setup({ actions: { ask: () => {}, inform: () => {} } }).createMachine({
    id: 'sender',
    initial: 'ready',
    states: { ready: { on: { ask: { actions: 'ask' }, inform: { actions: 'inform' } } } },
  });
  return new System({
    name: 'mail',
    build: (layout) => {
      const mail = new Queue(layout, 'mail', { capacity: 2, messages: ['ask', 'inform'] });
      const send =
        (message: string): Action =>
        (words) =>
          void mail.send(words, message);
      return {
        processes: [
          {
            name: 'sender',
            machine: sender,
            guards: {},
            actions: { ask: send('ask'), inform: send('inform') },
          },
          { name: 'receiver', machine: receiver, guards: {}, actions: {}, inbox: [mail], ...extra },
        ],
        initialize: () => {},
        isTerminal: () => true,
        properties: [],
      };
    },
  });
}

/** Enabled steps as `process event choice`. */
function enabled(system: System, words: Uint32Array): string[] {
  return system.enabled(words).map(({ transition, choice }) => {
    const { process, event } = system.transitions[transition]!;
    return `${process} ${event} ${choice}`;
  });
}

/** Takes the first enabled step of that process and event. */
function take(system: System, words: Uint32Array, event: string): void {
  const step = system.enabled(words).find(({ transition }) => {
    const { process, event: taken } = system.transitions[transition]!;
    return `${process} ${taken}` === event;
  });
  expect(step).toBeDefined();
  system.apply(words, step!.transition, step!.choice);
}

const patient = createMachine({
  id: 'receiver',
  initial: 'waiting',
  states: {
    waiting: { on: { ask: 'busy' }, meta: { note: 'inform is not declared' } },
    busy: { on: { finish: 'waiting' }, meta: { defers: { ask: 'one at a time', inform: 'busy' } } },
  },
});

describe('messages', () => {
  test('are offered while they are at the head, and removed by the step', () => {
    const system = mailSystem(patient);
    const words = system.initial();
    expect(enabled(system, words)).toEqual(['sender ask 0', 'sender inform 0']);
    take(system, words, 'sender ask');
    expect(enabled(system, words)).toContain('receiver ask 0');
    take(system, words, 'receiver ask');
    expect(system.stateOf(words, 'receiver')).toBe('busy');
    expect(enabled(system, words)).toEqual([
      'sender ask 0',
      'sender inform 0',
      'receiver finish 0',
    ]);
  });

  test('that a state defers stay in the channel', () => {
    const system = mailSystem(patient);
    const words = system.initial();
    take(system, words, 'sender ask');
    take(system, words, 'receiver ask');
    take(system, words, 'sender ask');
    expect(enabled(system, words)).toEqual([
      'sender ask 0',
      'sender inform 0',
      'receiver finish 0',
    ]);
    take(system, words, 'receiver finish');
    take(system, words, 'receiver ask');
    expect(system.unhandledMessage.get(words, 0)).toBe(0);
  });

  test('that a state does not declare are received as an unhandled message', () => {
    const system = mailSystem(patient);
    const words = system.initial();
    take(system, words, 'sender inform');
    const before = words.slice();
    take(system, words, 'receiver inform');
    expect(system.layout.changes(before, words).map(({ field }) => field)).toEqual([
      'unhandledMessage',
      'mail.count',
      'mail.kind',
      'unhandledMessage.first',
    ]);
    expect(system.unhandledMessage.get(words, 0)).toBe(1);
    expect(system.stateOf(words, 'receiver')).toBe('waiting');
  });

  test('that every guard turns away are an unhandled message too', () => {
    const machine = setup({ guards: { open: () => false } }).createMachine({
      id: 'receiver',
      initial: 'on',
      states: { on: { on: { ask: { guard: 'open', target: 'on' }, inform: {} } } },
    });
    for (const open of [true, false]) {
      const system = mailSystem(machine, { guards: { open: () => open } });
      const words = system.initial();
      take(system, words, 'sender ask');
      take(system, words, 'receiver ask');
      expect(system.unhandledMessage.get(words, 0)).toBe(open ? 0 : 1);
    }
  });

  test('both deferred and taken by one state are refused', () => {
    const machine = createMachine({
      id: 'receiver',
      initial: 'on',
      states: { on: { on: { ask: {}, inform: {} }, meta: { defers: { ask: 'later' } } } },
    });
    expect(() => mailSystem(machine)).toThrow('receiver.on defers and takes ask');
  });

  test('from an event port coalesce before they arrive', () => {
    const chart = setup({ actions: { ring: () => {} } });
    const ringer = chart.createMachine({
      initial: 'on',
      states: { on: { on: { ring: { actions: 'ring' } } } },
    });
    const machine = createMachine({ initial: 'on', states: { on: { on: { bell: {} } } } });
    const system = new System({
      name: 'bell',
      build: (layout) => {
        const port = new EventPort(layout, 'port', { messages: ['bell'] });
        const actions = { ring: (words: Uint32Array) => port.notify(words, 'bell') };
        return {
          processes: [
            { name: 'ringer', machine: ringer, guards: {}, actions },
            { name: 'hearer', machine, guards: {}, actions: {}, inbox: [port] },
          ],
          initialize: () => {},
          isTerminal: () => true,
          properties: [],
        };
      },
    });
    const words = system.initial();
    take(system, words, 'ringer ring');
    take(system, words, 'ringer ring');
    take(system, words, 'hearer bell');
    expect(enabled(system, words)).toEqual(['ringer ring 0']);
    expect(words).toEqual(system.initial());
  });
});

/** One process over four bits: `flip` chooses a bit, and `done` needs all of them. */
function bitSystem(process: Partial<ProcessDefinition> = {}): System {
  const machine = setup({
    guards: { isClear: () => false, allSet: () => false },
    actions: { flip: () => {} },
  }).createMachine({
    id: 'bits',
    initial: 'on',
    states: {
      on: {
        on: {
          flip: { guard: 'isClear', actions: 'flip' },
          finish: { guard: 'allSet', target: 'off' },
        },
      },
      off: {},
    },
  });
  return new System({
    name: 'bits',
    build: (layout, control) => {
      const bits = layout.field('bits', 1, 4);
      const isClear: Guard = (words, choice) => bits.get(words, choice) === 0;
      const allSet: Guard = (words) => [0, 1, 2, 3].every((bit) => bits.get(words, bit) === 1);
      return {
        processes: [
          {
            name: 'bits',
            machine,
            guards: { isClear, allSet },
            actions: { flip: (words, choice) => bits.set(words, choice, 1) },
            choices: { flip: 4 },
            ...process,
          },
        ],
        initialize: (words) => bits.set(words, 1, 1),
        isTerminal: control.in('bits', ['off']),
        properties: [],
      };
    },
  });
}

describe('a process', () => {
  test('has one step for each choice whose guard holds', () => {
    const system = bitSystem();
    const words = system.initial();
    expect(enabled(system, words)).toEqual(['bits flip 0', 'bits flip 2', 'bits flip 3']);
    for (let flips = 0; flips < 3; flips++) take(system, words, 'bits flip');
    expect(enabled(system, words)).toEqual(['bits finish 0']);
    expect(system.isTerminal(words, 0)).toBe(false);
    take(system, words, 'bits finish');
    expect(system.isTerminal(words, 0)).toBe(true);
  });

  test('takes no step while runsWhile is false', () => {
    let runs = true;
    const system = bitSystem({ runsWhile: () => runs });
    const words = system.initial();
    const process = system.process('bits');
    expect(process.enabledOn(words, 'flip', 2)).toBe(process.firstEnabled(words));
    runs = false;
    expect(system.enabled(words)).toEqual([]);
    expect([process.enabledOn(words, 'flip', 2), process.firstEnabled(words)]).toEqual([-1, -1]);
  });

  test('names its control states by path', () => {
    const process = bitSystem().process('bits');
    expect([...process.statesMatching(['off'])]).toEqual([0, 1]);
    expect(() => process.statesMatching(['of'])).toThrow('bits has no state of');
  });
});

describe('what nobody implements is refused', () => {
  test('a guard', () => {
    expect(() => bitSystem({ guards: {} })).toThrow('bits: nobody implements the guard isClear');
  });

  test('an action', () => {
    expect(() => bitSystem({ actions: {} })).toThrow('bits: nobody implements the action flip');
  });

  test('an action without a name', () => {
    const machine = createMachine({
      initial: 'on',
      states: { on: { on: { flip: { actions: () => {} } } } },
    });
    expect(() => bitSystem({ machine })).toThrow(ModelError);
  });

  test('a process', () => {
    expect(() => bitSystem().process('bytes')).toThrow('bits has no process bytes');
  });

  test('choices for an event that the chart does not have', () => {
    expect(() => bitSystem({ choices: { flipp: 4 } })).toThrow('flipp');
  });
});
