import type { Field } from '../layout/field.ts';
import type { ActorTable } from './actor-table.ts';
import type { LocalState } from './local-state.ts';
import type { Mailbox } from './mailbox.ts';
import type { ActorPath } from './xstate/actor-path.ts';

/** A place in the state for one actor at a time: a root, a child that is always at the same path, or one of
 * several places for children that are spawned. */
export interface ActorSlot {
  /** Position among the slots. */
  readonly index: number;
  /** As properties and traces name it. */
  readonly name: string;
  readonly root: string;
  /** Absent for a place that several paths share. */
  readonly path: ActorPath | undefined;
  readonly table: ActorTable;
  /** The local state; 0 where no actor is there. */
  readonly field: Field;
  readonly mailbox: Mailbox | undefined;
}

/** The actor in a slot, or `undefined`. */
export function localIn({ table, field }: ActorSlot, words: Uint32Array): LocalState | undefined {
  return table.states[field.get(words, 0)];
}
