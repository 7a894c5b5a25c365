import type * as charts from '../../models/charts.ts';
import type { Rule } from '../statecharts/rule-table.ts';
import type {
  ActionName,
  ActionsOf,
  EventName,
  GuardName,
  GuardsOf,
  StateName,
} from '../system/define-process.ts';
import type { Controls } from '../system/definition.ts';

/** A process of the migration is named for its chart. */
export type ProcessName = keyof typeof charts;

type Chart<Process extends ProcessName> = (typeof charts)[Process];

/** What the guards of a process mean: all that its chart names, and no other. */
export type ProcessGuards<Process extends ProcessName> = GuardsOf<Chart<Process>>;
/** What the actions of a process do: all that its chart names, and no other. */
export type ProcessActions<Process extends ProcessName> = ActionsOf<Chart<Process>>;

export type GuardOf<Process extends ProcessName> = GuardName<Chart<Process>>;
export type ActionOf<Process extends ProcessName> = ActionName<Chart<Process>>;
export type EventOf<Process extends ProcessName> = EventName<Chart<Process>>;
export type StateOf<Process extends ProcessName> = StateName<Chart<Process>>;

/** A process and one of its actions: `daemon sendFrame`. A name that no chart has is a type error. */
export type ProcessAction = {
  [Process in ProcessName]: `${Process} ${ActionOf<Process>}`;
}[ProcessName];
/** A process and one of its events: `daemon decide`. */
export type ProcessEvent = {
  [Process in ProcessName]: `${Process} ${EventOf<Process>}`;
}[ProcessName];
/** A process and one of its states: `daemon iterating.deciding`. */
export type ProcessState = {
  [Process in ProcessName]: `${Process} ${StateOf<Process>}`;
}[ProcessName];

/** A process and one of its control states, for a property. */
export type ProcessStates = {
  [Process in ProcessName]: {
    readonly process: Process;
    readonly states: readonly StateOf<Process>[];
  };
}[ProcessName];

/** `Controls` that knows the states of the charts. */
export interface MigrationControls extends Pick<Controls, 'unhandledMessage'> {
  in<Process extends ProcessName>(
    process: Process,
    states: readonly StateOf<Process>[],
  ): (words: Uint32Array) => boolean;
}

/** What a step of the migration does, in order. */
export function actionsOf(step: {
  readonly process: string;
  readonly rule: Rule | undefined;
}): readonly ProcessAction[] {
  const names = step.rule?.actions ?? [];
  return names.map((name) => `${step.process} ${name}` as ProcessAction);
}
