/** Which assigns XState runs while it computes a reaction: run again, they make the context from another one. */
import type { AnyStateMachine, AnyStateNode } from 'xstate';
import { logCode } from './guard-log.ts';

type Assigner = (given: object, params: unknown) => unknown;
type Assignment = Assigner | Readonly<Record<string, unknown>>;

interface Assign {
  (): void;
  readonly type: 'xstate.assign';
  readonly assignment: Assignment;
  readonly resolve: (...given: readonly unknown[]) => readonly [{ readonly context: unknown }];
}

/** Whether all that an action of a prepared machine does is in the log: an assign, or code that is not executed. */
export function isLoggedAction(machine: AnyStateMachine, action: unknown): boolean {
  if (typeof action === 'object' && typeof (action as { params?: unknown }).params === 'function')
    return false;
  const name = typeof action === 'string' ? action : (action as { type?: string }).type;
  const found: unknown =
    typeof action === 'function' ? action : machine.implementations.actions[name!];
  if (typeof found !== 'function') return found === undefined;
  return isAssign(found) || !('resolve' in found);
}

/** Replaces the assigns of a machine, which is a copy of its own, by ones that do the same and are logged. */
export function logAssigns(machine: AnyStateMachine, nodes: readonly AnyStateNode[]): void {
  const named = machine.implementations.actions as unknown as Record<string, unknown>;
  for (const [name, action] of Object.entries(named)) named[name] = withLog(action);
  for (const node of nodes) {
    node.entry = node.entry.map(withLog) as typeof node.entry;
    node.exit = node.exit.map(withLog) as typeof node.exit;
    for (const transition of [...[...node.transitions.values()].flat(), ...(node.always ?? [])]) {
      (transition as { actions: unknown }).actions = transition.actions.map(withLog);
    }
  }
}

function withLog(action: unknown): unknown {
  if (!isAssign(action)) return action;
  const { assignment, resolve } = action;
  const logging: Assign['resolve'] = (...given) => {
    const params = given[3];
    const made = resolve(...given.slice(0, 4), action, ...given.slice(5));
    logCode({
      makes: ({ context, event }, stranger) => {
        const scope = { context, event, spawn: stranger, self: stranger, system: stranger };
        return assigned(assignment, context as object, (assigner) => assigner(scope, params));
      },
    });
    return made;
  };
  return Object.assign(() => {}, action, { resolve: logging });
}

function isAssign(action: unknown): action is Assign {
  return typeof action === 'function' && 'assignment' in action && 'resolve' in action;
}

/** As XState assigns; a reaction is remembered only if this gives the context that XState gave. */
function assigned(
  assignment: Assignment,
  context: object,
  run: (assigner: Assigner) => unknown,
): object {
  if (typeof assignment === 'function') return { ...context, ...(run(assignment) as object) };
  const made: Record<string, unknown> = { ...context };
  for (const [key, value] of Object.entries(assignment))
    made[key] = typeof value === 'function' ? run(value as Assigner) : value;
  return made;
}
