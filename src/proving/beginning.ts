import { setup } from 'xstate';
import { defineProcess } from '../system/define-process.ts';
import type { ProcessDefinition } from '../system/definition.ts';

const chart = setup({
  types: { events: {} as { type: 'begin' } },
  actions: { writeStart: () => {} },
}).createMachine({
  id: 'beginning',
  initial: 'open',
  states: {
    open: {
      on: {
        begin: {
          target: 'begun',
          actions: 'writeStart',
          description: 'the abstraction: which element is observed, and how a run begins',
        },
      },
    },
    begun: {},
  },
});

/** The name of {@link beginning}'s process. */
const beginningProcess = 'beginning';

/**
 * A process whose only step chooses one of several initial states, so that an abstraction of systems of
 * every size is a system with one. No other process may move before: let each wait for `begun`, or for
 * something that `write` sets.
 */
export function beginning(
  starts: number,
  write: (words: Uint32Array, start: number) => void,
): ProcessDefinition {
  return defineProcess({
    name: beginningProcess,
    machine: chart,
    actions: { writeStart: write },
    choices: { begin: starts },
  });
}
