import type { AnyStateMachine, StateMachine } from 'xstate';
import type { Action, Guard, ProcessDefinition } from './definition.ts';

/* oxlint-disable typescript/no-explicit-any -- positions of XState's type that do not matter here */

/** The names in a union of XState's parameterized objects; any string where nothing is known. */
type NameIn<Objects> = Objects extends { readonly type: infer Name extends string } ? Name : never;

/** The names that a chart made by `setup` declares. */
// oxfmt-ignore
type NamesIn<Machine> =
  Machine extends StateMachine<
    any, infer Events, any, any, infer Actions, infer Guards,
    any, any, any, any, any, any, any, infer Schema, any
  >
    ? {
        events: NameIn<Events>; actions: NameIn<Actions>; guards: NameIn<Guards>; states: PathIn<Schema>
      }
    : never;

/** Dotted paths of the states, parents included. */
type PathIn<Schema> = Schema extends { readonly states: infer States }
  ? {
      [Name in keyof States & string]: Name | `${Name}.${PathIn<States[Name]>}`;
    }[keyof States & string]
  : never;

export type GuardName<Machine extends AnyStateMachine> = NamesIn<Machine>['guards'];
export type ActionName<Machine extends AnyStateMachine> = NamesIn<Machine>['actions'];
/** What the guards of a chart mean: all that it names, and no other. */
export type GuardsOf<Machine extends AnyStateMachine> = Readonly<Record<GuardName<Machine>, Guard>>;
/** What the actions of a chart do: all that it names, and no other. */
export type ActionsOf<Machine extends AnyStateMachine> = Readonly<
  Record<ActionName<Machine>, Action>
>;
/** Known where `types.events` of `setup` says them. */
export type EventName<Machine extends AnyStateMachine> = NamesIn<Machine>['events'];

/** A state as properties and `Controls.in` name it: its dotted path. */
export type StateName<Machine extends AnyStateMachine> = NamesIn<Machine>['states'];

/** What implements the names of a chart; may be absent if there is none. */
type Implementing<Key extends string, Names extends string, Code> = [Names] extends [never]
  ? { readonly [Member in Key]?: Readonly<Record<string, never>> }
  : { readonly [Member in Key]: Readonly<Record<Names, Code>> };

/** A process whose chart says which names must be implemented. */
export type TypedProcess<Machine extends AnyStateMachine> = Omit<
  ProcessDefinition,
  'machine' | 'guards' | 'actions' | 'choices' | 'environmentEvents'
> &
  Implementing<'guards', GuardName<Machine>, Guard> &
  Implementing<'actions', ActionName<Machine>, Action> & {
    readonly machine: Machine;
    readonly choices?: Readonly<Partial<Record<EventName<Machine>, number>>>;
    readonly environmentEvents?: readonly EventName<Machine>[];
  };

/**
 * A process of which the compiler knows the chart: a guard or an action that the chart names and nobody
 * implements, an implementation that the chart does not name, and an event that it does not have are
 * type errors. Names are known for charts made by `setup({ guards, actions, types: { events } })`; where
 * they are not, any is taken, and `defineSystem` throws for what is missing.
 *
 * @example
 * ```ts
 * import { check, defineProcess, defineSystem } from 'skipover';
 * import { setup } from 'xstate';
 *
 * const machine = setup({ actions: { ring: () => {} } }).createMachine({
 *   initial: 'quiet',
 *   states: { quiet: { on: { press: { target: 'ringing', actions: 'ring' } } }, ringing: {} },
 * });
 * const bell = defineSystem({
 *   name: 'bell',
 *   build: (layout, controls) => {
 *     const rings = layout.scalar('rings', { max: 1 });
 *     const ring = (words: Uint32Array): void => rings.set(words, 1);
 *     // Without `ring`, or with a name that the chart does not have, this does not compile.
 *     const process = defineProcess({ name: 'bell', machine, actions: { ring } });
 *     return { processes: [process], isTerminal: controls.in('bell', ['ringing']), properties: [] };
 *   },
 * });
 * console.log(check(bell).verdict); // verified
 * ```
 */
export function defineProcess<Machine extends AnyStateMachine>(
  process: TypedProcess<Machine>,
): ProcessDefinition {
  return { guards: {}, actions: {}, ...process } as ProcessDefinition;
}
