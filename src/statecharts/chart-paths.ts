/**
 * What a chart allows by itself, with every guard open: the shortest path of `@xstate/graph` to each
 * control state. (Version 3.0.4 is the package's last; its code lives on in `xstate/graph`.) What no
 * path reaches here no system with this chart ever reaches.
 */
import { getShortestPaths } from '@xstate/graph';
import { createMachine } from 'xstate';
import { statePath, type RuleTable } from './rule-table.ts';

/** Of each control state that can be reached, the rules of a shortest path to it, by their ids. */
export function chartPaths({ name, states, initial, rules }: RuleTable): Map<number, number[]> {
  // One event per rule and no guard: a machine with guards would hide all rows but the first.
  const machine = createMachine({
    id: name,
    initial: `s${initial}`,
    states: Object.fromEntries(
      states.map((_, state) => [
        `s${state}`,
        {
          on: Object.fromEntries(
            rules
              .filter(({ source }) => source === state)
              .map(({ id, target }) => [`r${id}`, `s${target}`]),
          ),
        },
      ]),
    ),
  });
  return new Map(
    getShortestPaths(machine).map(({ state, steps }) => [
      Number(statePath(state.value).slice(1)),
      steps
        .map(({ event }) => event.type)
        .filter((type) => /^r\d+$/.test(type))
        .map((type) => Number(type.slice(1))),
    ]),
  );
}
