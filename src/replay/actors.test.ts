import fc from 'fast-check';
import { setup } from 'xstate';
import { describe, expect, test } from 'vitest';
import { cacheServer } from '../../examples/classics/cache-server.ts';
import { mig } from '../../examples/classics/mig.ts';
import { check } from '../checking/check.ts';
import { Queue } from '../system/channel.ts';
import { System, type Step } from '../system/system.ts';
import { ActorSystem } from './actors.ts';

/** Chooses the next step among those that are enabled. */
type Picker = (enabled: readonly Step[]) => Step;

/** Runs a schedule in both, compares the memories after each step, and returns the arrows taken. */
function expectLockStep(system: System, schedule: readonly Picker[]): Set<string> {
  const words = system.initial();
  const actors = new ActorSystem(system);
  const taken = new Set<string>();
  expect(actors.words).toEqual(words);
  for (const pick of schedule) {
    const enabled = system.enabled(words);
    if (enabled.length === 0) break;
    const { transition, choice } = pick(enabled);
    const { process, event, rule } = system.transitions[transition]!;
    system.apply(words, transition, choice);
    actors.send(process, event, choice);
    expect(system.layout.read(actors.words)).toEqual(system.layout.read(words));
    taken.add(rule?.declaredAt ?? `unhandled ${event}`);
  }
  return taken;
}

const schedules = fc.array(
  fc.nat(999).map(
    (at): Picker =>
      (enabled) =>
        enabled[at % enabled.length]!,
  ),
  { minLength: 10, maxLength: 60, size: 'max' },
);

describe('actors and executor, in lock step over generated schedules', () => {
  test.each([
    { title: 'MIG(3,1,1)', system: mig(3, 1, 1) },
    { title: 'two charts and two queues', system: cacheServer() },
  ])('$title', ({ system }) => {
    const taken = new Set<string>();
    fc.assert(
      fc.property(schedules, (schedule) => {
        for (const row of expectLockStep(system, schedule)) taken.add(row);
      }),
      { numRuns: 300, seed: 1 },
    );
    // Every arrow took part that any run can take: hence the fixed seed.
    const rows = check(system).coverage.flatMap(({ transitions }) => transitions);
    const takeable = rows.filter((row) => row.taken > 0).map(({ declaredAt }) => declaredAt);
    expect(taken).toEqual(new Set(takeable));
  });
});

const machine = setup({ actions: { first: () => {}, second: () => {} } }).createMachine({
  id: 'self',
  initial: 'on',
  states: {
    on: { on: { first: { actions: 'first' }, second: { actions: 'second' }, letter: {} } },
  },
});

/** One process that writes itself, to one of two mailboxes. */
function selfWriter(messages: readonly [readonly string[], readonly string[]]): System {
  return new System({
    name: 'self',
    build: (layout) => {
      const boxes = messages.map(
        (carried, at) => new Queue(layout, `box${at}`, { capacity: 1, messages: carried }),
      );
      const actions = {
        first: (words: Uint32Array) => void boxes[0]!.send(words, messages[0][0]!),
        second: (words: Uint32Array) => void boxes[1]!.send(words, messages[1][0]!),
      };
      return {
        processes: [{ name: 'self', machine, guards: {}, actions, inbox: boxes }],
        initialize: () => {},
        isTerminal: () => true,
        properties: [],
        ignores: ['unhandledMessage', 'lostSend'],
      };
    },
  });
}

function picking(system: System, events: readonly string[]): Picker[] {
  const eventOf = ({ transition }: Step): string => system.transitions[transition]!.event;
  return events.map((event) => (enabled) => enabled.find((step) => eventOf(step) === event)!);
}

describe('messages, in lock step', () => {
  test('that the state has no row for are an unhandled message', () => {
    const system = selfWriter([['letter'], ['parcel']]);
    const taken = expectLockStep(system, picking(system, ['second', 'parcel']));
    expect(taken).toContain('unhandled parcel');
  });

  test('of one name leave the channel that held them', () => {
    const system = selfWriter([['letter'], ['letter']]);
    const taken = expectLockStep(system, picking(system, ['second', 'letter']));
    expect(taken).toContain('self.on:letter:0');
  });

  test('that are not at the head are refused', () => {
    const actors = new ActorSystem(cacheServer());
    expect(() => actors.send('client', 'reply', 0)).toThrow('reply is not there');
  });
});
