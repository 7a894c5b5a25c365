/* oxlint-disable no-restricted-properties -- chance is what is refused here */
import { setup } from 'xstate';
import { describe, expect, test } from 'vitest';
import { check } from '../checking/check.ts';
import { fuzz } from '../fuzzing/fuzz.ts';
import { always, eventually, never } from '../index.ts';
import type { Field } from '../layout/field.ts';
import type { Guard, Property, SystemProperty } from './definition.ts';
import { System } from './system.ts';

const counter = setup({
  guards: { below: () => false },
  actions: { count: () => {} },
}).createMachine({
  id: 'counter',
  initial: 'on',
  states: { on: { on: { count: { guard: 'below', actions: 'count' } } } },
});

interface Parts {
  readonly below?: (value: Field) => Guard;
  readonly count?: (value: Field) => (words: Uint32Array) => void;
  readonly properties?: (value: Field) => readonly SystemProperty[];
}

function counting({ below, count, properties }: Parts): System {
  return new System({
    name: 'counting',
    build: (layout) => {
      const value = layout.field('value', 4, 2);
      return {
        processes: [
          {
            name: 'a',
            machine: counter,
            guards: { below: below?.(value) ?? ((words) => value.get(words, 0) < 9) },
            actions: { count: count?.(value) ?? ((words) => value.add(words, 0, 1)) },
          },
        ],
        isTerminal: (words) => value.get(words, 0) === 9,
        properties: properties?.(value) ?? [],
      };
    },
  });
}

const afterTwo = '\nafter 2 steps:\n   1  a  count\n   2  a  count';

/** From the third count on, what is asked depends on something else. */
const late =
  (value: Field, then: () => unknown): Guard =>
  (words) =>
    value.get(words, 0) < 2 || (then() as boolean);

describe('what no state can explain is refused, with the field, the step and the path', () => {
  test.each<[string, Parts, string]>([
    [
      'chance in a guard, however seldom it differs',
      { below: (value) => (words) => late(value, () => Math.random() < 2)(words, 0) },
      `a: 'count' in on: guard below: Math.random is refused: what a step does depends on the state alone. Let the environment choose (\`choices\`), or keep the value in a field${afterTwo}`,
    ],
    [
      'the time in an action',
      { count: (value) => (words) => value.set(words, 0, Date.now() % 9) },
      "a: 'count' in on: action count: Date.now is refused",
    ],
    [
      'a read beyond the end of a field',
      { below: (value) => (words) => late(value, () => value.get(words, 2) === 0)(words, 0) },
      `a: 'count' in on: guard below: field value is read at 2, which is out of range: index 0..1${afterTwo}`,
    ],
    [
      'a read without an index',
      { below: (value) => (words) => value.get(words, undefined as unknown as number) < 9 },
      "a: 'count' in on: guard below: field value is read at undefined, which is out of range: index 0..1\nin the initial state",
    ],
    [
      'a value that does not fit',
      { below: () => () => true },
      "a: 'count' in on: action count: field value[0] = 16 is out of range: index 0..1, value 0..15\nafter 16 steps:",
    ],
    [
      'a guard that answers neither true nor false',
      { below: (value) => (words) => late(value, () => 1)(words, 0) },
      `a: 'count' in on: guard below returned 1: a guard returns true or false${afterTwo}`,
    ],
    [
      'a guard that promises',
      { below: () => (() => Promise.resolve(false)) as unknown as Guard },
      "a: 'count' in on: guard below returned a promise",
    ],
    [
      'an action that promises',
      { count: (value) => async (words: Uint32Array) => value.add(words, 0, 1) },
      "a: 'count' in on: action count is asynchronous: a step is over when its actions return",
    ],
    [
      'a property that is a predicate',
      {
        properties: () => [
          {
            id: 'P',
            title: 'P',
            exercised: () => true,
            violation: () => true,
          } as unknown as Property,
        ],
      },
      'property P: `violation` returned true: it returns undefined if the property holds, else { failureClass, detail }, two texts',
    ],
    [
      'a property that throws late',
      {
        properties: (value) => [
          always('P', (words) =>
            late(value, () => {
              throw new Error('no such frame');
            })(words, 0),
          ),
        ],
      },
      `property P: violation: no such frame${afterTwo}`,
    ],
    [
      'a goal that answers neither',
      { properties: () => [eventually('L', (() => 'yes') as unknown as () => boolean)] },
      '',
    ],
  ])('%s', (what, parts, message) => {
    if (what === 'a goal that answers neither') {
      // Negated by its builder: nothing but true and false is left.
      expect(check(counting(parts)).verdict).toBeDefined();
      return;
    }
    expect(() => check(counting(parts))).toThrow(message);
    expect(() => fuzz(counting(parts), { runs: 1 })).toThrow(message);
  });

  test('beyond the first states the path is named as well', () => {
    const failing: Parts = {
      properties: (value) => [
        never('P', (words) => {
          if (value.get(words, 0) === 9 && isLate) throw new Error('too late');
          return false;
        }),
      ],
    };
    let isLate = false;
    const system = counting(failing);
    expect(check(system).verdict).toBe('verified');
    isLate = true;
    expect(() => check(system)).toThrow(/^too late\nafter 9 steps:\n {3}1 {2}a {2}count\n/);
  });
});

test('what was replaced is restored', () => {
  expect(() => check(counting({ below: () => () => Math.random() < 2 }))).toThrow('Math.random');
  expect(Math.random()).toBeLessThan(1);
  expect(Date.now()).toBeGreaterThan(0);
  expect(performance.now()).toBeGreaterThan(0);
});

test('a build that depends on what an earlier one left is refused', () => {
  let builds = 0;
  const system = new System({
    name: 'twice',
    build: (layout) => {
      layout.field(`value ${builds++}`, 1);
      return {
        processes: [
          {
            name: 'a',
            machine: counter,
            guards: { below: () => true },
            actions: { count: () => {} },
          },
        ],
        properties: [],
      };
    },
  });
  expect(() => check(system)).toThrow('twice: `build` does not make the same system twice');
});
