import { createMachine } from 'xstate';
import { expect, test } from 'vitest';
import { check } from '../checking/check.ts';
import { defineActors } from './define-actors.ts';

const form = createMachine({
  id: 'form',
  initial: 'new',
  states: {
    new: { after: { 10: 'empty' } },
    empty: { on: { SET: [{ guard: ({ event }) => event['box'].n > 0, target: 'full' }] } },
    full: { on: { SET: 'empty' } },
  },
});
const optional = createMachine({
  id: 'optional',
  initial: 'empty',
  states: {
    empty: {
      on: { SET: [{ guard: ({ event }) => event['n'] !== undefined, target: 'full' }, 'none'] },
    },
    none: { on: { SET: 'empty' } },
    full: {},
  },
});

const checked = (machine: object, payload: object) =>
  check(defineActors({ actors: { it: machine as never }, events: { SET: [payload] } }));

test('an empty case of an event that code reads says nothing of its payload', () => {
  const { verdict, ended } = checked(form, {});
  expect(verdict).toBe('inconclusive');
  expect(ended!.reason).toContain("'SET' fails without a payload");
  expect(ended!.reason).toContain('add events: { SET: [{ box: { n: ... } }] }');
  expect(checked(optional, {}).verdict).toBe('inconclusive');
});

test('a key that is undefined declares that nothing comes', () => {
  expect(checked(form, { box: undefined }).verdict).toBe('violated');
  expect(checked(optional, { n: undefined })).toMatchObject({ verdict: 'verified', states: 2 });
});
