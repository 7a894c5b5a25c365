/* oxlint-disable no-underscore-dangle -- names of XState */
/** Symmetry of actors that start others: what they start is exchanged with them. */
import { assign, createMachine, sendParent, sendTo, setup, stopChild, type ActorRef } from 'xstate';
import { describe, expect, test } from 'vitest';
import { check } from '../checking/check.ts';
import { actor, type ActorsDefinition, type ActorsByName } from './actor-options.ts';
import { defineActors } from './define-actors.ts';
import { Renaming } from './xstate/renaming.ts';
import { StandIns, type StandIn } from './xstate/stand-in.ts';
import { classesOf } from './symmetry-classes.ts';

const leaf = createMachine({
  id: 'leaf',
  initial: 'on',
  states: { on: { on: { FINISH: 'off' } }, off: { type: 'final' } },
});

const worker = setup({ actors: { leaf } }).createMachine({
  id: 'worker',
  initial: 'on',
  states: {
    on: { invoke: { src: 'leaf', id: 'leaf', onDone: 'off' }, after: { 50: 'late' } },
    late: { entry: sendParent({ type: 'LATE' }) },
    off: { type: 'final' },
  },
});

interface Context {
  readonly id: string;
  readonly held: ActorRef<never, never> | undefined;
}

const report = (type: string) =>
  sendTo('board', ({ context }) => ({ type, from: (context as unknown as Context).id })) as never;

type Spawn = (src: string, options: { id: string }) => Context['held'];

const hold = assign({ held: ({ spawn }) => (spawn as unknown as Spawn)('worker', { id: 'w' }) });

/** Starts a worker while it is busy, by `invoke` or by `spawn`, and reports it to a board. */
function clientThat(starts: 'invokes' | 'spawns') {
  const isInvoking = starts === 'invokes';
  return setup({
    types: { context: {} as Context, input: {} as { id: string } },
    actors: { worker },
  }).createMachine({
    id: 'client',
    context: ({ input }: { input: { id: string } }) => ({ id: input.id, held: undefined }),
    initial: 'idle',
    states: {
      idle: { on: { START: { target: 'busy', actions: report('BUSY') } } },
      busy: {
        ...(isInvoking ? { invoke: { src: 'worker', id: 'w', onDone: 'idle' } } : {}),
        ...(isInvoking ? {} : { entry: hold as never }),
        exit: isInvoking ? [] : [stopChild('w') as never, assign({ held: undefined })],
        on: { LATE: 'idle', 'xstate.done.actor.w': 'idle' },
      },
    },
  } as never);
}

const board = createMachine({
  id: 'board',
  types: {} as { context: { last: string }; events: { type: 'BUSY'; from: string } },
  context: { last: '' },
  on: { BUSY: { actions: assign({ last: ({ event }) => event.from }) } },
});

function families(
  starts: 'invokes' | 'spawns',
  more: Partial<ActorsDefinition<ActorsByName>> = {},
) {
  const client = clientThat(starts);
  const of = (id: string) => actor(client, { input: { id }, sends: { board: 'board' } });
  return defineActors({
    actors: { a: of('a'), b: of('b'), board: actor(board, { events: false }) },
    events: { START: [{}], FINISH: [{}] },
    mailbox: { capacity: 2, full: 'drop' },
    spawned: 2,
    always: {
      oneBusy: ({ a, b }) => !(isBusy(a) && isBusy(b)),
    },
    ...more,
  } as ActorsDefinition<ActorsByName>);
}

function isBusy(snapshot: unknown): boolean {
  return (snapshot as { matches: (state: string) => boolean }).matches('busy');
}

describe.each(['invokes', 'spawns'] as const)('alike actors of which each %s others', (starts) => {
  const symmetric = [['a', 'b']];

  test('have the same verdicts from as many states as differ in more than which is which', () => {
    const plain = check(families(starts));
    const fewer = check(families(starts, { symmetric }));
    const { all, apart } = classesOf(families(starts, { symmetric }));
    expect([plain.states, fewer.states]).toEqual([all, apart]);
    expect(apart).toBeLessThan(all * 0.6);
    const verdicts = ({ properties }: typeof plain): string[] =>
      properties.map(({ id, verdict }) => `${id} ${verdict}`);
    expect(verdicts(fewer)).toEqual(verdicts(plain));
    expect(verdicts(fewer)).toContain('oneBusy violated');
  });

  test('a property about what one of them has started is refused', () => {
    const place = starts === 'invokes' ? 'a/w' : 'a/spawned 1';
    const always = {
      never: (snapshots: Record<string, unknown>) => snapshots[place] === undefined,
    } as never;
    expect(() => check(families(starts, { symmetric, always }))).toThrow(
      /'a' and 'b' are not interchangeable: with the two exchanged, never says otherwise/,
    );
  });
});

test('a reference to what another has not started yet leads to its place', () => {
  const standIns = new StandIns(new Map(), false);
  const names = new Map([
    ['a', 'b'],
    ['b', 'a'],
  ]);
  const inner = standIns.child(standIns.child(standIns.root('a'), 'w'), 'leaf');
  const there = new Renaming(names, standIns).of({ held: inner }) as { held: StandIn };
  expect(there.held).toBe(standIns.child(standIns.child(standIns.root('b'), 'w'), 'leaf'));
  expect([there.held.path, there.held.id, there.held._parent!.id]).toEqual([
    'b/w/leaf',
    'leaf',
    'w',
  ]);
});
