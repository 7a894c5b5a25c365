import { createMachine } from 'xstate';
import { describe, expect, test } from 'vitest';
import { controlsOf } from './controls-of.ts';
import type { TakenStep } from './definition.ts';
import { always, everyStep, never, reachable } from './property-builders.ts';
import { System } from './system.ts';

const words = (value: number): Uint32Array => Uint32Array.of(value);
const is = (value: number) => (state: Uint32Array) => state[0] === value;
const name = { id: 'P', title: 'it is so' };

describe('a property', () => {
  test('of every state fails where it does not hold, `never` where it does', () => {
    const failure = { failureClass: 'not: it is so', detail: 'it is so' };
    expect([0, 1].map((value) => always(name, is(1)).violation(words(value)))).toEqual([
      failure,
      undefined,
    ]);
    expect([0, 1].map((value) => never(name, is(1)).violation(words(value)))).toEqual([
      undefined,
      failure,
    ]);
    expect(always(name, is(1)).exercised(words(0), 0)).toBe(true);
  });

  test('is asked only in its situation, which exercises it', () => {
    const only = never(name, () => true, { when: is(2), detail: ([value]) => `value ${value}` });
    expect([1, 2].map((value) => only.violation(words(value)))).toEqual([
      undefined,
      { failureClass: 'not: it is so', detail: 'value 2' },
    ]);
    expect([1, 2].map((value) => only.exercised(words(value), 0))).toEqual([false, true]);
  });

  test('of steps is asked where its situation was before the step', () => {
    const step = (before: number, after: number): TakenStep =>
      ({ before: words(before), after: words(after) }) as unknown as TakenStep;
    const grows = ({ before, after }: TakenStep): boolean => after[0]! > before[0]!;
    const all = everyStep(name, grows);
    expect([all.holds(step(1, 2)), all.holds(step(2, 1))]).toEqual([true, false]);
    expect(all.exercised(words(0), 0)).toBe(true);
    const from2 = everyStep(name, grows, { when: is(2) });
    expect([
      from2.holds(step(1, 0)),
      from2.holds(step(2, 1)),
      from2.holds(step(2, 3)),
      from2.exercised(words(1), 0),
    ]).toEqual([true, false, true, false]);
  });

  test('of some run has its name and its question', () => {
    const goal = reachable('somewhere', is(3));
    expect([goal.id, goal.title, goal.holds(words(3)), goal.holds(words(2))]).toEqual([
      'somewhere',
      'somewhere',
      true,
      false,
    ]);
  });
});

test('whoever comes later can ask where a process is', () => {
  const machine = createMachine({
    id: 'door',
    initial: 'shut',
    states: {
      shut: { on: { push: 'open.wide' } },
      open: { initial: 'wide', states: { wide: {} } },
    },
  });
  const system = new System({
    name: 'door',
    build: () => ({
      processes: [{ name: 'door', machine, guards: {}, actions: {} }],
      initialize: () => {},
      isTerminal: () => true,
      properties: [],
    }),
  });
  const controls = controlsOf(system);
  const [shut, open] = [['shut'], ['open']].map((states) => controls.in('door', states));
  const state = system.initial();
  expect([shut!(state), open!(state)]).toEqual([true, false]);
  system.apply(state, 0, 0);
  expect([shut!(state), open!(state)]).toEqual([false, true]);
  expect(controls.unhandledMessage).toBe(system.unhandledMessage);
  expect(() => controls.in('door', ['ajar'])).toThrow('ajar');
});
