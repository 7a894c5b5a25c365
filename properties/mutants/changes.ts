import type { TransitionEdit } from '../../src/statecharts/edit-chart.ts';
import type { Machine } from '../../src/migration/machine.ts';
import type { Action, Guard } from '../../src/system/definition.ts';
import type { Change } from './mutant.ts';

/** The guard always comes out so. */
export function always(process: string, guard: string, value: boolean): Change {
  return { process, guard, holds: () => () => value };
}

/** The guard means something else. */
export function asks(process: string, guard: string, holds: (machine: Machine) => Guard): Change {
  return { process, guard, holds: (_original, machine) => holds(machine) };
}

/** The action does nothing. */
export function forgets(process: string, action: string): Change {
  return { process, action, does: () => () => {} };
}

/** The action does something else, or something more. */
export function does(
  process: string,
  action: string,
  effect: (original: Action, machine: Machine) => Action,
): Change {
  return { process, action, does: effect };
}

/** The chart lacks a transition. */
export function lacks(
  process: string,
  state: string,
  [event, at]: readonly [string, number?],
): Change {
  return { process, row: { state, event, ...(at === undefined ? {} : { at }) } };
}

/** A transition of the chart is another. */
export function other(process: string, row: TransitionEdit): Change {
  return { process, row };
}
