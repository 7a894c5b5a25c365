import type { AnyStateMachine, AnyStateNode } from 'xstate';

/** What a chart may not use, why, and what to write instead. */
const refusals = {
  context:
    "context is refused: the checker compares and packs states, and sees only the layout. Declare a field in `build`, and read and write it in the process's guards and actions",
  always:
    'always is refused: an eventless transition would be taken where no schedule sees it. Give the transition an event of its own; the checker takes it at every moment',
  after:
    'after is refused: no state holds the time. Give the transition an event of its own; the checker takes it at every moment, early and late',
  invoke:
    'invoke is refused: the checker cannot see what another actor does. Make it a process of its own, and talk to it through a channel',
  history:
    'a history state is refused: what it remembers lies outside of the state. Remember it in a field, and choose the target by a guard',
  parallel:
    'a parallel state is refused: its regions would move in one step. Make each region a process of its own',
  final:
    'a final state is refused: it ends the actor. Use a state without transitions, and name it in `isTerminal`',
  wildcard:
    'a wildcard event is refused: it would take messages that nobody thought of. Name every event that the state takes',
  stateless: 'no states: a process needs at least one. Give the machine `initial` and `states`',
} as const;

/**
 * Every use of a part of XState that a rule table cannot carry faithfully, in words: where, why, and what to write
 * instead. Context (data lives in the layout), `always` (its guard was seen to branch differently in `transition()`
 * and in an actor), `after`, `invoke`, history, parallel and final states, wildcard events, entry actions of the
 * initial state, and actions or guards that are more than a name: inline functions, built-in ones such as `assign` or
 * `raise`, and parameters. Empty if the chart is supported.
 */
export function unsupportedIn(machine: AnyStateMachine): string[] {
  const { context } = machine.config as { context?: unknown };
  const isEmpty = typeof context === 'object' && Object.keys(context ?? {}).length === 0;
  const hasContext = context !== undefined && !isEmpty;
  return [
    ...(hasContext ? [`${machine.id}: ${refusals.context}`] : []),
    ...(Object.keys(machine.root.states).length === 0
      ? [`${machine.id}: ${refusals.stateless}`]
      : []),
    ...problemsOf(machine.root, machine),
    ...initialEntries(machine.root).map(
      (name) =>
        `${machine.id}: the entry action ${name} of the initial state is refused: it would run before the first ` +
        'step. Write its effect in `initialize`',
    ),
  ];
}

function problemsOf(node: AnyStateNode, machine: AnyStateMachine): string[] {
  const found: string[] = [];
  const refuse = (what: keyof typeof refusals): void =>
    void found.push(`${node.id}: ${refusals[what]}`);
  if ((node.always ?? []).length > 0) refuse('always');
  if (node.after.length > 0) refuse('after');
  if (node.invoke.length > 0) refuse('invoke');
  if (node.type !== 'atomic' && node.type !== 'compound') refuse(node.type);
  const transitions = [...node.transitions.values()].flat().filter(isWritten);
  if (transitions.some(({ eventType }) => eventType.includes('*'))) refuse('wildcard');
  const actions = transitions.flatMap((transition) => transition.actions);
  // XState raises what is delayed on entry and cancels it on exit: `after` has been refused already.
  const own = [...node.entry, ...node.exit].filter(
    (each) => node.after.length === 0 || !isXStates(each),
  );
  for (const action of [...own, ...actions]) {
    const problem = problemOfReference(action, 'action') ?? builtIn(action, machine);
    if (problem !== undefined) found.push(`${node.id}: ${problem}`);
  }
  for (const { guard } of transitions) {
    const problem = guard === undefined ? undefined : problemOfReference(guard, 'guard');
    if (problem !== undefined) found.push(`${node.id}: ${problem}`);
  }
  return [
    ...new Set(found),
    ...Object.values(node.states).flatMap((child) => problemsOf(child, machine)),
  ];
}

/** XState makes transitions of `after`, `invoke` and final states itself; those are refused by their cause. */
function isWritten({ eventType }: { readonly eventType: string }): boolean {
  return !eventType.startsWith('xstate.');
}

function isXStates(action: unknown): boolean {
  const { type } = action as { type?: unknown };
  return typeof type === 'string' && type.startsWith('xstate.');
}

/** Names that a function has only because of where it stands. */
const keys: readonly string[] = ['', 'actions', 'guard', 'entry', 'exit'];

/** Why an action or a guard is more than a name; `undefined` if it is one. */
function problemOfReference(reference: unknown, what: 'action' | 'guard'): string | undefined {
  if (typeof reference === 'string') return undefined;
  const { type, params } = (reference ?? {}) as { type?: unknown; params?: unknown };
  if (typeof reference !== 'object' || typeof type !== 'string') {
    const name = typeof reference === 'function' ? (reference as { name: string }).name : '';
    const called = keys.includes(name) ? '' : ` (${name})`;
    return (
      `${what === 'guard' ? 'a guard' : 'an action'} must be named by a string${called}: an inline or built-in one has no name that ` +
      `a trace could show. Declare it in setup({ ${what}s }), and implement it in the process's \`${what}s\``
    );
  }
  if (params === undefined) return undefined;
  return (
    `the ${what} ${type} has parameters, which is refused: a name must mean one thing. Give each variant a name, ` +
    "or use the environment's choice"
  );
}

/** XState's own action creators return functions that carry a `resolve`. */
function builtIn(action: unknown, machine: AnyStateMachine): string | undefined {
  const name = typeof action === 'string' ? action : (action as { type: string }).type;
  const implementation: unknown = machine.implementations.actions[name];
  if (typeof implementation !== 'function' || !('resolve' in implementation)) return undefined;
  return (
    `the action ${name} is built into XState, which is refused: XState would do it out of sight of the checker. ` +
    "Write its effect on the layout in the process's `actions`, and send messages through a channel"
  );
}

/** Names of the entry actions that entering the initial state would run. */
function initialEntries(node: AnyStateNode): string[] {
  const own = node.entry.flatMap((action) => {
    const name =
      typeof action === 'string' ? action : (action as { type?: unknown } | undefined)?.type;
    return typeof name === 'string' && !isXStates(action) ? [name] : [];
  });
  const initial = node.initial?.target[0];
  return initial === undefined ? own : [...own, ...initialEntries(initial)];
}
