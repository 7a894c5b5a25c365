/** Each condition without which a reduction would lose a failure: one small system that needs it. */
import { createMachine } from 'xstate';
import { describe, expect, test } from 'vitest';
import { shortestOf } from '../../bench/random-systems.ts';
import type { Field } from '../../layout/field.ts';
import type { ProcessDefinition, Property } from '../../system/definition.ts';
import { System } from '../../system/system.ts';
import { check } from '../check.ts';

interface StepOf {
  readonly from: number;
  readonly to: number;
  readonly if?: (words: Uint32Array) => boolean;
  readonly do?: (words: Uint32Array) => void;
  /** It does not count as progress. */
  readonly idle?: true;
}

/** A process in state 0, with one event per step. */
function processOf(name: string, steps: readonly StepOf[]): ProcessDefinition {
  const states = new Set([0, ...steps.flatMap(({ from, to }) => [from, to])]);
  const named = steps.map((step, at) => ({ ...step, event: `${name}${at}` }));
  const machine = createMachine(
    {
      id: name,
      initial: 's0',
      states: Object.fromEntries(
        [...states].map((state) => [
          `s${state}`,
          {
            on: Object.fromEntries(
              named
                .filter(({ from }) => from === state)
                .map(({ event, to }) => [
                  event,
                  { guard: event, target: `s${to}`, actions: event },
                ]),
            ),
          },
        ]),
      ),
    },
    {
      guards: Object.fromEntries(named.map(({ event }) => [event, () => false])),
      actions: Object.fromEntries(named.map(({ event }) => [event, () => {}])),
    },
  );
  return {
    name,
    machine,
    guards: Object.fromEntries(named.map(({ event, if: may }) => [event, may ?? (() => true)])),
    actions: Object.fromEntries(named.map(({ event, do: act }) => [event, act ?? (() => {})])),
    environmentEvents: named.flatMap(({ event, idle }) => (idle === true ? [event] : [])),
  };
}

interface Fields {
  readonly x: Field;
  readonly y: Field;
  readonly seen: Field;
  readonly bad: Field;
}

function systemOf(
  processes: (fields: Fields) => ProcessDefinition[],
  isBad: (fields: Fields, words: Uint32Array) => boolean = ({ bad }, words) =>
    bad.get(words, 0) === 1,
  isTerminal = true,
  at?: Property['at'],
): System {
  return new System({
    name: 'small',
    build: (layout) => {
      const [x, y, seen, bad] = ['x', 'y', 'seen', 'bad'].map((field) => layout.field(field, 8));
      const fields: Fields = { x: x!, y: y!, seen: seen!, bad: bad! };
      const never: Property = {
        id: 'never',
        title: 'never bad',
        ...(at === undefined ? {} : { at }),
        exercised: () => true,
        violation: (words) =>
          isBad(fields, words) ? { failureClass: 'bad', detail: '' } : undefined,
      };
      return {
        processes: processes(fields),
        initialize: () => {},
        isTerminal: () => isTerminal,
        properties: [never],
      };
    },
  });
}

/** The reduction loses no failure and none comes later than it must; and without it there is one. */
function expectKept(system: System, reduce: 'order' | 'dead'): void {
  const complete = shortestOf(check(system, { reduce: [] }));
  expect(complete.size).toBeGreaterThan(0);
  const reduced = check(system, { reduce: [reduce] });
  expect([...shortestOf(reduced).keys()]).toEqual([...complete.keys()]);
}

const set = (field: Field, value: number) => (words: Uint32Array) => field.set(words, 0, value);
const is = (field: Field, value: number) => (words: Uint32Array) => field.get(words, 0) === value;

describe('partial order: steps of one process first are not enough', () => {
  test('where they write what another reads', () => {
    const system = systemOf(({ x, bad }) => [
      processOf('first', [{ from: 0, to: 1, do: set(x, 1) }]),
      processOf('other', [{ from: 0, to: 1, if: is(x, 0), do: set(bad, 1) }]),
    ]);
    expectKept(system, 'order');
  });

  test('where they read what another writes', () => {
    const system = systemOf(({ x, seen, bad }) => [
      processOf('first', [
        { from: 0, to: 1, do: (words) => seen.set(words, 0, x.get(words, 0)) },
        { from: 1, to: 2, if: is(seen, 1), do: set(bad, 1) },
      ]),
      processOf('other', [{ from: 0, to: 1, do: set(x, 1) }]),
    ]);
    expectKept(system, 'order');
  });

  test('where another writes what they read, only later', () => {
    const system = systemOf(({ x, seen, bad }) => [
      processOf('first', [
        { from: 0, to: 1, do: (words) => seen.set(words, 0, x.get(words, 0)) },
        { from: 1, to: 2, if: is(seen, 1), do: set(bad, 1) },
      ]),
      processOf('other', [
        { from: 0, to: 1 },
        { from: 1, to: 2 },
        { from: 2, to: 3, do: set(x, 1) },
      ]),
    ]);
    expectKept(system, 'order');
  });

  test('where both write the same', () => {
    const system = systemOf(({ x, y, bad }) => [
      processOf('first', [
        { from: 0, to: 1, do: set(x, 1) },
        {
          from: 1,
          to: 2,
          if: (words) => x.get(words, 0) === 1 && y.get(words, 0) === 1,
          do: set(bad, 1),
        },
      ]),
      processOf('other', [
        {
          from: 0,
          to: 1,
          do: (words) => {
            x.set(words, 0, 2);
            y.set(words, 0, 1);
          },
        },
      ]),
    ]);
    expectKept(system, 'order');
  });

  test('where a property sees them', () => {
    const system = systemOf(
      ({ x, y }) => [
        processOf('first', [{ from: 0, to: 1, do: set(x, 1) }]),
        processOf('other', [{ from: 0, to: 1, do: set(y, 1) }]),
      ],
      ({ x, y }, words) => x.get(words, 0) === 0 && y.get(words, 0) === 1,
    );
    expectKept(system, 'order');
  });

  test('where a property sees them that is asked only later, where another process comes', () => {
    const system = systemOf(
      ({ x }) => [
        processOf('first', [{ from: 0, to: 1, do: set(x, 1) }]),
        processOf('asker', [
          { from: 0, to: 1 },
          { from: 1, to: 2 },
        ]),
      ],
      ({ x }, words) => x.get(words, 0) === 0,
      true,
      { process: 'asker', states: ['s2'] },
    );
    expectKept(system, 'order');
  });

  test('where they lead away from where a property is asked', () => {
    const system = systemOf(
      ({ x, y }) => [
        processOf('asker', [
          { from: 0, to: 1, do: set(y, 1) },
          { from: 1, to: 2 },
        ]),
        processOf('other', [{ from: 0, to: 1, if: is(y, 1), do: set(x, 1) }]),
      ],
      ({ x }, words) => x.get(words, 0) === 1,
      true,
      { process: 'asker', states: ['s1'] },
    );
    expectKept(system, 'order');
  });

  test('where they go round for ever', () => {
    const system = systemOf(({ x, bad }) => [
      processOf('first', [
        { from: 0, to: 1, do: set(x, 1) },
        { from: 1, to: 0, do: set(x, 0) },
      ]),
      processOf('other', [
        { from: 0, to: 1 },
        { from: 1, to: 2, do: set(bad, 1) },
      ]),
    ]);
    expectKept(system, 'order');
  });

  test('where none of them counts as progress, and what comes after them goes on for ever', () => {
    const system = systemOf(
      () => [
        processOf('first', [
          { from: 0, to: 1, idle: true },
          { from: 1, to: 2 },
          { from: 2, to: 1 },
        ]),
        processOf('other', [{ from: 0, to: 1, if: () => false }]),
      ],
      () => false,
      false,
    );
    // Only the environment can move at first; from then on something always moves.
    const complete = shortestOf(check(system, { reduce: [] }));
    expect([...complete.values()]).toEqual([0]);
    expect(shortestOf(check(system, { reduce: ['order'] }))).toEqual(complete);
  });

  test('where none of them counts as progress: nothing else can move, from the start', () => {
    const system = systemOf(
      ({ x }) => [
        processOf('first', [
          {
            from: 0,
            to: 0,
            if: (words) => x.get(words, 0) < 9,
            do: (words) => x.add(words, 0, 1),
            idle: true,
          },
        ]),
        processOf('other', [{ from: 0, to: 1, if: () => false }]),
      ],
      () => false,
      false,
    );
    const complete = shortestOf(check(system, { reduce: [] }));
    expect([...complete.values()]).toEqual([0]);
    expect(shortestOf(check(system, { reduce: ['order'] }))).toEqual(complete);
  });
});

describe('dead variables: an element is not dead', () => {
  test('where a step that wrote it each time so far once does not, later than random runs come', () => {
    const system = systemOf(({ x, y, bad }) => [
      processOf('only', [
        { from: 0, to: 1, do: set(x, 1) },
        {
          from: 1,
          to: 2,
          do: (words) => {
            if (y.get(words, 0) < 200) x.set(words, 0, 0);
          },
        },
        { from: 2, to: 3, if: is(x, 1), do: set(bad, 1) },
        { from: 2, to: 0, if: is(x, 0), do: (words) => y.add(words, 0, 1) },
      ]),
    ]);
    expectKept(system, 'dead');
  });

  test('where whether a step changes anything lies in it', () => {
    // Written again and again and read by nobody: the second time nothing moves.
    const system = systemOf(
      ({ x }) => [processOf('only', [{ from: 0, to: 0, do: set(x, 1) }])],
      () => false,
      false,
    );
    expectKept(system, 'dead');
  });

  test('where another process reads it while its own stands still', () => {
    const system = systemOf(({ x, y, bad }) => [
      processOf('writer', [
        { from: 0, to: 1, do: set(x, 1) },
        { from: 1, to: 0, do: set(x, 0) },
      ]),
      processOf('reader', [
        { from: 0, to: 0, if: (words) => y.get(words, 0) < 3, do: (words) => y.add(words, 0, 1) },
        {
          from: 0,
          to: 1,
          if: (words) => y.get(words, 0) === 3 && x.get(words, 0) === 1,
          do: set(bad, 1),
        },
      ]),
    ]);
    expectKept(system, 'dead');
  });

  test('where a property reads it, and only late', () => {
    const system = systemOf(
      ({ x, y }) => [
        processOf('only', [
          { from: 0, to: 1, do: set(x, 1) },
          {
            from: 1,
            to: 0,
            do: (words) => {
              x.set(words, 0, 0);
              y.add(words, 0, y.get(words, 0) < 5 ? 1 : 0);
            },
          },
        ]),
      ],
      ({ x, y }, words) => y.get(words, 0) === 5 && x.get(words, 0) === 1,
    );
    expectKept(system, 'dead');
  });
});
