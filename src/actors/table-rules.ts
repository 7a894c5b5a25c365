import type { Assumptions } from './assumptions.ts';
import type { EventTable } from './event-table.ts';
import type { LocalState } from './local-state.ts';
import type { Lack } from './missing-data.ts';
import type { SourceOutcomes } from './source-outcomes.ts';
import type { ActorEvent, ChildActor } from './xstate/semantics.ts';
import type { StandIns } from './xstate/stand-in.ts';

/** What the tables of all actors of a system have in common. */
export interface TableRules {
  readonly standIns: StandIns;
  readonly events: EventTable;
  /** Events from outside of one type that may come in a state. */
  readonly casesOf: (state: LocalState, type: string) => readonly ActorEvent[];
  readonly outcomesOf: (source: ChildActor) => SourceOutcomes;
  /** Whether what an event or an outcome carries is an assumption: then code that fails on it shows nothing. */
  readonly isAssumed: (
    state: LocalState,
    candidate: { type: string; source?: ChildActor },
  ) => boolean;
  /** Receives each step on what was assumed that a guard which reads it refuses, or that fails by an error of code. */
  readonly onMissing: (lack: Lack) => void;
  /** Receives each source without declared outcomes that is silent. */
  readonly onSilent: (state: LocalState, source: ChildActor) => void;
  readonly isOrdered: boolean;
  /** Local states of one actor at most. */
  readonly snapshotsMax: number;
  /** Elements that a list in a context may gain at most. */
  readonly listGainMax: number;
  /** Receives what is assumed of machines of which nothing is declared; absent where they are refused. */
  readonly assumed: Assumptions | undefined;
  /** Names of actions that were not executed. */
  readonly notExecuted: Set<string>;
}
