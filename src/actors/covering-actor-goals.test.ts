import { createMachine, fromPromise, sendTo, setup } from 'xstate';
import { expect, test } from 'vitest';
import { coveringActorGoals } from './covering-actor-goals.ts';
import { actor } from './actor-options.ts';
import { defineActors } from './define-actors.ts';
import type { ActorsSystem } from './actors-system.ts';

function coveredIn(system: ActorsSystem) {
  const { goals, paths } = coveringActorGoals(system);
  const named = (kind: string, status: string): string[] =>
    goals.flatMap((each) =>
      each.kind === kind && each.status === status ? [each.name.replace(/^it: /, '')] : [],
    );
  return { goals, paths, named };
}

test('each state, transition, pair and outcome of a guard of a machine is covered or proved unreachable', () => {
  const it = createMachine({
    initial: 'a',
    states: {
      a: { on: { GO: 'b' } },
      b: { always: { guard: ({ context }) => context['n'] === 1, target: 'c' }, on: { BACK: 'a' } },
      c: { on: { HOME: 'a' } },
    },
    context: { n: 0 },
  });
  const { named, paths } = coveredIn(defineActors({ actors: { it } }));
  expect(named('state', 'covered')).toEqual(['in a', 'in b']);
  expect(named('state', 'unreachable')).toEqual(['in c']);
  expect(named('transition', 'covered')).toEqual(['a GO -> b', 'b BACK -> a']);
  expect(named('transition', 'unreachable')).toHaveLength(2);
  expect(named('pair', 'covered')).toEqual([
    'a GO -> b, then b BACK -> a',
    'b BACK -> a, then a GO -> b',
  ]);
  expect(named('guard', 'covered')).toEqual(['b always [inline guard] -> c: the guard fails']);
  expect(named('guard', 'unreachable')).toEqual(['b always [inline guard] -> c: the guard holds']);
  expect(named('pair', 'unknown')).toEqual([]);
  expect(paths.map(({ steps }) => steps.length)).toEqual([3]);
});

test('a guard fails where an outer state takes the event, and where nothing does', () => {
  const isLarge = ({ event }: { event: object }): boolean => 'n' in event && event.n === 2;
  const it = createMachine({
    initial: 'in',
    on: { OUT: '.out' },
    states: {
      in: {
        on: { OUT: { guard: isLarge, target: 'far' }, PAY: { guard: isLarge, target: 'far' } },
      },
      out: {},
      far: {},
    },
  });
  const events = { OUT: [{ n: 1 }, { n: 2 }], PAY: [{ n: 1 }, { n: 2 }] };
  const { named } = coveredIn(defineActors({ actors: { it }, events }));
  expect(named('guard', 'covered')).toHaveLength(4);
  expect(named('guard', 'unknown')).toEqual([]);
});

test('what a step of another machine makes of a parent is unknown, never unreachable', () => {
  const child = createMachine({
    initial: 'on',
    states: { on: { on: { STOP: 'off' } }, off: { type: 'final' } },
  });
  const it = setup({ actors: { child } }).createMachine({
    initial: 'a',
    states: { a: { invoke: { id: 'c', src: 'child', onDone: 'b' } }, b: {} },
  });
  const { goals } = coveredIn(defineActors({ actors: { it } }));
  const statusOf = (name: string): string => goals.find((each) => each.name === name)!.status;
  expect(statusOf('it: in b')).toBe('covered');
  expect(statusOf('it: a done.actor.c -> b')).toBe('unknown');
  expect(statusOf('it/c: on STOP -> off')).toBe('covered');
});

test('promises and mailboxes; a path at most', () => {
  const lock = createMachine({ on: { ASK: {} } });
  const it = setup({ actors: { load: fromPromise(async () => 1) } }).createMachine({
    initial: 'a',
    states: {
      a: { invoke: { src: 'load', onDone: 'b', onError: 'c' } },
      b: { entry: sendTo('lock', { type: 'ASK' }) },
      c: {},
    },
  });
  const system = defineActors({
    actors: { it: actor(it, { sends: { lock: 'lock' } }), lock },
    outcomes: { load: { done: [1], error: [new Error('no')] } },
  });
  const { paths, goals } = coveringActorGoals(system);
  expect(goals.filter(({ status }) => status === 'unreachable')).toEqual([]);
  expect(paths.length).toBeGreaterThan(1);
  const few = coveringActorGoals(system, { maxPaths: 1 });
  expect(few.paths).toHaveLength(1);
  expect(few.goals.some(({ status }) => status === 'uncovered')).toBe(true);
});
