import { assign, createMachine, enqueueActions, raise, setup, type AnyStateMachine } from 'xstate';
import { describe, expect, test } from 'vitest';
import { ModelError } from '../foundation/model-error.ts';
import { ruleTable, type RuleTable } from './rule-table.ts';

const chart = setup({
  guards: { a: () => false, b: () => false },
  actions: {
    leaveInner: () => {},
    leaveOuter: () => {},
    go: () => {},
    enterOuter: () => {},
    enterInner: () => {},
    start: () => {},
  },
});

/** A row per rule: `state event [guard] / actions -> state`. */
function rows({ states, rules }: RuleTable): string[] {
  return rules.map(({ source, event, guard, actions, target }) => {
    const condition = guard === undefined ? '' : ` [${guard}]`;
    return `${states[source]} ${event}${condition} / ${actions.join(' ')} -> ${states[target]}`;
  });
}

describe('rules', () => {
  test('guards have the order of the drawing', () => {
    const machine = chart.createMachine({
      id: 'door',
      initial: 'shut',
      states: {
        shut: {
          on: {
            push: [
              { guard: 'b', target: 'ajar', actions: 'go', description: 'a first push' },
              { guard: 'a', target: 'open' },
              { actions: ['go', 'start'] },
            ],
          },
        },
        ajar: { on: { push: 'open' } },
        open: {},
      },
    });
    const table = ruleTable(machine);
    expect(rows(table)).toEqual([
      'shut push [b] / go -> ajar',
      'shut push [a] /  -> open',
      'shut push / go start -> shut',
      'ajar push /  -> open',
    ]);
    expect(table).toMatchObject({ name: 'door', initial: 0, events: ['push'] });
    expect(table.states).toEqual(['shut', 'ajar', 'open']);
    expect(table.rules.map(({ id }) => id)).toEqual([0, 1, 2, 3]);
    expect(table.rules.map(({ description }) => description)).toEqual(['a first push', '', '', '']);
    expect(table.rules.map(({ declaredAt }) => declaredAt)).toEqual([
      'door.shut:push:0',
      'door.shut:push:1',
      'door.shut:push:2',
      'door.ajar:push:0',
    ]);
  });

  test('exit, transition, entry: innermost out first, outermost in first', () => {
    const machine = chart.createMachine({
      initial: 'left',
      states: {
        left: {
          initial: 'in',
          exit: 'leaveOuter',
          states: {
            in: { exit: 'leaveInner', on: { cross: { target: '#right', actions: 'go' } } },
          },
        },
        right: {
          id: 'right',
          initial: 'in',
          entry: 'enterOuter',
          states: { in: { entry: 'enterInner', on: { stay: { actions: 'go' } } } },
          on: { renew: { target: 'right', reenter: true } },
        },
      },
    });
    expect(rows(ruleTable(machine))).toEqual([
      'left.in cross / leaveInner leaveOuter go enterOuter enterInner -> right.in',
      'right.in stay / go -> right.in',
      'right.in renew / enterOuter enterInner -> right.in',
    ]);
  });

  test('a state inherits from its ancestors, its own rows come first', () => {
    const machine = chart.createMachine({
      initial: 'on',
      states: {
        on: {
          initial: 'slow',
          states: { slow: { on: { tick: { guard: 'a', target: 'fast' } } }, fast: {} },
          on: { tick: { guard: 'b', target: 'off' }, stop: 'off' },
        },
        off: {},
      },
      on: { stop: '.on' },
    });
    expect(rows(ruleTable(machine))).toEqual([
      'on.slow tick [a] /  -> on.fast',
      'on.slow tick [b] /  -> off',
      'on.slow stop /  -> off',
      'on.fast tick [b] /  -> off',
      'on.fast stop /  -> off',
      'off stop /  -> on.slow',
    ]);
  });

  test('a row without a guard, or with the same one, overrides the ancestor', () => {
    const machine = chart.createMachine({
      initial: 'on',
      states: {
        on: {
          initial: 'x',
          states: {
            x: { on: { tick: { guard: 'a', actions: 'go' }, next: 'y' } },
            y: { on: { tick: {} } },
          },
          on: { tick: [{ guard: 'a', target: 'off' }, { target: 'off' }] },
        },
        off: {},
      },
    });
    expect(rows(ruleTable(machine))).toEqual([
      'on.x tick [a] / go -> on.x',
      'on.x next /  -> on.y',
      'on.x tick /  -> off',
      'on.y tick /  -> on.y',
    ]);
  });

  test('states that nothing leads to are not in the table', () => {
    const machine = createMachine({
      initial: 'a',
      states: { a: { on: { e: 'b' } }, b: {}, c: {} },
    });
    expect(ruleTable(machine).states).toEqual(['a', 'b']);
  });

  test('deferrals come from meta, of the state and of its ancestors', () => {
    const machine = createMachine({
      initial: 'busy',
      states: {
        busy: {
          initial: 'deep',
          meta: { defers: { order: 'one at a time' } },
          states: { deep: { meta: { defers: { query: 'no answer yet' } }, on: { done: '#rest' } } },
        },
        rest: { id: 'rest', meta: { note: 'not a deferral' } },
      },
    });
    const { deferrals } = ruleTable(machine);
    expect(deferrals).toHaveLength(2);
    expect(deferrals).toContainEqual({ state: 0, event: 'order', reason: 'one at a time' });
    expect(deferrals).toContainEqual({ state: 0, event: 'query', reason: 'no answer yet' });
  });
});

describe('a transition that can never be taken is refused', () => {
  const withRows = (go: { target?: string; guard?: 'a' | 'b'; actions?: 'go' }[]) =>
    chart.createMachine({ id: 'm', initial: 'x', states: { x: { on: { go } }, y: {} } });

  test('behind a row without a guard', () => {
    const machine = withRows([{ target: 'y' }, { guard: 'a', actions: 'go' }]);
    expect(() => ruleTable(machine)).toThrow('m.x on go: a dead transition');
  });

  test('behind a row of the same guard', () => {
    const machine = withRows([
      { guard: 'a', target: 'y' },
      { guard: 'b', actions: 'go' },
      { guard: 'a', actions: 'go' },
    ]);
    expect(() => ruleTable(machine)).toThrow('m.x on go: a dead transition');
  });

  test('unless only a state below covers it', () => {
    const machine = withRows([{ guard: 'a', target: 'y' }, { target: 'y' }]);
    expect(ruleTable(machine).rules).toHaveLength(2);
  });
});

describe('what a table cannot carry is refused by name', () => {
  type StateConfig = NonNullable<Parameters<typeof createMachine>[0]['states']>[string];
  /** `m.x` with an event to `m.y`; the second state is what the case is about. */
  const second = (y: StateConfig): AnyStateMachine =>
    createMachine({ id: 'm', initial: 'x', states: { x: { on: { e: 'y' } }, y } });
  const nothing = (): void => {};
  const refused: [string, string, AnyStateMachine][] = [
    [
      'context',
      'm: context',
      createMachine({ id: 'm', context: { n: 0 }, initial: 'x', states: { x: {} } }),
    ],
    ['always', 'm.y: always', second({ always: 'x' })],
    ['after', 'm.y: after', second({ after: { 5: 'x' } })],
    ['invoke', 'm.y: invoke', second({ invoke: { src: 'z' } })],
    ['history', 'm.y: a history state', second({ type: 'history' })],
    ['parallel', 'm.y: a parallel state', second({ type: 'parallel', states: { z: {} } })],
    ['final', 'm.y: a final state', second({ type: 'final' })],
    ['wildcard', 'm.y: a wildcard event', second({ on: { '*': 'x' } })],
    ['partial wildcard', 'm.y: a wildcard event', second({ on: { 'mouse.*': 'x' } })],
    [
      'inline guard',
      'a guard must be named',
      second({ on: { e: { guard: () => true, target: 'x' } } }),
    ],
  ];
  // What XState would do by itself, out of sight of the tables.
  const leaks: [string, string, AnyStateMachine][] = [
    [
      'context made by a function',
      'm: context',
      createMachine({ id: 'm', initial: 'x', context: () => ({ n: 0 }), states: { x: {} } }),
    ],
    ['assign', 'm.y', second({ on: { e: { actions: assign({ n: 1 }) } } })],
    [
      'assign under a name',
      'bump',
      setup({ actions: { bump: assign({}) } }).createMachine({
        id: 'm',
        initial: 'x',
        states: { x: { on: { e: { actions: 'bump' } } } },
      }),
    ],
    ['raise', 'm.y', second({ on: { e: { actions: raise({ type: 'f' }) } } })],
    ['enqueueActions', 'm.y', second({ on: { e: { actions: enqueueActions(nothing) } } })],
    ['parameters of an action', 'm.y', second({ entry: { type: 'go', params: { by: 2 } } })],
    [
      'entry actions of the initial state',
      'the entry action start of the initial state',
      chart.createMachine({ id: 'm', initial: 'x', states: { x: { entry: 'start' } } }),
    ],
  ];

  test.each([...refused, ...leaks])('%s', (_, message, machine) => {
    let error: unknown;
    try {
      ruleTable(machine);
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(ModelError);
    expect((error as Error).message).toContain(message);
    expect((error as ModelError).problems).toHaveLength(1);
  });

  test('all at once, each with the reason and what to write instead', () => {
    const machine = createMachine({
      id: 'm',
      context: { n: 0 },
      initial: 'x',
      states: { x: { after: { 5: 'y' }, on: { e: 'y' } }, y: { type: 'final' } },
    });
    expect(() => ruleTable(machine)).toThrow(
      [
        '3 mistakes in the model:',
        '- m: context is refused: the checker compares and packs states, and sees only the layout. ' +
          "Declare a field in `build`, and read and write it in the process's guards and actions",
        '- m.x: after is refused: no state holds the time. Give the transition an event of its own; ' +
          'the checker takes it at every moment, early and late',
        '- m.y: a final state is refused: it ends the actor. Use a state without transitions, ' +
          'and name it in `isTerminal`',
      ].join('\n'),
    );
  });

  test('a machine without states is not called parallel', () => {
    expect(() => ruleTable(createMachine({ id: 'm' }))).toThrow('m: no states: a process needs');
  });
});
