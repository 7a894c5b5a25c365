/**
 * A lock with a lease: a client that does not release it in time loses it. A client that is slow may still believe
 * that it has the lock and write: the stale write that leases are known for. The storage that refuses old tokens
 * (fencing) repairs it.
 */
import { assign, createMachine, sendTo, setup } from 'xstate';

type ClientEvent =
  | { type: 'WANT' }
  | { type: 'GRANTED'; token: number }
  | { type: 'WRITE' }
  | { type: 'DONE' };

/** Asks for the lock, and writes with the token that it was given. It does not see its lease run out. */
export const clientMachine = setup({
  types: {} as {
    context: { id: string; token: number };
    input: { id: string };
    events: ClientEvent;
  },
}).createMachine({
  id: 'client',
  context: ({ input }) => ({ id: input.id, token: 0 }),
  initial: 'idle',
  states: {
    idle: {
      on: {
        WANT: {
          target: 'waiting',
          actions: sendTo('lock', ({ context }) => ({ type: 'ACQUIRE', from: context.id })),
        },
      },
    },
    waiting: {
      on: {
        GRANTED: { target: 'holding', actions: assign({ token: ({ event }) => event.token }) },
      },
    },
    holding: {
      on: {
        WRITE: {
          target: 'written',
          actions: sendTo('storage', ({ context }) => ({ type: 'STORE', token: context.token })),
        },
      },
    },
    written: { type: 'final' },
  },
});

const grant = (to: string, token: number): { type: string; token: number; to: string } => ({
  type: 'GRANTED',
  token,
  to,
});

type LockEvent = { type: 'ACQUIRE'; from: string };

/** Gives the lock to one client at a time, with a token that grows; the lease ends by itself. */
export const lockMachine = setup({
  types: {} as { context: { token: number; next: string | null }; events: LockEvent },
}).createMachine({
  id: 'lock',
  context: { token: 0, next: null },
  initial: 'free',
  states: {
    free: {
      on: {
        ACQUIRE: {
          target: 'leased',
          actions: [
            assign({ token: ({ context }) => context.token + 1 }),
            sendTo(
              ({ event }) => event.from as never,
              ({ context, event }) => grant(event.from, context.token) as never,
            ),
          ],
        },
      },
    },
    leased: {
      on: { ACQUIRE: { actions: assign({ next: ({ event }) => event.from }) } },
      after: {
        10_000: [
          {
            guard: ({ context }) => context.next !== null,
            actions: [
              assign({ token: ({ context }) => context.token + 1 }),
              sendTo(
                ({ context }) => context.next as never,
                ({ context }) => grant(context.next!, context.token) as never,
              ),
              assign({ next: null }),
            ],
            target: 'leased',
            reenter: true,
          },
          { target: 'free' },
        ],
      },
    },
  },
});

interface Stored {
  readonly context: { last: number; isStale: boolean };
  readonly event: { type: string; token?: number };
}

/** Takes every write. `isStale`: one came with an older token than the one before. */
export const trustingStorageMachine = createMachine({
  id: 'storage',
  context: { last: 0, isStale: false },
  on: {
    STORE: {
      actions: assign(({ context, event }: Stored) => ({
        isStale: context.isStale || event.token! < context.last,
        last: event.token!,
      })) as never,
    },
  },
});

/** Refuses a write with an older token. */
export const fencingStorageMachine = createMachine({
  id: 'fencingStorage',
  context: { last: 0, isStale: false },
  on: {
    STORE: [
      {
        guard: (({ context, event }: Stored) => event.token! >= context.last) as never,
        actions: assign(({ event }: Stored) => ({ last: event.token! })) as never,
      },
      // Refused: the client has lost its lease.
      {},
    ],
  },
});
