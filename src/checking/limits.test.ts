import { createMachine } from 'xstate';
import { describe, expect, test } from 'vitest';
import { cacheServer } from '../../examples/classics/cache-server.ts';
import { mig } from '../../examples/classics/mig.ts';
import { run } from '../replay/run.ts';
import { System } from '../system/system.ts';
import { check } from './check.ts';
import { ModelError } from '../foundation/model-error.ts';

const complete = check(mig(3, 1, 1));

describe('a budget', () => {
  test('of depth ends with a complete level, and is inconclusive', () => {
    const result = check(mig(3, 1, 1), { maxDepth: 5 });
    expect(result).toMatchObject({
      verdict: 'inconclusive',
      depth: 5,
      ended: { reason: 'maxDepth' },
    });
    expect(result.ended!.frontier).toBeGreaterThan(0);
  });

  test('of depth that is not reached changes nothing', () => {
    expect(check(mig(3, 1, 1), { maxDepth: complete.depth + 1 })).toEqual(complete);
  });

  test('of memory ends before the visited set is larger, in the middle of a level', () => {
    const maxBytes = 700_000;
    const result = check(mig(4, 1, 2), { maxBytes });
    expect(result.ended!.reason).toBe('maxMemory');
    expect(result.properties[1]!.verdict).toBe('inconclusive');
    expect(result.states * result.bytesPerState).toBeLessThan(maxBytes);
    expect(result.ended!.frontier).toBeGreaterThan(0);
    expect(result.states).toBeGreaterThan(1_000);
  });

  test('of memory that is never needed changes nothing', () => {
    expect(check(mig(3, 1, 1), { maxBytes: 1e9 })).toEqual(complete);
  });

  test('an interruption ends at once, and is inconclusive', () => {
    let asked = 0;
    const result = check(mig(4, 1, 2), {
      stop: () => (++asked === 12 ? 'interrupted' : undefined),
    });
    expect(result.ended!.reason).toBe('interrupted');
    expect(result.properties[1]!.verdict).toBe('inconclusive');
  });
});

describe('finish first', () => {
  test('ends with the level of the first violation, with the same shortest counterexample', () => {
    const result = check(mig(3, 1, 1), { finish: 'first' });
    expect(result.verdict).toBe('violated');
    expect(result.ended!.reason).toBe('violation');
    expect(result.states).toBeLessThan(complete.states);
    expect(result.properties[0]!.counterexamples).toEqual(complete.properties[0]!.counterexamples);
    // What was not violated so far is not verified either.
    expect(result.properties[1]!.verdict).toBe('inconclusive');
  });
});

describe('several counterexamples', () => {
  test('differ in their last step, and each is a run', () => {
    const system = cacheServer();
    for (const counterexamples of [1, 2, 3]) {
      for (const property of check(system, { counterexamples }).properties) {
        const byClass = new Map<string, number[]>();
        for (const { violation, steps } of property.counterexamples) {
          const last = run(system, steps).length === 0 ? -1 : steps.at(-1)!.transition;
          byClass.set(violation.failureClass, [
            ...(byClass.get(violation.failureClass) ?? []),
            last,
          ]);
        }
        for (const lasts of byClass.values()) {
          expect(new Set(lasts).size).toBe(lasts.length);
          expect(lasts.length).toBeLessThanOrEqual(counterexamples);
        }
      }
    }
  });

  test('more are found than one where there are more', () => {
    const count = (counterexamples: number): number =>
      check(threeWaysToFail(), { counterexamples }).properties[0]!.counterexamples.length;
    expect([1, 2, 3, 4].map(count)).toEqual([1, 2, 3, 3]);
  });
});

/** Three different steps that lead into one failure class, and a choice so large that it fits no 16 bits. */
function threeWaysToFail(choices = 1, breaks = false): System {
  const to = (actions: string) => ({ target: 'end', actions });
  const machine = createMachine(
    {
      id: 'ways',
      initial: 'start',
      states: {
        start: { on: { left: to('note'), middle: to('noteMiddle'), right: to('noteRight') } },
        end: { on: { again: { actions: 'note' } } },
      },
    },
    { actions: { note: () => {}, noteMiddle: () => {}, noteRight: () => {} } },
  );
  return new System({
    name: 'ways',
    build: (layout, controls) => {
      const seen = layout.field('seen', 32);
      return {
        processes: [
          {
            name: 'ways',
            machine,
            guards: {},
            actions: {
              note: (words) => seen.set(words, 0, breaks ? -1 : 0),
              noteMiddle: (words) => seen.set(words, 0, 1),
              noteRight: (words, choice) => seen.set(words, 0, choice + 2),
            },
            choices: { right: choices },
          },
        ],
        initialize: () => {},
        isTerminal: controls.in('ways', ['end']),
        properties: [
          {
            id: 'start',
            title: 'never at the end, never a large choice',
            exercised: () => true,
            violation: (words) => {
              if (!controls.in('ways', ['end'])(words)) return undefined;
              const value = seen.get(words, 0);
              return {
                failureClass: value === choices + 1 && choices > 1 ? 'last' : 'end',
                detail: '',
              };
            },
          },
        ],
      };
    },
  });
}

test('a choice is reported as it was taken, beyond 16 bits', () => {
  const choices = 70_000;
  const [property] = check(threeWaysToFail(choices), { maxDepth: 1 }).properties;
  const found = property!.counterexamples.find(
    ({ violation }) => violation.failureClass === 'last',
  );
  expect(found!.steps).toHaveLength(1);
  expect(found!.steps[0]!.choice).toBe(choices - 1);
});

test('a value out of range is reported with the field and the step', () => {
  const broken = (): unknown => check(threeWaysToFail(1, true));
  expect(broken).toThrow(ModelError);
  expect(broken).toThrow(
    /^ways: 'left' in start: action note: field seen\[0\] = -1 is out of range.*\nafter 1 step:\n   1  ways  left$/,
  );
});
