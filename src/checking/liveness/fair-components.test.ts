/** What a fair run owes is decided inside a component: a step that leaves it is taken once, not for ever. */
import { createMachine } from 'xstate';
import { describe, expect, test } from 'vitest';
import type { ProcessDefinition } from '../../system/definition.ts';
import { System } from '../../system/system.ts';
import { fairParts } from './fair-cycles.ts';
import { Fairness, weakFairness, type FairGroup } from './fairness.ts';
import { eventually, infinitelyOften, type Holds } from '../../system/liveness-goal.ts';
import { checkLiveness } from './liveness.ts';
import { StateGraph } from './state-graph.ts';

const goal = { id: 'G', title: 'the goal' };

/** Goes through `states` one after the other; `round`: and from the last to the first again. */
function walker(name: string, states: readonly string[], round: boolean): ProcessDefinition {
  const next = (at: number): string | undefined =>
    states[at + 1] ?? (round ? states[0] : undefined);
  return {
    name,
    machine: createMachine({
      id: name,
      initial: states[0]!,
      states: Object.fromEntries(
        states.map((state, at) => [
          state,
          next(at) === undefined ? {} : { on: { [`${name}${at}`]: { target: next(at)! } } },
        ]),
      ),
    }),
    guards: {},
    actions: {},
  };
}

function systemOf(...processes: ProcessDefinition[]): System {
  return new System({
    name: 'small',
    build: () => ({
      processes,
      initialize: () => {},
      isTerminal: () => true,
      properties: [],
    }),
  });
}

function stands(system: System, process: string, state: string): Holds {
  const { control } = system.process(process);
  const matches = system.process(process).statesMatching([state]);
  return (words) => matches[control.get(words, 0)] === 1;
}

const strongly = (process: string): FairGroup => ({
  name: process,
  strength: 'strong',
  includes: (transition) => transition.process === process,
});

describe.each([2, 3, 5])('a walk of %d steps beside a loop', (steps) => {
  const states = Array.from({ length: steps + 1 }, (_, at) => `w${at}`);
  const system = systemOf(walker('spin', ['a', 'b'], true), walker('walk', states, false));
  const isDone = stands(system, 'walk', states.at(-1)!);

  test.each([
    ['weak', undefined],
    ['strong', [strongly('walk'), strongly('spin')]],
  ] as const)('ends where its steps are owed, %s', (_what, fairness) => {
    const options = fairness === undefined ? {} : { fairness };
    expect(checkLiveness(system, [eventually(goal, isDone)], options).verdict).toBe('verified');
  });

  test.each([
    ['weak', undefined],
    ['strong', [strongly('walk'), strongly('spin')]],
  ] as const)(
    'has one part where a fair run can stay: the end of the walk, %s',
    (_what, groups) => {
      const graph = new StateGraph(system);
      const within = new Uint8Array(graph.size).fill(1);
      const fairness = new Fairness(system, groups ?? weakFairness(system));
      // A step that leaves the loop of the other process is no step of that loop.
      const parts = fairParts({ graph, fairness, within });
      expect(parts.map((part) => part.states.length)).toEqual([2]);
      expect(parts.flatMap((part) => [...part.states]).every((id) => graph.where(isDone)[id])).toBe(
        true,
      );
    },
  );

  test('need not end where they are not', () => {
    const fairness = weakFairness(system).filter(({ name }) => name === 'spin');
    const { verdict, properties } = checkLiveness(system, [eventually(goal, isDone)], { fairness });
    expect(verdict).toBe('violated');
    expect(properties[0]!.counterexamples[0]!.steps).toHaveLength(2);
  });
});

test('each step of a loop that others leave counts for the loop', () => {
  const system = systemOf(
    walker('spin', ['a', 'b'], true),
    walker('walk', ['w0', 'w1', 'w2'], true),
  );
  const comes = infinitelyOften(goal, stands(system, 'walk', 'w2'));
  expect(checkLiveness(system, [comes]).verdict).toBe('verified');
  const fairness = weakFairness(system).filter(({ name }) => name === 'spin');
  expect(checkLiveness(system, [comes], { fairness }).verdict).toBe('violated');
});
