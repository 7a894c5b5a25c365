import { createMachine, type AnyStateMachine } from 'xstate';
import { invariant } from '../foundation/invariant.ts';

/** A transition as written in the literal configuration of a chart. */
export interface LiteralTransition {
  readonly guard?: string;
  readonly target?: string;
  readonly actions?: string | readonly string[];
}

/** Which transition of a chart is changed, and into what. */
export interface TransitionEdit {
  /** Dotted path of the state node that declares it; empty for the chart itself. */
  readonly state: string;
  readonly event: string;
  /** Its place among the transitions of that event. Default: the first. */
  readonly at?: number;
  /** What is different; a key that is `undefined` is taken away. Absent: the transition is dropped. */
  readonly becomes?: {
    readonly [Key in keyof LiteralTransition]: LiteralTransition[Key] | undefined;
  };
}

interface LiteralState {
  states?: Record<string, LiteralState>;
  on?: Record<string, LiteralTransition | LiteralTransition[]>;
}

/**
 * A copy of a chart in which one literal transition is replaced or dropped. Guards and actions are names,
 * so the copy is bound like the original. Throws `InvariantError` where there is no such transition.
 */
export function withEdit(machine: AnyStateMachine, edit: TransitionEdit): AnyStateMachine {
  const config = structuredClone(machine.config) as LiteralState;
  const { state, event, at = 0, becomes } = edit;
  const where = `${machine.id}.${state} on ${event}`;
  const node = (state === '' ? [] : state.split('.')).reduce<LiteralState | undefined>(
    (above, name) => above?.states?.[name],
    config,
  );
  const declared = node?.on?.[event];
  invariant(node?.on !== undefined && declared !== undefined, `${where}: no such transition`);
  const rows = Array.isArray(declared) ? declared : [declared];
  const row = rows[at];
  invariant(row !== undefined, `${where}: no transition number ${at}`);
  const edited = becomes === undefined ? [] : [replaced(row, becomes)];
  const rest = rows.toSpliced(at, 1, ...edited);
  if (rest.length > 0) node.on[event] = rest;
  else delete node.on[event];
  return createMachine(config as never, machine.implementations as never);
}

function replaced(
  row: LiteralTransition,
  becomes: NonNullable<TransitionEdit['becomes']>,
): LiteralTransition {
  const entries = Object.entries({ ...row, ...becomes });
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}
