/** A machine and what it starts, with mailboxes among them: `mailbox: { family: 'mailbox' }`. */
import { createMachine, sendParent, sendTo, spawnChild, stopChild } from 'xstate';
import { describe, expect, test } from 'vitest';
import { check } from '../checking/check.ts';
import type { MailboxOptions } from './actor-options.ts';
import type { ActorsSystem } from './actors-system.ts';
import { defineActors } from './define-actors.ts';

const door = createMachine({
  id: 'door',
  initial: 'shut',
  states: {
    shut: { on: { OPEN: { target: 'open', actions: sendParent({ type: 'OPENED' }) } } },
    open: { on: { SHUT: { target: 'shut', actions: sendParent({ type: 'CLOSED' }) } } },
  },
});

/** Orders the door about; while an answer is under way, the person may change their mind. */
const house = createMachine({
  id: 'house',
  invoke: { id: 'door', src: door },
  initial: 'closed',
  states: {
    closed: { on: { ENTER: { target: 'opening', actions: sendTo('door', { type: 'OPEN' }) } } },
    opening: { on: { OPENED: 'opened', GIVE_UP: 'closed' } },
    opened: { on: { LEAVE: { target: 'closing', actions: sendTo('door', { type: 'SHUT' }) } } },
    closing: { on: { CLOSED: 'closed' } },
  },
});

function houseWith(mailbox: MailboxOptions): ActorsSystem {
  return defineActors({
    actors: { house },
    events: { ENTER: [{}], LEAVE: [{}], GIVE_UP: [{}] },
    mailbox,
    reachable: {
      between: (snapshots) =>
        snapshots.house.matches('opening') && snapshots['house/door']!.matches('shut'),
    },
  });
}

function verdictsOf(system: ActorsSystem): Record<string, string> {
  return Object.fromEntries(check(system).properties.map(({ id, verdict }) => [id, verdict]));
}

describe('a family with mailboxes', () => {
  test('has states between sending and hearing, which a family in one thread has not', () => {
    expect(verdictsOf(houseWith({}))['between']).toBe('violated');
    expect(verdictsOf(houseWith({ family: 'mailbox', unhandled: 'ignore' }))['between']).toBe(
      'verified',
    );
  });

  test('shows an answer that comes too late', () => {
    const { properties } = check(houseWith({ family: 'mailbox' }));
    const unhandled = properties.find(({ id }) => id === 'unhandled')!;
    expect(unhandled.verdict).toBe('violated');
    expect(unhandled.counterexamples[0]!.violation.detail).toBe(
      'house does not handle OPENED in "closed"',
    );
    expect(verdictsOf(houseWith({}))['unhandled']).toBe('verified');
  });

  test('takes its messages in order, and one at a time', () => {
    const heard = createMachine({
      id: 'heard',
      initial: 'none',
      states: { none: { on: { A: 'a' } }, a: { on: { B: 'b' } }, b: {} },
    });
    const twice = createMachine({
      id: 'twice',
      invoke: { id: 'ear', src: heard },
      initial: 'on',
      states: {
        on: {
          on: {
            GO: {
              target: 'off',
              actions: [sendTo('ear', { type: 'A' }), sendTo('ear', { type: 'B' })],
            },
          },
        },
        off: {},
      },
    });
    const system = defineActors({
      actors: { twice },
      events: { GO: [{}] },
      mailbox: { family: 'mailbox' },
      eventually: { heard: (snapshots) => snapshots['twice/ear']!.matches('b') },
      bound: ['GO'],
    });
    expect(check(system)).toMatchObject({ verdict: 'verified', states: 4 });
  });

  test('a full mailbox is a violation, or loses the message', () => {
    const impatient = createMachine({
      id: 'impatient',
      invoke: { id: 'door', src: door },
      on: { KNOCK: { actions: sendTo('door', { type: 'OPEN' }) }, OPENED: {}, CLOSED: {} },
    });
    const withMailbox = (mailbox: MailboxOptions): ActorsSystem =>
      defineActors({ actors: { impatient }, mailbox: { ...mailbox, unhandled: 'ignore' } });
    expect(verdictsOf(withMailbox({ family: 'mailbox', capacity: 1 }))['full']).toBe('violated');
    const losing = withMailbox({ family: 'mailbox', capacity: 1, full: 'drop' });
    expect(verdictsOf(losing)).not.toHaveProperty('full');
    expect(check(losing).verdict).toBe('verified');
  });

  test('a child that is stopped takes what came before, and nothing after', () => {
    const parent = createMachine({
      id: 'parent',
      initial: 'idle',
      states: {
        idle: { on: { START: { target: 'busy', actions: spawnChild(door, { id: 'door' }) } } },
        busy: {
          on: {
            ASK: { actions: sendTo('door', { type: 'OPEN' }), target: 'asked' },
          },
        },
        asked: { on: { STOP: { target: 'gone', actions: stopChild('door') }, OPENED: {} } },
        gone: { on: { OPENED: {} } },
      },
    });
    const system = defineActors({
      actors: { parent },
      mailbox: { family: 'mailbox' },
      always: {
        gone: (snapshots) =>
          !snapshots.parent.matches('idle') || snapshots['parent/door'] === undefined,
      },
      reachable: { late: ({ parent: it }) => it.matches('gone') },
    });
    const result = check(system);
    expect(
      Object.fromEntries(result.properties.map(({ id, verdict }) => [id, verdict])),
    ).toMatchObject({ failure: 'verified', unhandled: 'verified', late: 'verified' });
  });
});
