import { expect, test } from 'vitest';
import { createMachine } from 'xstate';
import { mig } from '../../../examples/classics/mig.ts';
import { peterson } from '../../../examples/classics/peterson.ts';
import type { Action } from '../../system/definition.ts';
import { System } from '../../system/system.ts';
import { enabledStepsOf } from '../../system/successors.ts';
import { check } from '../check.ts';
import { BreadthFirst } from './breadth-first.ts';

const systems = [mig(3, 1, 1), peterson()];

test.each(systems)('$name: finds the states of a search, each by a shortest run', (system) => {
  const search = new BreadthFirst(system);
  const generated = new BreadthFirst(system, { enabled: enabledStepsOf(system) });
  const depths = [0];
  let steps = 0;
  for (const each of [search, generated]) {
    while (each.isLeft) {
      const from = each.expanded;
      each.expand((transition, choice) => {
        steps++;
        if (each.add(transition, choice) >= 0) depths[each.size - 1] = depths[from]! + 1;
      });
    }
  }
  const { states, transitions } = check(system);
  expect([search.size, generated.size, steps]).toEqual([states, states, 2 * transitions]);
  const words = system.layout.zero();
  for (let id = 0; id < search.size; id += 7) {
    const path = search.pathTo(id);
    expect(path).toEqual(generated.pathTo(id));
    expect(path).toHaveLength(depths[id]!);
    const run = system.initial();
    for (const { transition, choice } of path) system.apply(run, transition, choice);
    search.read(id, words);
    expect(run).toEqual(words);
    expect(search.idOf(run)).toBe(id);
  }
});

test('a system that judges steps is searched with words beside its state', () => {
  const machine = createMachine(
    { id: 'two', initial: 'on', states: { on: { on: { go: { actions: 'act' } } } } },
    { actions: { act: () => {} } },
  );
  const system = new System({
    name: 'judged',
    build: (layout) => {
      const value = layout.field('value', 2);
      const act: Action = (words, choice) => value.set(words, 0, choice);
      return {
        processes: [{ name: 'two', machine, guards: {}, actions: { act }, choices: { go: 4 } }],
        initialize: () => {},
        isTerminal: () => true,
        properties: [],
        steps: [{ id: 'any', title: 'any step', exercised: () => true, holds: () => true }],
      };
    },
  });
  const search = new BreadthFirst(system, { extraWords: 2 });
  while (search.isLeft) search.expand((transition, choice) => search.add(transition, choice));
  expect(search.size).toBeGreaterThan(3);
});

test('leaves states and takes steps only where it may, and adds what it is asked to', () => {
  const system = mig(3, 1, 1);
  const isDone = (words: Uint32Array): boolean => system.stateOf(words, 'mig') === 'done';
  const writes = (transition: number): boolean => system.transitions[transition]!.event === 'write';
  let visits = 0;
  const none = new BreadthFirst(system, { mayLeave: () => false });
  none.expand(() => visits++);
  expect([none.isLeft, visits]).toEqual([false, 0]);
  const quiet = new BreadthFirst(system, { mayTake: (transition) => !writes(transition) });
  while (quiet.isLeft) {
    quiet.expand((transition, choice) => {
      expect(writes(transition)).toBe(false);
      const known = quiet.size;
      const id = quiet.reach(transition, choice);
      expect(id === known).toBe(quiet.size > known);
      if (isDone(quiet.next)) visits++;
    });
  }
  expect(visits).toBeGreaterThan(0);
  expect(quiet.size).toBeLessThan(1_061);
});

test('keeps what a question remembers in extra words, which distinguish states', () => {
  const system = mig(3, 1, 1);
  const search = new BreadthFirst(system, { extraWords: 1 });
  const last = search.next.length - 1;
  while (search.isLeft) {
    search.expand((transition, choice) => {
      search.next[last] = transition + 1;
      search.add(transition, choice);
    });
  }
  expect(search.size).toBeGreaterThan(1_061);
  const words = new Uint32Array(last + 1);
  search.read(search.size - 1, words);
  expect(words[last]).toBe(search.pathTo(search.size - 1).at(-1)!.transition + 1);
});
