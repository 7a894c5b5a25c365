import type { AnyStateMachine } from 'xstate';
import type { Field } from '../layout/field.ts';
import type { LayoutBuilder } from '../layout/layout.ts';
import type { Channel } from './channel.ts';
import type { Goal } from './liveness-goal.ts';

/** A named condition of a chart. Reads `words`, writes nothing; `choice` is the environment's. */
export type Guard = (words: Uint32Array, choice: number) => boolean;
/** A named effect of a chart. Writes `words`; `choice` is the environment's. */
export type Action = (words: Uint32Array, choice: number) => void;

/** One chart instance with what its names mean. */
export interface ProcessDefinition {
  readonly name: string;
  readonly machine: AnyStateMachine;
  /** By the names that the chart uses. */
  readonly guards: Readonly<Record<string, Guard>>;
  readonly actions: Readonly<Record<string, Action>>;
  /** Channels whose messages are this chart's events. Every other event is the process's own step. */
  readonly inbox?: readonly Channel[];
  /** For the process's own events: how many choices the environment has (default 1). */
  readonly choices?: Readonly<Record<string, number>>;
  /** The process takes no step while this is false (a paused virtual machine, say). */
  readonly runsWhile?: Guard;
  /** Own events that do not count as progress when looking for a deadlock. */
  readonly environmentEvents?: readonly string[];
  /** Messages of the inbox that a state without a transition for them takes away and drops. By default such a message
   * violates the property `unhandled-message`. */
  readonly ignores?: readonly string[];
}

/** What must hold, as one predicate over states. */
export interface Property {
  readonly id: string;
  readonly title: string;
  /** Process and control states at which it must hold; everywhere if absent. */
  readonly at?: { readonly process: string; readonly states: readonly string[] };
  /** `undefined` where it holds; else which clause failed, with its values. */
  readonly violation: (words: Uint32Array) => Violation | undefined;
  /** The sentences that it consists of, where it has several: it holds where all of them do. */
  readonly clauses?: readonly Clause[];
  /** The situation that puts the property to the test, asked in every state and not only where the
   * property must hold. Never true in a scenario: the property is vacuous there. */
  readonly exercised: Guard;
}

/** A step that was taken, and the memory around it. Reads both, writes neither. */
export interface TakenStep {
  readonly before: Uint32Array;
  readonly after: Uint32Array;
  readonly process: string;
  readonly event: string;
}

/** What must hold of every step: a counter that never goes back, a bit that only its owner sets. */
export interface StepProperty {
  readonly id: string;
  readonly title: string;
  readonly holds: (step: TakenStep) => boolean;
  /** The situation, before a step, that puts the property to the test. */
  readonly exercised: Guard;
}

/** What some run must reach: a stop test that ends some run, a bug that a test must be able to show. */
export interface ReachableGoal {
  readonly id: string;
  readonly title: string;
  /** Reads `words`, writes nothing. */
  readonly holds: (words: Uint32Array) => boolean;
}

/** One of the sentences of a property. */
export interface Clause {
  readonly title: string;
  readonly violation: (words: Uint32Array) => Violation | undefined;
}

export interface Violation {
  /** The failure class: equal failures share it and count as one. */
  readonly failureClass: string;
  /** What exactly is wrong in this state, in words. */
  readonly detail: string;
  /** The element of memory that the failure is about, if there is one. */
  readonly about?: { readonly field: string; readonly index: number };
}

/** Whatever may be asked of a system: of every state, of every step, of some run, of every fair run. */
export type SystemProperty = Property | StepProperty | ReachableGoal | Goal;

/** What every system with channels is asked unless it opts out: that no state receives a message without a
 * transition for it, and that no message is sent into a full queue. */
export type DefaultProperty = 'unhandledMessage' | 'lostSend';

export interface SystemDefinition {
  readonly name: string;
  /** Declares the memory and returns the processes that work on it. Called once for a system, once
   * more for the first, slow states of a search, and once more if a reduction records accesses: so it keeps nothing
   * from one call to the next. */
  readonly build: (layout: LayoutBuilder, control: Controls) => SystemParts;
}

export interface SystemParts {
  readonly processes: readonly ProcessDefinition[];
  /** Writes the initial memory into zeroed words. Default: all zero. */
  readonly initialize?: (words: Uint32Array) => void;
  /** States in which it is right that nothing moves any more. Default: none, so that every end is a deadlock. */
  readonly isTerminal?: Guard;
  /** What must hold, of whatever kind; ids differ. See `always`, `never`, `everyStep`, `reachable`, `eventually`,
   * `leadsTo`. */
  readonly properties: readonly SystemProperty[];
  /** More of what must hold of every step. */
  readonly steps?: readonly StepProperty[];
  /** More of what must be reachable. */
  readonly reachable?: readonly ReachableGoal[];
  /** More of what every fair run must do. */
  readonly liveness?: readonly Goal[];
  /** Default properties that are not asked: because another property asks it, or because it may happen. With
   * `unhandledMessage` a message that no state takes is not refused either. */
  readonly ignores?: readonly DefaultProperty[];
  /** Parts of which it does not matter which is which: a process each, or none, and the elements of memory that
   * belong to it, in the same order. Steps, properties and what counts as rest must treat them alike: a search
   * looks, and refuses where they do not. */
  readonly interchangeable?: readonly InterchangeablePart[];
  /** In place of `interchangeable`, where memory means more than its words show. */
  readonly symmetry?: SystemSymmetry;
  readonly narrator?: Narrator;
}

/** Exchanges of parts that are alike, for a system that knows itself how its states look with them exchanged. */
export interface SystemSymmetry {
  /** Puts a state in place of all that are like it. In place. */
  readonly normalise: (words: Uint32Array) => void;
  /** Exchanges from which all others are made; a search tries them on a sample of states. */
  readonly exchanges: readonly {
    /** Which parts are exchanged, in words. */
    readonly name: string;
    /** A state after the exchange. */
    readonly image: (words: Uint32Array) => Uint32Array;
  }[];
}

/** Speaks for a system whose memory means more than its fields and control states show. */
export interface Narrator {
  /** A step in words, between the memory before and after it. */
  readonly step: (taken: TakenStep & { readonly choice: number }) => NarratedStep;
  /** What is drawn of a state, by the name of the slot (`field <name>`, `channel <name>`). */
  readonly show: (words: Uint32Array) => Readonly<Record<string, string>>;
  /** What it means that nothing moves any more. */
  readonly stuck: (words: Uint32Array) => Violation;
  /** Why not everything that is reachable can be looked at, once that is so; then nothing is verified. */
  readonly limit: () => string | undefined;
  /** The boundary beyond which nothing is looked at, in words; absent if there is none. */
  readonly boundary: () => string | undefined;
  /** Why nothing at all can happen, once that is so. */
  readonly nothing: () => string;
  /** What the verdict rests on, as far as a search has met it. */
  readonly assumed: () => readonly string[];
  /** How steps are computed, if they are not computed by the tables of rules. */
  readonly semantics: string;
  /** Why one thread alone may search. */
  readonly oneThread: string;
}

export interface NarratedStep {
  readonly event: string;
  readonly from: string;
  readonly to: string;
  /** What else has changed, each on a line. */
  readonly changes: readonly string[];
}

/** One of several parts that are alike. */
export interface InterchangeablePart {
  readonly process?: string;
  readonly elements: readonly { readonly field: Field; readonly index: number }[];
}

/** Lets guards and properties ask where another process stands. Valid once the system is built. */
export interface Controls {
  /** A predicate: is `process` in one of `states` (a dotted path, or a parent of it)? */
  in(process: string, states: readonly string[]): (words: Uint32Array) => boolean;
  /** 1 once a message arrived that the receiving chart has no row for. */
  readonly unhandledMessage: Field;
}
