import type { AnyStateMachine, AnyStateNode } from 'xstate';
import { invariant } from '../foundation/invariant.ts';

/**
 * Refuses the parts of XState that a rule table cannot carry faithfully: context (data lives in the
 * layout), `always` (its guard was seen to branch differently in `transition()` and in an actor),
 * `after`, `invoke`, history, parallel and final states, wildcard events, and actions or guards that
 * are more than a name: inline functions, built-in ones such as `assign` or `raise`, and parameters.
 */
export function refuseUnsupported(machine: AnyStateMachine): void {
  const { context } = machine.config as { context?: unknown };
  const isEmpty = typeof context === 'object' && Object.keys(context ?? {}).length === 0;
  invariant(context === undefined || isEmpty, `${machine.id}: context`);
  visit(machine.root, machine);
}

function visit(node: AnyStateNode, machine: AnyStateMachine): void {
  const at = node.id;
  invariant((node.always ?? []).length === 0, `${at}: always`);
  invariant(node.after.length === 0, `${at}: after`);
  invariant(node.invoke.length === 0, `${at}: invoke`);
  const isPlain = node.type === 'atomic' || node.type === 'compound';
  invariant(isPlain, `${at}: a ${node.type} state`);
  const transitions = [...node.transitions.values()].flat();
  const actions = transitions.flatMap((transition) => transition.actions);
  for (const action of [...node.entry, ...node.exit, ...actions]) {
    const name = requireName(action, `${at}: an action`);
    const implementation: unknown = machine.implementations.actions[name];
    // XState's own action creators return functions that carry a `resolve`.
    const isBuiltIn = typeof implementation === 'function' && 'resolve' in implementation;
    invariant(!isBuiltIn, `${at}: the action ${name} is built into XState`);
  }
  for (const { guard, eventType } of transitions) {
    invariant(!eventType.includes('*'), `${at}: a wildcard event`);
    if (guard !== undefined) requireName(guard, `${at}: a guard`);
  }
  for (const child of Object.values(node.states)) visit(child, machine);
}

/** The name of an action or a guard that is a name and nothing more. */
function requireName(reference: unknown, what: string): string {
  if (typeof reference === 'string') return reference;
  const { type, params } = reference as { type?: unknown; params?: unknown };
  invariant(
    typeof type === 'string' && typeof reference === 'object',
    `${what} must be named by a string`,
  );
  invariant(params === undefined, `${what} (${type}) has parameters`);
  return type;
}
