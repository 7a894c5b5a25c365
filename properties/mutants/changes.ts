import type {
  ActionOf,
  EventOf,
  GuardOf,
  ProcessName,
  StateOf,
} from '../../src/migration/chart-names.ts';
import type { TransitionEdit } from '../../src/statecharts/edit-chart.ts';
import type { Machine } from '../../src/migration/machine.ts';
import type { Action, Guard } from '../../src/system/definition.ts';
import type { Change } from './mutant.ts';

/** The guard always comes out so. */
export function always<Process extends ProcessName>(
  process: Process,
  guard: GuardOf<Process>,
  value: boolean,
): Change {
  return { process, guard, holds: () => () => value };
}

/** The guard means something else. */
export function asks<Process extends ProcessName>(
  process: Process,
  guard: GuardOf<Process>,
  holds: (machine: Machine) => Guard,
): Change {
  return { process, guard, holds: (_original, machine) => holds(machine) };
}

/** The action does nothing. */
export function forgets<Process extends ProcessName>(
  process: Process,
  action: ActionOf<Process>,
): Change {
  return { process, action, does: () => () => {} };
}

/** The action does something else, or something more. */
export function does<Process extends ProcessName>(
  process: Process,
  action: ActionOf<Process>,
  effect: (original: Action, machine: Machine) => Action,
): Change {
  return { process, action, does: effect };
}

/** The chart lacks a transition. */
export function lacks<Process extends ProcessName>(
  process: Process,
  state: StateOf<Process>,
  [event, at]: readonly [EventOf<Process>, number?],
): Change {
  return { process, row: { state, event, ...(at === undefined ? {} : { at }) } };
}

/** A transition of a chart, by the chart's names, and what it becomes. */
interface ProcessEdit<Process extends ProcessName> extends TransitionEdit {
  readonly state: StateOf<Process>;
  readonly event: EventOf<Process>;
}

/** A transition of the chart is another. */
export function other<Process extends ProcessName>(
  process: Process,
  row: ProcessEdit<Process>,
): Change {
  return { process, row };
}
