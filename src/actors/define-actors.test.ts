import { assign, createMachine, fromPromise, sendParent, sendTo, setup, spawnChild } from 'xstate';
import { describe, expect, test } from 'vitest';
import { check } from '../checking/check.ts';
import { checkLiveness } from '../checking/liveness/liveness.ts';
import { fuzz } from '../fuzzing/fuzz.ts';
import { InputError } from '../foundation/input-error.ts';
import { formatTrace } from '../replay/format-trace.ts';
import { actor } from './actor-options.ts';
import { defineActors } from './define-actors.ts';
import type { ActorsSystem } from './actors-system.ts';

/** Asks for a lock by its own name, and gives it back. */
const client = createMachine({
  id: 'client',
  types: {} as { context: { id: string }; input: { id: string } },
  context: ({ input }) => ({ id: input.id }),
  initial: 'out',
  states: {
    out: {
      on: {
        WANT: {
          target: 'waiting',
          actions: sendTo('lock', ({ context }) => ({ type: 'ASK', from: context.id })),
        },
      },
    },
    waiting: { on: { GRANT: 'in' } },
    in: { on: { LEAVE: { target: 'out', actions: sendTo('lock', { type: 'RELEASE' }) } } },
  },
});

const grant = { type: 'GRANT' } as never;

/** `isCareful`: remembers who waits; else whoever asks is let in. */
function lockMachine(isCareful: boolean) {
  return createMachine({
    id: 'lock',
    types: {} as {
      context: { waiting: string | null };
      events: { type: 'ASK'; from: string } | { type: 'RELEASE' };
    },
    context: { waiting: null },
    initial: 'free',
    states: {
      free: {
        on: {
          ASK: {
            target: 'taken',
            actions: sendTo(({ event }) => event.from as never, grant),
          },
        },
      },
      taken: {
        on: {
          ASK: isCareful
            ? { actions: assign({ waiting: ({ event }) => event.from }) }
            : { actions: sendTo(({ event }) => event.from as never, grant) },
          RELEASE: [
            {
              guard: ({ context }) => context.waiting !== null,
              actions: [
                sendTo(({ context }) => context.waiting as never, grant),
                assign({ waiting: null }),
              ],
            },
            { target: 'free' },
          ],
        },
      },
    },
  });
}

function lockSystem(isCareful: boolean): ActorsSystem {
  return defineActors({
    name: 'two clients, one lock',
    actors: {
      a: actor(client, { input: { id: 'a' }, sends: { lock: 'lock' } }),
      b: actor(client, { input: { id: 'b' }, sends: { lock: 'lock' } }),
      lock: actor(lockMachine(isCareful), { sends: { a: 'a', b: 'b' } }),
    },
    events: { WANT: [{}], LEAVE: [{}] },
    mailbox: { capacity: 3 },
    bound: ['LEAVE'],
    always: { exclusion: ({ a, b }) => !(a.matches('in') && b.matches('in')) },
    leadsTo: { served: [({ a }) => a.matches('waiting'), ({ a }) => a.matches('in')] },
  });
}

describe('machines that send to one another', () => {
  test('hold in every interleaving, in safety and liveness', () => {
    const system = lockSystem(true);
    expect(check(system)).toMatchObject({ verdict: 'verified', states: 30 });
    expect(checkLiveness(system, system.goals)).toMatchObject({ verdict: 'verified' });
  });

  test('fail by a shortest run, narrated by events and what they change', () => {
    const system = lockSystem(false);
    const [exclusion] = check(system).properties;
    const [counterexample] = exclusion!.counterexamples;
    expect(formatTrace(system, counterexample!).split('\n')).toEqual([
      'exclusion: does not hold',
      "  'exclusion' does not hold",
      'after 6 steps:',
      '   1  a     WANT                     out -> waiting',
      '            to lock: ASK { from: "a" }',
      '   2  b     WANT                     out -> waiting',
      '            to lock: ASK { from: "b" }',
      '   3  lock  takes ASK { from: "a" }  free -> taken',
      '            to a: GRANT',
      '   4  lock  takes ASK { from: "b" }  in taken',
      '            to b: GRANT',
      '   5  a     takes GRANT              waiting -> in',
      '   6  b     takes GRANT              waiting -> in',
    ]);
  });

  test('are fuzzed as any system is', () => {
    const found = fuzz(lockSystem(false), { runs: 200, seed: 1 });
    expect(found.violations.map(({ property, steps }) => [property, steps.length])).toContainEqual([
      'exclusion',
      6,
    ]);
  });

  test('a message that nobody handles, and one that finds the mailbox full, are violations', () => {
    const sender = createMachine({
      id: 'sender',
      on: { GO: { actions: sendTo('other', { type: 'HELLO' }) } },
    });
    const silent = createMachine({
      id: 'silent',
      initial: 'a',
      states: { a: { on: { BYE: 'b' } }, b: {} },
    });
    const given = {
      actors: {
        s: actor(sender, { sends: { other: 'o' } }),
        o: actor(silent, { events: false as const }),
      },
      events: { GO: [{}] },
    };
    const ids = (result: ReturnType<typeof check>): unknown =>
      result.properties.map(({ id, verdict, counterexamples }) => [
        id,
        verdict,
        counterexamples[0]?.violation.detail,
      ]);
    expect(ids(check(defineActors(given)))).toEqual([
      ['failure', 'verified', undefined],
      ['unhandled', 'violated', 'o does not handle HELLO in "a"'],
      ['full', 'violated', 'the mailbox of o is full when HELLO arrives'],
      ['D', 'verified', undefined],
    ]);
    const relaxed = defineActors({
      ...given,
      mailbox: { unhandled: 'ignore', full: 'drop', capacity: 1 },
    });
    expect(ids(check(relaxed))).toEqual([
      ['failure', 'verified', undefined],
      ['D', 'verified', undefined],
    ]);
  });
});

describe('a machine is refused in one line that says what to add', () => {
  const refusal = (build: () => unknown): string => {
    try {
      build();
    } catch (error) {
      expect(error).toBeInstanceOf(InputError);
      expect((error as Error).message).not.toContain('\n');
      return (error as Error).message;
    }
    return 'not refused';
  };
  const going = (update: () => unknown) =>
    createMachine({
      id: 'm',
      types: {} as { context: { at: unknown } },
      context: { at: null },
      initial: 'a',
      states: {
        a: { on: { GO: { target: 'b', actions: assign({ at: update }) } } },
        b: { on: { GO: 'a' } },
      },
    });

  test.each([
    ['a clock', () => Date.now()],
    ['a date', () => new Date()],
    // oxlint-disable-next-line no-restricted-properties -- what is to be found out
    ['chance', () => Math.random()],
    ['an object of its own identity', () => () => {}],
  ])('%s in context, by its key', (_, update) => {
    const system = (project = {}) => defineActors({ actors: { m: going(update) }, project });
    expect(refusal(() => check(system()))).toMatch(
      /^m: 'GO' gives context\.at another value each time \(.*\): leave it out of the state by project: \{ m: \(\{ at, \.\.\.rest \}\) => rest \}/,
    );
    expect(check(system({ m: () => null }))).toMatchObject({ verdict: 'verified', states: 2 });
  });

  test('a variable of the module', () => {
    let count = 0;
    expect(refusal(() => check(defineActors({ actors: { m: going(() => ++count) } })))).toContain(
      'context.at',
    );
  });

  test('a promise without outcomes, by its name', () => {
    const machine = setup({ actors: { pay: fromPromise(async () => 1) } }).createMachine({
      id: 'm',
      initial: 'a',
      states: { a: { invoke: { src: 'pay', onDone: 'b' } }, b: {} },
    });
    expect(refusal(() => check(defineActors({ actors: { shop: machine } })))).toBe(
      "shop/0.m.a: the promise 'pay' has no declared outcomes; add outcomes: { pay: { done: [undefined], error: [new Error('pay failed')] } }",
    );
  });

  test('an event that no machine knows, and a name that no actor has', () => {
    const machine = going(() => 1);
    expect(refusal(() => defineActors({ actors: { m: machine }, events: { GOO: [{}] } }))).toBe(
      "events: no machine has a transition for 'GOO'",
    );
    expect(
      refusal(() => defineActors({ actors: { m: actor(machine, { sends: { x: 'y' } }) } })),
    ).toBe("m: sends 'x' to 'y', and no actor has that name");
  });

  test('the snapshot of another actor, read in a guard', () => {
    const asking = createMachine({
      id: 'm',
      invoke: {
        id: 'c',
        src: createMachine({ id: 'c', initial: 'x', states: { x: { on: { N: 'y' } }, y: {} } }),
      },
      initial: 'a',
      states: {
        a: {
          on: {
            GO: {
              target: 'b',
              actions: assign(({ self }) => ({
                seen: self.getSnapshot().children['c']!.getSnapshot().value as unknown,
              })),
            },
          },
        },
        b: {},
      },
    });
    expect(refusal(() => check(defineActors({ actors: { m: asking } })))).toMatch(
      /reads the snapshot of another actor, 'm\/c': send what it needs in an event$/,
    );
  });
});

test('several workers give the result of one, which searches alone', () => {
  const source = { module: 'file:///nowhere.js', name: 'system', given: [] };
  const one = check(lockSystem(true));
  expect(check(lockSystem(true), { workers: { count: 3, source } })).toEqual(one);
});

describe('growth and boundaries', () => {
  const counter = createMachine({
    id: 'counter',
    types: {} as { context: { n: number; name: string } },
    context: { n: 0, name: 'x' },
    on: { UP: { actions: assign({ n: ({ context }) => context.n + 1 }) } },
  });

  test('growth without end is inconclusive, and the key that grows is named', () => {
    const result = check(defineActors({ actors: { counter }, snapshotsMax: 50 }));
    expect(result.verdict).toBe('inconclusive');
    expect(result.ended!.reason).toBe(
      'more than 50 snapshots of counter: context.n has 50 values (0, 1, 2, ...); bound it: within: ({ counter }) => counter.context.n <= 3',
    );
  });

  test('a boundary is part of the verdict', () => {
    const result = check(
      defineActors({ actors: { counter }, within: ({ counter: it }) => it.context.n <= 3 }),
    );
    expect(result).toMatchObject({ verdict: 'verified', states: 5 });
    expect(result.boundary).toContain('it.context.n <= 3');
    const wide = check(
      defineActors({
        actors: {
          c: createMachine({ id: 'c', initial: 'a', states: { a: { on: { X: 'b' } }, b: {} } }),
        },
        within: () => true,
      }),
    );
    expect(wide.boundary).toContain('which nothing leaves');
  });

  test('data changed in place is put back', () => {
    const list = createMachine({
      id: 'list',
      types: {} as { context: { items: number[] } },
      context: { items: [] },
      on: {
        ADD: {
          guard: ({ context }) => context.items.length < 3,
          actions: assign(({ context }) => {
            context.items.push(context.items.length);
            return context;
          }),
        },
        CLEAR: { actions: assign({ items: [] }) },
      },
    });
    expect(check(defineActors({ actors: { list } }))).toMatchObject({
      verdict: 'verified',
      states: 4,
    });
  });
});

describe('delays', () => {
  const both = createMachine({
    id: 'both',
    type: 'parallel',
    states: {
      slow: { initial: 'a', states: { a: { after: { 200: 'b' } }, b: {} } },
      fast: { initial: 'a', states: { a: { after: { 100: 'b' } }, b: {} } },
    },
  });

  test('come in any order, or ordered where they were set together', () => {
    const early = {
      actors: { it: both },
      reachable: {
        slowFirst: ({ it }: { it: { matches: (value: object) => boolean } }) =>
          it.matches({ slow: 'b', fast: 'a' }),
      },
    };
    const verdictOf = (delays: 'any' | 'ordered') =>
      check(defineActors({ ...early, delays } as never)).properties.find(
        ({ id }) => id === 'slowFirst',
      )!.verdict;
    expect(verdictOf('any')).toBe('verified');
    expect(verdictOf('ordered')).toBe('violated');
  });
});

test('a child that is spawned without an id runs', () => {
  const child = createMachine({ id: 'child', entry: sendParent({ type: 'HELLO' }) });
  const parent = createMachine({
    id: 'parent',
    initial: 'a',
    states: {
      a: { on: { GO: { target: 'b', actions: spawnChild(child) } } },
      b: { on: { HELLO: 'heard' } },
      heard: {},
    },
  });
  const system = defineActors({
    actors: { parent },
    events: { GO: [{}] },
    reachable: { heard: ({ parent: it }) => it.matches('heard') },
  });
  expect(check(system).properties.find(({ id }) => id === 'heard')!.verdict).toBe('verified');
});

test('a second child without an id is refused while the first one runs', () => {
  const child = createMachine({ id: 'child', initial: 'x', states: { x: {} } });
  const promise = fromPromise(async () => 1);
  const spawning = (actions: unknown): ReturnType<typeof check> => {
    const states = { a: { on: { GO: { actions } } } };
    const parent = createMachine({ id: 'parent', initial: 'a', states } as never);
    const outcomes = { 'child.undefined': { done: [1] }, undefined: { done: [1] } };
    const actors = { parent: parent as never };
    return check(defineActors({ actors, events: { GO: [{}] }, outcomes } as never));
  };
  const line = /parent: spawns an actor without an id while another one without an id runs/;
  expect(() => spawning(spawnChild(child))).toThrow(line);
  expect(() => spawning(spawnChild(promise))).toThrow(line);
  expect(() => spawning([spawnChild(child), spawnChild(child)])).toThrow(line);
});

test('a child without an id may follow one that has ended', () => {
  const child = createMachine({ id: 'child', initial: 'x', states: { x: { type: 'final' } } });
  const states = { a: { on: { GO: { actions: spawnChild(child) } } } };
  const parent = createMachine({ id: 'parent', initial: 'a', states });
  const result = check(defineActors({ actors: { parent }, events: { GO: [{}] } }));
  expect(result.verdict).toBe('verified');
});
