import { assign, createMachine, sendTo, setup } from 'xstate';
import { describe, expect, test } from 'vitest';
import { check } from '../checking/check.ts';
import type { CheckResult } from '../checking/verdict.ts';
import { actor } from './actor-options.ts';
import type { ActorsDefinition, ActorsByName } from './actor-options.ts';
import { defineActors } from './define-actors.ts';
import { classesOf } from './symmetry-classes.ts';

/** Asks a lock for its turn, under a name of its own; works on something that takes a while. */
const client = createMachine({
  types: {} as { context: { id: string; done: number }; input: { id: string } },
  context: ({ input }) => ({ id: input.id, done: 0 }),
  initial: 'out',
  states: {
    out: { on: { WANT: { target: 'waiting', actions: send('ASK') as never } } },
    waiting: { on: { GRANT: 'in' } },
    in: {
      initial: 'fresh',
      states: { fresh: { after: { 100: 'late' } }, late: {} },
      on: {
        LEAVE: {
          target: 'out',
          actions: [
            assign({ done: ({ context }) => (context.done + 1) % 2 }),
            send('FREE') as never,
          ],
        },
      },
    },
  },
});

function send(type: string) {
  return sendTo('lock', ({ context }) => ({ type, from: (context as { id: string }).id }));
}

interface Queue {
  readonly context: { queue: string[] };
  readonly events: { type: string; from: string };
}

const grantFirst = sendTo(({ context }) => (context as Queue['context']).queue[0]!, {
  type: 'GRANT',
});

/** Grants in the order of asking. `unfair`: the second who asks has it, too. */
function lockOf(unfair: boolean) {
  return setup({
    types: { context: {} as Queue['context'], events: {} as Queue['events'] },
  }).createMachine({
    context: { queue: [] },
    on: {
      ASK: [
        {
          guard: ({ context }) => context.queue.length === 0 || unfair,
          actions: [
            assign({ queue: ({ context, event }) => [...context.queue, event.from] }),
            sendTo(({ event }) => (event as Queue['events']).from, { type: 'GRANT' }) as never,
          ],
        },
        { actions: assign({ queue: ({ context, event }) => [...context.queue, event.from] }) },
      ],
      FREE: [
        {
          guard: ({ context }) => context.queue.length > 1,
          actions: [
            assign({
              queue: ({ context, event }) => context.queue.filter((id) => id !== event.from),
            }),
            grantFirst as never,
          ],
        },
        { actions: assign({ queue: [] }) },
      ],
    },
  });
}

const names = ['a', 'b', 'c', 'd'];

function locking(
  count: number,
  more: Partial<ActorsDefinition<ActorsByName>> = {},
  unfair = false,
) {
  const clients = names.slice(0, count);
  return defineActors({
    actors: {
      ...Object.fromEntries(
        clients.map((id) => [id, actor(client, { input: { id }, sends: { lock: 'lock' } })]),
      ),
      lock: actor(lockOf(unfair), {
        sends: Object.fromEntries(clients.map((id) => [id, id])),
        events: false,
      }),
    },
    events: { WANT: [{}], LEAVE: [{}] },
    mailbox: { capacity: 2 * count },
    always: {
      exclusion: (snapshots) =>
        clients.filter((id) => (snapshots[id] as never as Matching).matches('in')).length <= 1,
    },
    ...more,
  } as ActorsDefinition<ActorsByName>);
}

interface Matching {
  readonly matches: (state: string) => boolean;
}

const verdictsOf = ({ properties }: CheckResult): string[] =>
  properties.map(({ id, verdict }) => `${id} ${verdict}`);

describe('actors that are declared alike', () => {
  test.each([2, 3])('%i of them: the same verdicts from fewer states', (count) => {
    const all = check(locking(count));
    const fewer = check(locking(count, { symmetric: [names.slice(0, count)] }));
    expect(verdictsOf(fewer)).toEqual(verdictsOf(all));
    expect(fewer.verdict).toBe('verified');
    expect(fewer.reductions).toEqual(['symmetry']);
    const orders = count === 2 ? 2 : 6;
    expect(all.states / fewer.states).toBeGreaterThan(orders * 0.9);
    expect(all.states / fewer.states).toBeLessThanOrEqual(orders);
  });

  test('what is left out is exactly what differs in which of them is which', () => {
    const { all, apart } = classesOf(locking(2, { symmetric: [['a', 'b']] }));
    expect(check(locking(2)).states).toBe(all);
    expect(check(locking(2, { symmetric: [['a', 'b']] })).states).toBe(apart);
  });

  test('a counterexample is a run of the actors themselves, as short as without', () => {
    const all = check(locking(2, {}, true), { maxStates: 1_000 });
    const fewer = check(locking(2, { symmetric: [['a', 'b']] }, true), {
      maxStates: 1_000,
    });
    const lengthOf = ({ properties }: CheckResult): number | undefined =>
      properties.find(({ id }) => id === 'exclusion')!.counterexamples[0]?.steps.length;
    expect(lengthOf(fewer)).toBe(lengthOf(all));
    expect(lengthOf(fewer)).toBeGreaterThan(0);
  });

  test('without the reduction all states are explored', () => {
    const system = locking(2, { symmetric: [['a', 'b']] });
    expect(check(system, { reduce: [] }).states).toBe(check(locking(2)).states);
  });
});

describe('what treats them differently is refused', () => {
  test('a property about one of them', () => {
    const system = locking(2, {
      symmetric: [['a', 'b']],
      always: { first: ({ a }) => !(a as never as Matching).matches('in') },
    });
    expect(() => check(system)).toThrow(
      /'a' and 'b' are not interchangeable: with the two exchanged, first says otherwise/,
    );
  });

  test('another input', () => {
    const system = defineActors({
      actors: {
        a: actor(client, { input: { id: 'first' }, sends: { lock: 'lock' } }),
        b: actor(client, { input: { id: 'second' }, sends: { lock: 'lock' } }),
        lock: lockOf(false),
      },
      events: { WANT: [{}], LEAVE: [{}] },
      symmetric: [['a', 'b']],
    });
    expect(() => check(system)).toThrow(
      /'a' and 'b' are not interchangeable: they start differently/,
    );
  });

  test('events that only one of them hears', () => {
    const toggle = createMachine({
      initial: 'x',
      states: { x: { on: { GO: 'y' } }, y: { on: { GO: 'x' } } },
    });
    const system = defineActors({
      actors: { a: toggle, b: actor(toggle, { events: false }) },
      symmetric: [['a', 'b']],
    });
    expect(() => check(system)).toThrow(/steps lead elsewhere/);
  });

  test('other machines, unknown names and too many orders', () => {
    const one = createMachine({ on: { GO: {} } });
    const other = createMachine({ on: { GO: {} } });
    const of = (symmetric: string[][], actors: object) => () =>
      defineActors({ actors: actors as ActorsByName, symmetric });
    expect(of([['a', 'b']], { a: one, b: other })).toThrow("'a' and 'b' are not the same machine");
    expect(of([['a', 'x']], { a: one })).toThrow("symmetric: no actor 'x'");
    const six = ['a', 'b', 'c', 'd', 'e', 'f'];
    const many = Object.fromEntries(six.map((name) => [name, one]));
    expect(of([six], many)).toThrow('720 orders, and at most 120 are looked at');
  });
});
