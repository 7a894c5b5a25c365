import { createMachine, fromPromise } from 'xstate';
import { describe, expect, it, test } from 'vitest';
import { coveringPaths } from '../vitest.ts';
import { defineActors } from './define-actors.ts';

const machine = createMachine({
  id: 'player',
  initial: 'stopped',
  states: {
    stopped: { on: { PLAY: 'loading' } },
    loading: {
      invoke: {
        id: 'load',
        src: fromPromise(async () => 1),
        onDone: 'playing',
        onError: 'stopped',
      },
      after: { 500: 'stopped' },
    },
    playing: { on: { STOP: 'stopped' } },
  },
});
const system = defineActors({
  actors: { player: machine },
  outcomes: { load: { done: [1], error: [new Error('no')] } },
});

/** The same player by hand; `isBroken`: STOP does nothing. */
class RealPlayer {
  state = 'stopped';
  readonly isBroken: boolean;
  constructor(isBroken = false) {
    this.isBroken = isBroken;
  }
  play(): void {
    this.state = 'loading';
  }
  answer(isGood: boolean): void {
    this.state = isGood ? 'playing' : 'stopped';
  }
  stop(): void {
    if (!this.isBroken) this.state = 'stopped';
  }
}

function testOf(player: RealPlayer) {
  return {
    events: {
      PLAY: () => player.play(),
      STOP: () => player.stop(),
      'load done': () => player.answer(true),
      'load fails': () => player.answer(false),
      'after 500 ms': () => player.answer(false),
    },
    states: Object.fromEntries(
      ['stopped', 'loading', 'playing'].map((state) => [
        state,
        () => expect(player.state).toBe(state),
      ]),
    ),
  };
}

describe('paths against a real player', () => {
  coveringPaths(system).forEach((path) => {
    // oxlint-disable-next-line vitest/valid-title, vitest/expect-expect -- paths bring names and checks
    it(path.name, () => path.test(testOf(new RealPlayer())));
  });
});

describe('covering paths', () => {
  const paths = coveringPaths(system);

  test('are named, shortest first, and take every transition', () => {
    expect(paths.map(({ name }) => name)).toEqual(
      [
        'loading -> stopped by error actor load',
        'loading -> stopped by after 500 loading',
        'playing -> stopped by STOP',
      ].map((name) => expect.stringContaining(name.split(' by ')[0]!) as unknown),
    );
    expect(new Set(paths.flatMap(({ steps }) => steps.map(({ label }) => label)))).toEqual(
      new Set(['PLAY', 'load done', 'load fails', 'after 500 ms', 'STOP']),
    );
  });

  test('find what a real thing does wrong, and say after what', async () => {
    const failures = await Promise.allSettled(
      paths.map((path) => path.test(testOf(new RealPlayer(true)))),
    );
    const reasons = failures.flatMap((each) =>
      each.status === 'rejected' ? [String(each.reason)] : [],
    );
    expect(reasons).toHaveLength(1);
    expect(reasons[0]).toMatch(/after PLAY, load done 1, STOP: expected 'playing' to be 'stopped'/);
  });

  test('fail where an event has no handler and where nothing is checked', async () => {
    const [path] = paths;
    const { events, states } = testOf(new RealPlayer());
    await expect(path!.test({ states })).rejects.toThrow("no handler for 'PLAY': add it to events");
    await expect(path!.test({ events })).rejects.toThrow('no state on the path has a check');
  });
});

test('timers of the same delay have handlers of their own', async () => {
  const region = (target: string) => ({
    initial: 'waiting',
    states: { waiting: { after: { 100: target } }, [target]: {} },
  });
  const both = createMachine({
    id: 'both',
    type: 'parallel',
    states: { left: region('l'), right: region('r') },
  });
  const labels = coveringPaths(defineActors({ actors: { both } })).flatMap(({ steps }) =>
    steps.map(({ label }) => label),
  );
  expect(new Set(labels)).toEqual(
    new Set(['after 100 ms in left.waiting', 'after 100 ms in right.waiting']),
  );
});

test('each of several actors may have a handler of its own', async () => {
  const toggle = createMachine({
    id: 'toggle',
    initial: 'off',
    states: { off: { on: { FLIP: 'on' } }, on: {} },
  });
  const flipped: string[] = [];
  for (const path of coveringPaths(defineActors({ actors: { a: toggle, b: toggle } }))) {
    await path.test({
      events: { 'a.FLIP': () => flipped.push('a'), FLIP: () => flipped.push('other') },
      states: { '*': () => {} },
    });
  }
  expect(new Set(flipped)).toEqual(new Set(['a', 'other']));
});
