import { always, check, defineProcess, defineSystem } from 'skipover';
import { expect, it } from 'vitest';
import { setup } from 'xstate';

// A lock in two steps: look whether it is free, then take it.
const worker = setup({
  guards: { isFree: () => false },
  actions: { take: () => {}, free: () => {} },
}).createMachine({
  id: 'worker',
  initial: 'outside',
  states: {
    outside: { on: { look: { guard: 'isFree', target: 'entering' } } },
    entering: { on: { enter: { target: 'inside', actions: 'take' } } },
    inside: { on: { leave: { target: 'outside', actions: 'free' } } },
  },
});

const twoWorkers = defineSystem({
  name: 'two workers, one lock',
  build: (layout, controls) => {
    const lock = layout.scalar('lock', { max: 1 });
    const process = (name: string) =>
      defineProcess({
        name,
        machine: worker,
        guards: { isFree: (words) => lock.is(words, 0) },
        actions: { take: (words) => lock.set(words, 1), free: (words) => lock.set(words, 0) },
      });
    const aIsInside = controls.in('a', ['inside']);
    const bIsInside = controls.in('b', ['inside']);
    return {
      processes: [process('a'), process('b')],
      properties: [
        always('at most one worker is inside', (words) => !(aIsInside(words) && bIsInside(words))),
      ],
    };
  },
});

it('lets both in, after 4 steps', () => {
  const [exclusion] = check(twoWorkers).properties;
  expect(exclusion).toMatchObject({ verdict: 'violated' });
  expect(exclusion?.counterexamples[0]?.steps).toHaveLength(4);
});
