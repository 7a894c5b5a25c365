import { expect, it } from 'vitest';
import { setup } from 'xstate';
import { withEdit } from './edit-chart.ts';
import { ruleTable } from './rule-table.ts';

const door = setup({
  guards: { isLocked: () => false },
  actions: { ring: () => {}, open: () => {} },
}).createMachine({
  id: 'door',
  initial: 'closed',
  on: { knock: { actions: 'ring' } },
  states: {
    closed: {
      initial: 'quiet',
      states: {
        quiet: {
          on: {
            push: [
              { guard: 'isLocked', actions: 'ring' },
              { target: '#door.open', actions: 'open' },
            ],
          },
        },
      },
    },
    open: { on: { pull: { target: 'closed' } } },
  },
});

const rules = (machine: Parameters<typeof ruleTable>[0]) =>
  ruleTable(machine).rules.map(({ event, guard, actions }) => [event, guard, actions]);

it('drops one transition, and leaves the chart that it came from alone', () => {
  const before = rules(door);
  const edited = withEdit(door, { state: 'closed.quiet', event: 'push' });
  expect(rules(edited).filter(([event]) => event === 'push')).toEqual([
    ['push', undefined, ['open']],
  ]);
  expect(rules(door)).toEqual(before);
});

it('drops an event with its last transition, of the chart itself too', () => {
  const edited = withEdit(door, { state: '', event: 'knock' });
  expect(rules(edited).some(([event]) => event === 'knock')).toBe(false);
});

it('replaces what is named, takes away what is undefined, and keeps the rest', () => {
  const edited = withEdit(door, {
    state: 'closed.quiet',
    event: 'push',
    at: 0,
    becomes: { guard: 'isLocked', actions: undefined, target: '#door.open' },
  });
  expect(rules(edited)).toContainEqual(['push', 'isLocked', []]);
});

it.each([
  [{ state: 'ajar', event: 'push' }],
  [{ state: 'open', event: 'push' }],
  [{ state: 'open', event: 'pull', at: 1 }],
])('refuses what is not there: %o', (edit) => {
  expect(() => withEdit(door, edit)).toThrow(/no (such )?transition/);
});
