import type { AnyStateMachine, AnyStateNode } from 'xstate';
import { invariant } from '../foundation/invariant.ts';

/**
 * Refuses the parts of XState that a rule table cannot carry faithfully: context (data lives in the
 * layout), `always` (its guard was seen to branch differently in `transition()` and in an actor),
 * `after`, `invoke`, history, parallel and final states, and wildcard events.
 */
export function refuseUnsupported(machine: AnyStateMachine): void {
  const visit = (node: AnyStateNode): void => {
    const at = node.id;
    invariant((node.always ?? []).length === 0, `${at}: always`);
    invariant(node.after.length === 0, `${at}: after`);
    invariant(node.invoke.length === 0, `${at}: invoke`);
    invariant(node.type === 'atomic' || node.type === 'compound', `${at}: a ${node.type} state`);
    invariant(!node.ownEvents.some((event) => event.includes('*')), `${at}: a wildcard event`);
    Object.values(node.states).forEach(visit);
  };
  visit(machine.root);
  invariant(Object.keys(machine.config.context ?? {}).length === 0, `${machine.id}: context`);
}
