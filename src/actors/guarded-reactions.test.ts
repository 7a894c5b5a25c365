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

describe('assigns that are run again', () => {
  /** Counts to 4 with `step`; at 3 it rings by itself. */
  const ringing = (step: (given: Counted & { readonly self: unknown }) => object) =>
    createMachine({
      context: { count: 0 },
      initial: 'on',
      states: {
        on: {
          on: {
            UP: {
              guard: ({ context }: Counted) => context.count < 4,
              actions: assign(step as never),
            },
          },
          always: { guard: ({ context }: Counted) => context.count === 3, target: 'rings' },
        },
        rings: { on: { UP: { target: 'on', actions: assign({ count: 4 }) } } },
      },
    } as never) as never;

  const next = ({ context }: Counted) => ({ count: context.count + 1 });

  it('give the context of each state, and the next guard reads it', () => {
    const always = { bell: ({ it: on }: never) => isRinging(on) };
    const result = check(defineActors({ actors: { it: ringing(next) }, always: always as never }));
    expect(result).toMatchObject({ verdict: 'verified', states: 5 });
  });

  it('are computed by XState where they keep the actor', () => {
    const keeps = ({ context, self }: Counted & { readonly self: unknown }) => ({
      count: context.count + 1,
      actor: self,
    });
    const always = {
      kept: ({ it: on }: never) => {
        const { actor } = (on as { context: { actor?: { id: string } } }).context;
        return actor === undefined || actor.id === 'it';
      },
    };
    const result = check(defineActors({ actors: { it: ringing(keeps) }, always: always as never }));
    expect(result).toMatchObject({ verdict: 'verified', states: 5 });
  });

  it('are refused if one reads a clock in a later context', () => {
    const reads = ({ context }: Counted) => ({
      count: context.count + 1,
      at: context.count < 2 ? 0 : Date.now(),
    });
    expect(() => check(defineActors({ actors: { it: ringing(reads) } }))).toThrow(
      /gives context.at another value each time/,
    );
  });

  it('leave the context of each state as it was', () => {
    const changes = ({ context }: Counted) => {
      const count = context.count + 1;
      if (count === 3) (context as { count: number }).count = 99;
      return { count };
    };
    expect(check(defineActors({ actors: { it: ringing(changes) } }))).toMatchObject({ states: 5 });
  });
});

function isRinging(snapshot: unknown): boolean {
  const { value, context } = snapshot as { value: string } & Counted;
  return (value === 'rings') === (context.count === 3);
}
