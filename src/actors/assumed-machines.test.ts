/* oxlint-disable no-restricted-properties -- machines under test take chance */
import {
  assign,
  createMachine,
  raise,
  sendTo,
  setup,
  spawnChild,
  type AnyStateMachine,
} from 'xstate';
import { describe, expect, test } from 'vitest';
import { check } from '../checking/check.ts';
import type { CheckResult } from '../checking/verdict.ts';
import { defineActors } from './define-actors.ts';
import { exportedMachines } from './plain-machines.ts';

function checked(machine: object): CheckResult & { assumed: readonly string[]; said: string } {
  const [only] = exportedMachines({ it: machine }, './it.ts');
  const system = only!.build();
  const result = check(system);
  const assumed = [...only!.assumptions, ...system.narrator!.assumed()];
  return { ...result, assumed, said: result.ended?.reason ?? '' };
}

describe('a guard that nobody implements', () => {
  const guarded = createMachine({
    id: 'guarded',
    initial: 'a',
    states: {
      a: { on: { GO: [{ guard: { type: 'isOpen' }, target: 'b' }, { target: 'c' }] } },
      b: { on: { BACK: 'a' } },
      c: { on: { BACK: { guard: 'isLate', target: 'a' } } },
    },
  });

  test('holds or does not, and both are explored', () => {
    const { verdict, states, assumed } = checked(guarded);
    expect([verdict, states]).toEqual(['verified', 3]);
    expect(assumed).toContain(
      'guards that nobody implements: isOpen, isLate; each holds or does not',
    );
  });

  test('is asked once for one context', () => {
    const both = createMachine({
      initial: 'a',
      states: {
        a: {
          on: {
            GO: [
              { guard: 'x' as never, target: 'b' },
              { guard: 'y' as never, target: 'c' },
            ],
          },
        },
        b: { always: { guard: 'x' as never, target: 'd' } },
        c: {},
        d: {},
      },
    });
    // Where x holds, it holds for `always` of the same step, too: nothing rests in b.
    expect(checked(both).states).toBe(3);
  });

  test('is refused where a system is defined', () => {
    expect(() => defineActors({ actors: { guarded } })).toThrow(
      "guarded: nobody implements the guard 'isOpen': give machine.provide({ guards: { isOpen: ... } })",
    );
  });
});

describe('an input that nobody declares', () => {
  test('has no values, and nothing is verified', () => {
    const started = createMachine({
      types: {} as { input: { user: { name: string }; items: string[] } },
      context: ({ input }) => ({ name: input.user.name, items: input.items.map((each) => each) }),
      initial: 'a',
      states: { a: { on: { GO: 'b' } }, b: { on: { GO: 'a' } } },
    });
    const { verdict, states, said } = checked(started);
    expect([verdict, states]).toEqual(['inconclusive', 2]);
    expect(said).toBe(
      'it: its input is not declared, and explored without values: add ' +
        'actors: { it: actor(machine, { input: { user: { name: ... }, items: ... } }) }',
    );
  });
});

test('what only a browser has, and a payload whose methods are called', () => {
  const browsing = createMachine({
    initial: 'a',
    states: {
      a: {
        on: { GO: { target: 'b', actions: assign(() => ({ x: sessionStorageOf() })) }, ON: 'b' },
      },
      b: { on: { OFF: 'a' } },
    },
  });
  expect(checked(browsing)).toMatchObject({
    verdict: 'inconclusive',
    said: 'it: GO uses sessionStorage, which Node does not have: define globalThis.sessionStorage in the file',
  });
  const asking = createMachine({
    types: {} as { events: { type: 'AUTH'; state: { matches: (place: string) => boolean } } },
    initial: 'a',
    states: {
      a: {
        on: {
          AUTH: [{ guard: ({ event }) => event.state.matches('in'), target: 'b' }, { target: 'c' }],
        },
      },
      b: {},
      c: {},
    },
  });
  const { verdict, states, said } = checked(asking);
  expect([verdict, states]).toEqual(['inconclusive', 2]);
  expect(said).toContain('add events: { AUTH: [{ state: { matches: ... } }] }');
});

function sessionStorageOf(): unknown {
  // In Node 20 the name is unknown.
  throw new ReferenceError('sessionStorage is not defined');
}

describe('a clock and chance', () => {
  test('data that decides nothing is one state, whatever it is', () => {
    const stamped = createMachine({
      types: {} as { context: { at: number | null; items: { id: string }[] } },
      context: { at: null, items: [] },
      initial: 'a',
      states: {
        a: {
          on: {
            GO: {
              target: 'b',
              actions: assign({
                at: () => Date.now(),
                items: ({ context }) =>
                  context.items.length < 2
                    ? [...context.items, { id: crypto.randomUUID() }]
                    : context.items,
              }),
            },
          },
        },
        b: { on: { BACK: { target: 'a', actions: assign({ at: null }) } } },
      },
    });
    const { verdict, states, assumed } = checked(stamped);
    // Lists of 0, 1 and 2 items before, of 1 and 2 after an event.
    expect([verdict, states]).toEqual(['verified', 5]);
    expect(assumed).toContain(
      'a clock or chance gives it: context.at, it: context.items[].id: their values decide nothing',
    );
  });

  test('data that decides something later is found out', () => {
    const late = createMachine({
      context: { at: 0 },
      initial: 'a',
      states: {
        a: { on: { GO: { target: 'b', actions: assign({ at: () => Math.random() }) } } },
        b: {
          on: {
            GO: [
              { guard: ({ context }) => Math.floor(context.at * 1e6) % 2 === 0, target: 'c' },
              { target: 'a' },
            ],
          },
        },
        c: { on: { GO: 'a' } },
      },
    });
    const verdicts = [1, 2, 3].map(() => checked(late).verdict);
    // The same each time: the clock and chance of a search stand still.
    expect(new Set(verdicts).size).toBe(1);
    const timed = createMachine({
      context: { at: 0 },
      initial: 'a',
      states: {
        a: { on: { GO: { target: 'b', actions: assign({ at: () => Date.now() }) } } },
        b: { on: { GO: { guard: ({ context }) => Date.now() - context.at > 5_000, target: 'a' } } },
      },
    });
    const { verdict, said } = checked(timed);
    expect(verdict).toBe('inconclusive');
    expect(said).toContain("it: 'GO' leads to another state each time");
  });

  test('a delay that differs is some time', () => {
    const jitter = createMachine(
      { initial: 'a', states: { a: { after: { wait: 'b' } }, b: { on: { GO: 'a' } } } },
      { delays: { wait: () => 1_000 * Math.random() } },
    );
    expect([checked(jitter).said, checked(jitter).verdict]).toEqual(['', 'verified']);
  });
});

describe('what is hostile ends in one clear line', () => {
  const endless = createMachine({
    initial: 'a',
    states: {
      a: { on: { GO: 'b' } },
      b: { entry: raise({ type: 'X' }), on: { X: { target: 'b', reenter: true } } },
    },
  });
  const echo: AnyStateMachine = createMachine({
    on: { PING: { actions: sendTo('b', { type: 'PING' }) } },
  });
  const both = createMachine({
    types: {} as { context: { n: number } },
    context: { n: 0 },
    on: { GO: { actions: assign({ n: ({ context }) => context.n + 1 }) } },
  });
  const recursive: { machine?: AnyStateMachine } = {};
  recursive.machine = setup({
    actors: { me: createMachine({}) as AnyStateMachine },
  }).createMachine({ invoke: { src: 'me' }, on: { GO: {} } }) as AnyStateMachine;
  recursive.machine.implementations.actors['me'] = recursive.machine;
  const spawning = createMachine({
    on: { GO: { actions: spawnChild(createMachine({ initial: 'a', states: { a: {} } })) } },
  });
  class Player {
    #at = 0;
    move(): void {
      this.#at++;
    }
    get at(): number {
      return this.#at;
    }
  }
  const mutable = createMachine({
    types: {} as { context: { player: Player } },
    context: () => ({ player: new Player() }),
    on: {
      GO: {
        actions: assign(({ context }) => {
          context.player.move();
          return {};
        }),
      },
    },
  });
  const large = createMachine({
    types: {} as { context: { rows: { id: number }[]; at: number } },
    context: () => ({ rows: Array.from({ length: 20_000 }, (_, id) => ({ id })), at: 0 }),
    on: { GO: { actions: assign({ at: ({ context }) => (context.at + 1) % 3 }) } },
  });

  test.each([
    ['an endless raise', endless, 'violated', /^$/],
    ['a machine that nothing talks to', echo, 'violated', /^$/],
    ['a counter', both, 'inconclusive', /within: \(\{ it \}\) => it.context.n <= 3/],
    ['actors without an id', spawning, 'inconclusive', /give each an id/],
    ['data of a class that hides it', mutable, undefined, /^/],
    ['a large context', large, 'verified', /^$/],
  ] as const)('%s', (_, machine, verdict, line) => {
    const result = checked(machine);
    if (verdict !== undefined) expect(result.verdict).toBe(verdict);
    expect(result.said).toMatch(line);
    expect(result.said).not.toContain('\n');
  });

  test('a machine that invokes itself', () => {
    expect(() => checked(recursive.machine!)).toThrow(/^[^\n]+$/);
  });
});
