import type { AnyStateMachine, StateMachine } from 'xstate';
import type { Action, Guard, ProcessDefinition } from './definition.ts';

/* oxlint-disable typescript/no-explicit-any -- positions of XState's type that do not matter here */

/** The names in a union of XState's parameterized objects; any string where nothing is known. */
type NameIn<Objects> = Objects extends { readonly type: infer Name extends string } ? Name : never;

/** The names that a chart made by `setup` declares. */
// prettier-ignore
type NamesIn<Machine> =
  Machine extends StateMachine<
    any, infer Events, any, any, infer Actions, infer Guards, any, any, any, any, any, any, any, any, any
  >
    ? { events: NameIn<Events>; actions: NameIn<Actions>; guards: NameIn<Guards> }
    : never;

export type GuardName<Machine extends AnyStateMachine> = NamesIn<Machine>['guards'];
export type ActionName<Machine extends AnyStateMachine> = NamesIn<Machine>['actions'];
/** Known where `types.events` of `setup` says them. */
export type EventName<Machine extends AnyStateMachine> = NamesIn<Machine>['events'];

/** A process whose chart says which names must be implemented. */
export interface TypedProcess<Machine extends AnyStateMachine> extends Omit<
  ProcessDefinition,
  'machine' | 'guards' | 'actions' | 'choices' | 'idleEvents'
> {
  readonly machine: Machine;
  readonly guards: Readonly<Record<GuardName<Machine>, Guard>>;
  readonly actions: Readonly<Record<ActionName<Machine>, Action>>;
  readonly choices?: Readonly<Partial<Record<EventName<Machine>, number>>>;
  readonly idleEvents?: readonly EventName<Machine>[];
}

/**
 * A process of which the compiler knows the chart: a guard or an action that the chart names and nobody
 * implements, an implementation that the chart does not name, and an event that it does not have are
 * type errors. Names are known for charts made by `setup({ guards, actions, types: { events } })`; where
 * they are not, any is taken, and `defineSystem` throws for what is missing.
 */
export function defineProcess<Machine extends AnyStateMachine>(
  process: TypedProcess<Machine>,
): ProcessDefinition {
  return process as ProcessDefinition;
}
