import { describe, expect, it } from 'vitest';
import { assign, createMachine } from 'xstate';
import { check } from '../checking/check.ts';
import { defineActors } from './define-actors.ts';

interface Counted {
  readonly context: { readonly count: number };
}

/** Counts to 4; `OPEN` asks a guard in every context. */
function counter(guard: (given: Counted) => boolean) {
  return createMachine({
    context: { count: 0 },
    initial: 'shut',
    states: {
      shut: {
        on: {
          UP: {
            guard: ({ context }: Counted) => context.count < 4,
            actions: assign({ count: ({ context }: Counted) => context.count + 1 }),
          },
          OPEN: { guard, target: 'open' },
        },
      },
      open: { on: { SHUT: 'shut' } },
    },
  } as never);
}

describe('guards that are asked again', () => {
  it('decide in each context', () => {
    const actors = { it: counter(({ context }) => context.count === 3) };
    // Five contexts, and in one of them it opens.
    expect(check(defineActors({ actors: actors as never }))).toMatchObject({ states: 6 });
  });

  it('get their parameters anew', () => {
    const params = ({ context }: Counted): number | undefined =>
      context.count === 3 ? 1 : undefined;
    const machine = counter({ type: 'isGiven', params } as never).provide({
      guards: { isGiven: (_: unknown, given: unknown) => given !== undefined },
    });
    const actors = { it: machine as never };
    expect(check(defineActors({ actors }))).toMatchObject({ states: 6 });
  });

  it('are refused if one reads a clock in a later context', () => {
    const soon = Date.now() + 3_600_000;
    const reads = ({ context }: Counted): boolean => context.count < 3 || Date.now() > soon;
    const system = defineActors({ actors: { it: counter(reads) } as never });
    expect(() => check(system)).toThrow(/'OPEN' leads to another state each time/);
  });

  it('leave the context as it was, even if one changes it in place', () => {
    const changes = ({ context }: Counted): boolean => {
      if (context.count === 3) (context as { count: number }).count = 99;
      return false;
    };
    const actors = { it: counter(changes) };
    expect(check(defineActors({ actors: actors as never }))).toMatchObject({ states: 5 });
  });
});
