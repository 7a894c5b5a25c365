import {
  getNextTransitions,
  initialTransition,
  transition,
  type AnyMachineSnapshot,
  type AnyStateMachine,
  type AnyStateNode,
  type AnyTransitionDefinition,
} from 'xstate';
import { invariant } from '../foundation/invariant.ts';
import { ModelError } from '../foundation/model-error.ts';
import { unsupportedIn } from './supported.ts';

/**
 * One transition of a chart, seen from one control state: in state `source`, on `event`, if `guard`
 * holds (and no earlier rule of the same state and event did), run `actions` and go to `target`.
 */
export interface Rule {
  /** Position in {@link RuleTable.rules}. */
  readonly id: number;
  /** Index into {@link RuleTable.states}. */
  readonly source: number;
  readonly event: string;
  readonly guard: string | undefined;
  /** Names, in the order in which XState would run them: exit, transition, entry. */
  readonly actions: readonly string[];
  readonly target: number;
  /** Where the protocol says so, or why the chart goes beyond it. */
  readonly description: string;
  /** The state node that declares the transition and its place there: which arrow in the drawing. */
  readonly declaredAt: string;
}

/** A message that a state leaves in its channel, and why. From `meta.defers` of the chart. */
export interface Deferral {
  readonly state: number;
  readonly event: string;
  readonly reason: string;
}

/** A chart as a table. States are leaf configurations, written as dotted paths. */
export interface RuleTable {
  readonly name: string;
  readonly states: readonly string[];
  readonly initial: number;
  /** Every event that some transition names, in order of first appearance. */
  readonly events: readonly string[];
  readonly rules: readonly Rule[];
  readonly deferrals: readonly Deferral[];
}

/** The path of a state value: `{ started: 'walking' }` is `started.walking`. */
export function statePath(value: AnyMachineSnapshot['value']): string {
  if (typeof value === 'string') return value;
  const entries = Object.entries(value);
  const [entry] = entries;
  invariant(entry !== undefined && entries.length === 1, 'parallel states are not supported');
  return `${entry[0]}.${statePath(entry[1] as AnyMachineSnapshot['value'])}`;
}

function nameOf(reference: unknown, what: string): string {
  const name =
    typeof reference === 'string' ? reference : (reference as { type?: unknown } | undefined)?.type;
  invariant(typeof name === 'string', `${what} must be named by a string`);
  return name;
}

function guardNames(node: AnyStateNode): string[] {
  const own = [...node.transitions.values()]
    .flat()
    .flatMap(({ guard }) => (guard === undefined ? [] : [nameOf(guard, 'a guard')]));
  return [...own, ...Object.values(node.states).flatMap(guardNames)];
}

function deferralsOf(snapshot: AnyMachineSnapshot, state: number): Deferral[] {
  const metas = Object.values(snapshot.getMeta() as Record<string, unknown>);
  return metas.flatMap((meta) => {
    const defers = (meta as { defers?: Record<string, string> } | undefined)?.defers ?? {};
    return Object.entries(defers).map(([event, reason]) => ({ state, event, reason }));
  });
}

/**
 * Turns a machine into its rule table, once, through XState's public functions: which transitions a
 * state has comes from `getNextTransitions`, what each does from `transition` with every guard but
 * the wanted one closed. So XState, not this file, decides entry and exit order and inheritance.
 *
 * Made once for each machine. Throws `ModelError`, which names every cause, for a chart that a table cannot carry
 * (see `supported.ts`) and for a transition that can never be taken because an earlier one of the same state and
 * event covers it.
 */
export function ruleTable(machine: AnyStateMachine): RuleTable {
  const known = tables.get(machine);
  if (known !== undefined) return known;
  const problems = unsupportedIn(machine);
  if (problems.length > 0) throw new ModelError(problems);
  const table = readTable(machine);
  tables.set(machine, table);
  return table;
}

/** Machines are immutable: an edited one is another machine. */
const tables = new WeakMap<AnyStateMachine, RuleTable>();

function readTable(machine: AnyStateMachine): RuleTable {
  let open = '';
  const guards = Object.fromEntries(
    guardNames(machine.root).map((name) => [name, () => name === open]),
  );
  const oracle = machine.provide({ guards });
  const [first, initialActions] = initialTransition(oracle);
  invariant(initialActions.length === 0, `${machine.id}: entry actions of the initial state`);
  const snapshots: AnyMachineSnapshot[] = [first];
  const states = [statePath(first.value)];
  const events: string[] = [];
  const rules: Rule[] = [];
  const deferrals: Deferral[] = [];
  const dead: string[] = [];

  for (let source = 0; source < snapshots.length; source++) {
    const snapshot = snapshots[source]!;
    deferrals.push(...deferralsOf(snapshot, source));
    const seen = new Map<string, AnyStateNode>();
    for (const candidate of getNextTransitions(snapshot)) {
      const event = candidate.eventType;
      const guard = candidate.guard === undefined ? undefined : nameOf(candidate.guard, 'a guard');
      const where = `${machine.id}.${states[source]} on ${event}`;
      // A row of an ancestor may be overridden by a row of its descendant; within one state node a
      // second row of the same guard could never be taken and is a mistake.
      const cover = seen.get(event) ?? seen.get(`${event} ${guard}`);
      if (cover === candidate.source) dead.push(`${where}: ${deadTransition}`);
      if (cover !== undefined) continue;
      seen.set(guard === undefined ? event : `${event} ${guard}`, candidate.source);
      if (!events.includes(event)) events.push(event);

      open = guard ?? '';
      const [next, actions] = transition(oracle, snapshot, { type: event });
      const path = statePath(next.value);
      let target = states.indexOf(path);
      if (target < 0) target = states.push(path) - 1;
      if (target === snapshots.length) snapshots.push(next);
      rules.push({
        id: rules.length,
        source,
        event,
        guard,
        actions: actions.map((action) => nameOf(action, 'an action')),
        target,
        description: candidate.description ?? '',
        declaredAt: declarationOf(candidate),
      });
    }
  }
  if (dead.length > 0) throw new ModelError(dead);
  return { name: machine.id, states, initial: 0, events, rules, deferrals };
}

const deadTransition =
  'a dead transition: one before it has no guard, or the same one. Remove it, or change the order';

function declarationOf(candidate: AnyTransitionDefinition): string {
  const siblings = candidate.source.transitions.get(candidate.eventType) ?? [];
  return `${candidate.source.id}:${candidate.eventType}:${siblings.indexOf(candidate)}`;
}
