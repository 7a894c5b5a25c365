import { expect, test } from 'vitest';
import { setup } from 'xstate';
import { System } from '../system/system.ts';
import { defineAbstraction, type AbstractionDefinition } from './abstraction.ts';
import { simulateExhaustively } from './simulate-exhaustively.ts';
import { simulateRandomly } from './simulate-randomly.ts';
import { Simulation } from './simulation.ts';

const lamp = setup({ guards: { may: () => false }, actions: { flip: () => {} } }).createMachine({
  id: 'lamp',
  initial: 'on',
  states: { on: { on: { flip: { guard: 'may', actions: 'flip' } } } },
});

/** Lamps that are switched on one by one, each once; `count` of them. */
function lamps(count: number): System {
  return new System({
    name: 'lamps',
    build: (layout) => {
      const lit = layout.field('lit', 1, count);
      const process = {
        name: 'switch',
        machine: lamp,
        guards: { may: (words: Uint32Array, at: number) => lit.get(words, at) === 0 },
        actions: { flip: (words: Uint32Array, at: number) => lit.set(words, at, 1) },
        choices: { flip: count },
      };
      return {
        processes: [process],
        initialize: () => {},
        isTerminal: () => true,
        properties: [],
      };
    },
  });
}

function abstraction(
  changes: Partial<AbstractionDefinition> = {},
  abstract: System = lamps(1),
): ReturnType<typeof defineAbstraction> {
  const concrete = lamps(5);
  const [lit] = concrete.layout.fields.filter(({ name }) => name === 'lit');
  const [seen] = abstract.layout.fields.filter(({ name }) => name === 'lit');
  return defineAbstraction({
    concrete,
    abstract,
    elements: 5,
    alpha: (words, element, out) => {
      out.fill(0);
      seen!.set(out, 0, lit!.get(words, element));
    },
    ...changes,
  });
}

test('every step of every state maps to a step of the abstraction, or to none', () => {
  const { simulation, states, isComplete } = simulateExhaustively(abstraction());
  expect(simulation.failures).toEqual([]);
  expect({ states, isComplete }).toEqual({ states: 32, isComplete: true });
  // 5 * 2^4 steps, each seen from 5 lamps, of which one changes.
  expect(simulation.report).toMatchObject({
    concreteSteps: 80,
    mapped: 400,
    stutters: 320,
    abstractSteps: 1,
  });
  expect(simulateExhaustively(abstraction(), { maxStates: 3 }).isComplete).toBe(false);
});

test('a step that the abstraction does not have is a failure that names it', () => {
  const dark = new System({
    name: 'no lamp is ever lit',
    build: (layout) => {
      layout.field('lit', 1);
      const process = {
        name: 'switch',
        machine: lamp,
        guards: { may: () => false },
        actions: { flip: () => {} },
      };
      return { processes: [process], initialize: () => {}, isTerminal: () => true, properties: [] };
    },
  });
  const { simulation } = simulateExhaustively(abstraction({}, dark));
  expect(simulation.failures[0]).toMatchObject({
    kind: 'step',
    element: '0',
    step: { process: 'switch', event: 'flip', choice: 0 },
    abstractChanges: ['lit 0 to 1'],
  });
});

test('an initial state that the abstraction does not have is a failure', () => {
  const wrong = abstraction({ alpha: (_words, _element, out) => out.fill(0xff) });
  const simulation = new Simulation(wrong);
  simulation.compareInitial(wrong.concrete.initial());
  expect(simulation.failures[0]).toMatchObject({ kind: 'initial state', element: '0' });
});

test('an abstraction that is no function is a failure', () => {
  let calls = 0;
  const moody = abstraction({ alpha: (_words, _element, out) => out.fill(calls++ % 2) });
  const { failures } = simulateExhaustively(moody).simulation;
  expect(failures.map(({ kind }) => kind)).toContain('no function');
  const dirty = abstraction({ alpha: () => {} });
  const found = simulateExhaustively(dirty).simulation.failures;
  expect(found.map(({ kind }) => kind)).toContain('no function');
});

test('a random run is compared too, from some of the elements', () => {
  const simulation = new Simulation(abstraction({ concerned: () => [2] }));
  simulateRandomly(simulation, { seed: 1, run: 0, stepsMax: 100, elementsPerStep: 2 });
  expect(simulation.failures).toEqual([]);
  expect(simulation.concreteSteps).toBe(5);
  expect(simulation.mapped).toBeGreaterThan(5);
  expect(simulation.mapped).toBeLessThanOrEqual(10);
});

test('ghosts and lemmas that do not exist are refused', () => {
  expect(() => abstraction({ ghosts: { gone: 'why not' } })).toThrow('no variable gone');
  expect(() => abstraction({ lemmas: ['S1'] })).toThrow('no property of both systems');
});
