import type { AnyActorLogic, AnyMachineSnapshot, SnapshotFrom } from 'xstate';
import type { SourceOutcomes } from './source-outcomes.ts';

/** Payloads with which an event from outside may come: everything but its type. A function makes them from the
 * snapshot of the actor, which is the state that they may depend on. */
// oxlint-disable-next-line typescript/no-explicit-any -- payloads and snapshots are the user's own types
export type EventCases = readonly any[] | ((snapshot: any) => readonly any[]);

export interface ActorOptions {
  /** What the machine starts with; a function receives references to the other actors. */
  readonly input?: unknown;
  /** Several inputs to start with: which one is the first choice of the environment. */
  readonly inputs?: readonly unknown[];
  /** Names under which the machine reaches other actors: as children in `sendTo('name', ...)` and as `systemId`;
   * `'#_parent'` is the target of `sendParent`. */
  readonly sends?: Readonly<Record<string, string>>;
  /** Its events from outside, in place of those of the system; `false` for none. */
  readonly events?: Readonly<Record<string, EventCases>> | false;
}

/** A machine, or other logic of XState, with what it starts with and whom it reaches. */
export interface ActorDefinition<Logic extends AnyActorLogic = AnyActorLogic> extends ActorOptions {
  readonly logic: Logic;
}

/** Names a machine as an actor of a system: see {@link ActorOptions}. */
export function actor<Logic extends AnyActorLogic>(
  logic: Logic,
  options: ActorOptions = {},
): ActorDefinition<Logic> {
  return { ...options, logic };
}

/** Actors of a system by name: definitions, or machines as they are. */
export type ActorsByName = Readonly<Record<string, AnyActorLogic | ActorDefinition>>;

type LogicOf<Given> = Given extends ActorDefinition<infer Logic> ? Logic : Given;

/** The snapshots of all actors: what a property reads. Children that a state invokes have names like
 * `checkout/payment`; a child that is not there is `undefined`. */
export type SnapshotsOf<Actors extends ActorsByName> = {
  readonly [Name in keyof Actors]: LogicOf<Actors[Name]> extends AnyActorLogic
    ? SnapshotFrom<LogicOf<Actors[Name]>>
    : never;
} & { readonly [child: `${string}/${string}`]: AnyMachineSnapshot | undefined };

/** The snapshot of an actor of which no more is known. */
export type SnapshotOfAny = AnyMachineSnapshot;

export type SnapshotPredicate<Actors extends ActorsByName> = (
  snapshots: SnapshotsOf<Actors>,
) => boolean;

/** A predicate, with the situation that puts it to the test: never true, the property is `vacuous`. */
export type AlwaysProperty<Actors extends ActorsByName> =
  | SnapshotPredicate<Actors>
  | { readonly holds: SnapshotPredicate<Actors>; readonly when: SnapshotPredicate<Actors> };

export interface MailboxOptions {
  /** Messages that wait for one actor at most. Default 2. */
  readonly capacity?: number;
  /** What it means that a message finds its mailbox full; `drop`: it is lost, as on a network. Default: a violation. */
  readonly full?: 'violation' | 'drop';
  /** What it means that an actor has no transition for a message. Default: a violation. */
  readonly unhandled?: 'violation' | 'ignore';
  /**
   * How actors of one root, a machine and all that it starts, hear from one another. `immediate`: at once, as in
   * one thread of JavaScript, where nothing comes between; `mailbox`: by mailboxes, in every interleaving, as
   * roots do among themselves. Default `immediate`.
   */
  readonly family?: 'immediate' | 'mailbox';
}

/** Machines, and what surrounds them. */
export interface ActorsDefinition<Actors extends ActorsByName> {
  /** Default: the names of the actors. */
  readonly name?: string;
  readonly actors: Actors;
  /** Events from outside by type. Default: every event that a machine names, without a payload. */
  readonly events?: Readonly<Record<string, EventCases>>;
  /** What promises, callbacks and observables may do, by the name of the source or the id of the invocation. */
  readonly outcomes?: Readonly<Record<string, SourceOutcomes>>;
  /** What is assumed of a source without outcomes. Default: it is refused, with a line that says what to add; if
   * `undeclared` is `assume`, a promise ends with undefined or fails, and others are silent. */
  readonly undeclaredOutcomes?: (name: string, kind: string) => SourceOutcomes;
  /**
   * What happens where something is not declared: it is refused, with a line that says what to add; or it is
   * assumed, and the verdict names it: a guard that nobody implements may hold or not, an input has no values,
   * data that a clock or chance gives decides nothing. Default `refuse`.
   */
  readonly undeclared?: 'refuse' | 'assume';
  /** Roots may send to a parent, who hears it and does nothing: for a machine that another one starts. Default:
   * `sendParent` of a root fails, as in XState; if `undeclared` is `assume`, they may. */
  readonly hasParent?: boolean;
  /** A boundary: what lies beyond it is not looked at, and the verdict says so. */
  readonly within?: SnapshotPredicate<Actors>;
  /** What of a context counts as state, by the name of an actor or the id of a machine. What it leaves out must
   * not decide anything. */
  // oxlint-disable-next-line typescript/no-explicit-any -- contexts are the user's own types
  readonly project?: Readonly<Record<string, (context: any) => unknown>>;
  /** Groups of actors of one machine of which it does not matter which is which. Of states that differ only in
   * that, one is explored. Their names in data (a text or a key that is such a name, a reference) are exchanged, too;
   * actors that a property, an input or a machine treats differently are refused. */
  readonly symmetric?: readonly (readonly string[])[];
  readonly mailbox?: MailboxOptions;
  /** Delayed events of one actor come in any order, or no earlier than those that are due before. Default `any`. */
  readonly delays?: 'any' | 'ordered';
  /** What must hold in every state. */
  readonly always?: Readonly<Record<string, AlwaysProperty<Actors>>>;
  /** What every fair run must reach. */
  readonly eventually?: Readonly<Record<string, SnapshotPredicate<Actors>>>;
  /** Whenever the first holds, the second holds then or later. */
  readonly leadsTo?: Readonly<
    Record<string, readonly [SnapshotPredicate<Actors>, SnapshotPredicate<Actors>]>
  >;
  /** What some run must reach. */
  readonly reachable?: Readonly<Record<string, SnapshotPredicate<Actors>>>;
  /** States in which it is right that nothing moves any more. Default: every root has ended, has no transition
   * left, or is in the state that it started in. */
  readonly rest?: SnapshotPredicate<Actors>;
  /** Events from outside that are bound to come where they can: fairness includes them. Default: none. */
  readonly bound?: readonly string[];
  /** Spawned actors of one root at once, at most. Default 4; a root that spawns none has no such places. */
  readonly spawned?: number;
  /** Snapshots of one actor, at most: more is unbounded growth. Default 20,000; 65,535 at most. */
  readonly snapshotsMax?: number;
  /** Elements that a list in a context may have more than any list had at the start: more is unbounded growth.
   * Default: no limit. */
  readonly listGainMax?: number;
  /** Cases of one event that a function gives, at most. Default 16. */
  readonly casesMax?: number;
}

export type AnyActorsDefinition = ActorsDefinition<ActorsByName>;

/** Whether roots have a parent outside the system. */
export function hasParentOf({ hasParent, undeclared }: AnyActorsDefinition): boolean {
  return hasParent ?? undeclared === 'assume';
}

/** The definition of an actor, also where a machine was given as it is. */
export function definitionOf(given: AnyActorLogic | ActorDefinition): ActorDefinition {
  return 'logic' in given ? given : { logic: given };
}
