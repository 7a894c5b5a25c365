import { createMachine } from 'xstate';
import { describe, expect, test } from 'vitest';
import { mig } from '../../examples/classics/mig.ts';
import type { Field } from '../layout/field.ts';
import { ActorSystem } from '../replay/actors.ts';
import type { Guard, Property, ReachableGoal, StepProperty } from '../system/definition.ts';
import { System } from '../system/system.ts';
import { check } from './check.ts';
import { rollUp, type CheckResult, type Counterexample, type Verdict } from './verdict.ts';

/** A counter that goes up by as much as the environment chooses, and stays at `limit`. */
function counterSystem(
  limit: number,
  properties: (count: Guard) => Property[] = () => [],
  further: {
    readonly reaches?: number;
    readonly steps?: (count: Field) => StepProperty[];
  } = {},
): System {
  const machine = createMachine(
    {
      id: 'counter',
      initial: 'on',
      states: { on: { on: { add: { guard: 'fits', actions: 'add' } } } },
    },
    { guards: { fits: () => false }, actions: { add: () => {} } },
  );
  return new System({
    name: 'counter',
    build: (layout) => {
      const count = layout.field('count', 16);
      const isFull: Guard = (words) => count.get(words, 0) === limit;
      return {
        processes: [
          {
            name: 'counter',
            machine,
            guards: { fits: (words, choice) => count.get(words, 0) + choice + 1 <= limit },
            actions: { add: (words, choice) => count.add(words, 0, choice + 1) },
            choices: { add: Math.max(1, limit) },
          },
        ],
        initialize: () => {},
        isTerminal: isFull,
        properties: properties(isFull),
        steps: further.steps?.(count) ?? [],
        reachable: further.reaches === undefined ? [] : [goalAt(count, further.reaches)],
      };
    },
  });
}

function goalAt(count: Field, value: number): ReachableGoal {
  return {
    id: 'G',
    title: `it reaches ${value}`,
    holds: (words) => count.get(words, 0) === value,
  };
}

const never: Guard = () => false;
const always: Guard = () => true;

function holds(exercised: Guard, id = 'P'): Property {
  return { id, title: 'holds', exercised, violation: () => undefined };
}

function fails(when: Guard): Property {
  const violation = { failureClass: 'full', detail: 'full' };
  return {
    id: 'Q',
    title: 'not full',
    exercised: always,
    violation: (words) => (when(words, 0) ? violation : undefined),
  };
}

/** Verdicts by property, the roll-up first. */
function verdicts({ verdict, properties }: CheckResult): string[] {
  return [verdict, ...properties.map((property) => `${property.id} ${property.verdict}`)];
}

describe('verdicts', () => {
  test('verified: complete, exercised, held', () => {
    const result = check(counterSystem(3, () => [holds(always)]));
    expect(verdicts(result)).toEqual(['verified', 'P verified', 'D verified']);
    expect([result.states, result.transitions, result.depth]).toEqual([4, 6, 1]);
  });

  test('vacuous: complete, and never exercised', () => {
    const result = check(counterSystem(3, () => [holds(never), holds(always, 'R')]));
    expect(verdicts(result)).toEqual(['vacuous', 'P vacuous', 'R verified', 'D verified']);
    expect(result.properties.map(({ exercised }) => exercised)).toEqual([false, true, true]);
  });

  test('violated comes before vacuous, with a shortest run', () => {
    const result = check(counterSystem(9, (isFull) => [holds(never), fails(isFull)]));
    expect(verdicts(result)).toEqual(['violated', 'P vacuous', 'Q violated', 'D verified']);
    expect(result.properties[1]!.counterexamples).toEqual([
      {
        property: 'Q',
        violation: { failureClass: 'full', detail: 'full' },
        steps: [{ transition: 0, choice: 8 }],
      },
    ]);
  });

  test('a violation in the initial state has no steps', () => {
    const result = check(counterSystem(2, () => [fails(always)]));
    expect(result.properties[0]!.counterexamples.map(({ steps }) => steps)).toEqual([[]]);
  });

  test('a budget of states is inconclusive, never verified', () => {
    const result = check(mig(3, 1, 1), { maxStates: 100 });
    expect(verdicts(result)).toEqual(['inconclusive', 'arrived inconclusive', 'D inconclusive']);
    expect(result.ended).toMatchObject({ reason: 'maxStates' });
    expect(result.ended!.frontier).toBeGreaterThan(0);
    expect(result.states).toBeGreaterThanOrEqual(100);
  });

  test('a stop is inconclusive, with its reason, at the end of a level', () => {
    const result = check(mig(3, 1, 1), { stop: () => 'time' });
    expect(verdicts(result)).toEqual(['inconclusive', 'arrived inconclusive', 'D inconclusive']);
    // The initial state alone was expanded: begin, and a write to each of three pages.
    expect(result).toMatchObject({ ended: { reason: 'time', frontier: 4 }, states: 5, depth: 1 });
  });

  test('a stop takes back nothing that was found', () => {
    const result = check(
      counterSystem(3, () => [fails(always)]),
      { stop: () => 'time' },
    );
    expect(verdicts(result)).toEqual(['violated', 'Q violated', 'D inconclusive']);
  });

  test('a budget that is not reached changes nothing', () => {
    const bounded = check(mig(3, 1, 1), { maxStates: 1_062, stop: () => undefined });
    expect(bounded).toEqual(check(mig(3, 1, 1)));
  });

  test('zero steps are an error, not a pass', () => {
    expect(() => check(counterSystem(0))).toThrow('counter: no step could be taken');
  });

  test('a choice is reported as it was taken, however many there are', () => {
    const limit = 5_000;
    const result = check(
      counterSystem(limit, (isFull) => [fails(isFull)]),
      { stop: () => 'time' },
    );
    expect(result.properties[0]!.counterexamples[0]!.steps).toEqual([
      { transition: 0, choice: limit - 1 },
    ]);
  });
});

test('the roll-up names the worst', () => {
  const order: readonly Verdict[] = ['violated', 'inconclusive', 'vacuous', 'verified'];
  for (const [at, worst] of order.entries()) {
    expect(rollUp(order.slice(at).toReversed())).toBe(worst);
  }
  expect(rollUp([])).toBe('vacuous');
});

describe('what must hold of every step', () => {
  const stepsBy = (most: number): System =>
    counterSystem(9, () => [], {
      steps: (count) => [
        {
          id: 'T',
          title: `no step adds more than ${most}`,
          exercised: (words) => count.get(words, 0) >= 4,
          holds: ({ before, after, process, event }) =>
            `${process} ${event}` === 'counter add' &&
            count.get(after, 0) - count.get(before, 0) <= most,
        },
      ],
    });

  test('is verified where all do, at the cost of no state', () => {
    const result = check(stepsBy(9));
    expect(verdicts(result)).toEqual(['verified', 'T verified', 'D verified']);
    expect(result.states).toBe(check(counterSystem(9)).states);
  });

  test('is violated by a shortest run whose last step breaks it, which actors take too', () => {
    const system = stepsBy(5);
    const [property] = check(system).properties;
    expect(property!.verdict).toBe('violated');
    const [{ steps, violation }] = property!.counterexamples as [Counterexample];
    expect(steps).toHaveLength(1);
    expect(steps[0]!.choice).toBeGreaterThanOrEqual(5);
    expect(violation.detail).toBe('the last step breaks: no step adds more than 5');
    const actors = new ActorSystem(system);
    for (const { transition, choice } of steps) {
      const { process, event } = system.transitions[transition]!;
      actors.send(process, event, choice);
    }
    const words = system.initial();
    for (const { transition, choice } of steps) system.apply(words, transition, choice);
    expect(actors.words).toEqual(words);
  });

  test('is judged of steps to states that are known, and forgotten with the next step', () => {
    const result = check(stepsBy(5), { counterexamples: 9 });
    // A state in which the last step broke it is beside the one in which it did not.
    expect(result.states).toBeGreaterThan(check(counterSystem(9)).states);
    expect(result.properties.find(({ id }) => id === 'D')!.verdict).toBe('verified');
  });
});

describe('what must be reachable', () => {
  const none = (): Property[] => [];

  test('is verified by a shortest run to it', () => {
    const result = check(counterSystem(9, none, { reaches: 7 }));
    expect(verdicts(result)).toEqual(['verified', 'G verified', 'D verified']);
    const [goal] = result.properties;
    expect(goal!.witness).toEqual([{ transition: 0, choice: 6 }]);
    expect(goal!.counterexamples).toEqual([]);
  });

  test('is violated where every state was looked at in vain, and no run shows that', () => {
    const result = check(counterSystem(9, none, { reaches: 10 }));
    expect(verdicts(result)).toEqual(['violated', 'G violated', 'D verified']);
    expect(result.properties[0]!.counterexamples).toEqual([]);
    expect(result.properties[0]!.witness).toBeUndefined();
  });

  test('is inconclusive where a budget ended the search first', () => {
    const result = check(counterSystem(1000, none, { reaches: 1001 }), { maxDepth: 1 });
    expect(verdicts(result)[1]).toBe('G inconclusive');
  });

  test('does not end a search that ends with the first violation', () => {
    const failing = (isFull: Guard): Property[] => [fails(isFull)];
    const result = check(counterSystem(9, failing, { reaches: 0 }), { finish: 'first' });
    expect(verdicts(result)).toEqual(['violated', 'Q violated', 'G verified', 'D inconclusive']);
  });
});
