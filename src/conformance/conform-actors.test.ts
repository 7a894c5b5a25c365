import { expect, test } from 'vitest';
import { assign, setup } from 'xstate';
import { defineActors } from '../actors/define-actors.ts';
import { conform } from './conform.ts';
import { divergenceText } from './divergence-text.ts';
import { judgeLog } from './judge-log.ts';
import { projectedView } from './observation.ts';

/** A machine with context as the model, and a door that follows it or sticks. */
const machine = setup({
  types: { context: {} as { opened: number } },
  guards: { isNew: ({ context }) => context.opened < 3 },
}).createMachine({
  context: { opened: 0 },
  initial: 'closed',
  states: {
    closed: {
      on: {
        OPEN: {
          guard: 'isNew',
          target: 'open',
          actions: assign({ opened: ({ context }) => context.opened + 1 }),
        },
      },
    },
    open: { on: { CLOSE: 'closed' } },
  },
});
const system = defineActors({ name: 'door', actors: { door: machine } });

class Door {
  state = 'closed';
  opened = 0;
  readonly sticksAfter: number;

  constructor(sticksAfter = Infinity) {
    this.sticksAfter = sticksAfter;
  }

  send(event: string): void {
    if (event === 'OPEN') this.opened++;
    if (event === 'OPEN' || this.opened < this.sticksAfter)
      this.state = event === 'OPEN' ? 'open' : 'closed';
  }
}

const follows = (sticksAfter?: number) => ({
  create: () => new Door(sticksAfter),
  send: (door: Door, { event }: { readonly event: string }) => door.send(event),
  read: (door: Door) => ({ door: door.state }),
});

test('the name of an actor stands for its active state', async () => {
  expect((await conform(system, follows(), { runs: 10 })).verdict).toBe('conforms');
  const { found } = await conform(system, follows(2), { runs: 10 });
  expect(found?.divergence.detail).toBe('after door CLOSE door is open, the model has closed');
  expect(found?.steps).toHaveLength(4);
  expect(divergenceText(system, 'the door', found!)).toContain('open -> closed');
});

test('its context is seen through a view of snapshots', async () => {
  const view = projectedView(
    (words) => ({ opened: system.snapshotOf(words, 'door')?.context.opened }),
    system.initial(),
  );
  const counts = (step: number) => ({
    ...follows(),
    read: (door: Door) => ({ opened: door.opened * step }),
  });
  expect((await conform(system, counts(1), { runs: 10, view })).verdict).toBe('conforms');
  const { found } = await conform(system, counts(2), { runs: 10, view });
  expect(found?.divergence.detail).toBe('after door OPEN opened is 2, the model has 1');
});

test('a log of its events is judged, and an event that it does not take is named', () => {
  const log = (events: string) =>
    events.split(' ').map((action) => JSON.stringify({ process: 'door', action }));
  expect(judgeLog(system, log('OPEN CLOSE OPEN')).verdict).toBe('explained');
  const { divergence } = judgeLog(system, log('OPEN CLOSE CLOSE'));
  expect(divergence).toMatchObject({
    position: 3,
    survivors: [{ refusal: { reason: 'door is in closed: it takes no CLOSE' } }],
  });
});
