import { invariant } from '../foundation/invariant.ts';
import { didYouMean } from '../foundation/closest.ts';
import type { Field } from '../layout/field.ts';
import type { Rule, RuleTable } from '../statecharts/rule-table.ts';
import type { Channel } from './channel.ts';
import { checkedAction, checkedGuard } from './checked-code.ts';
import type { UnhandledMessages } from './default-properties.ts';
import type { Action, Guard, ProcessDefinition } from './definition.ts';

/** A rule with its names resolved: all that applying a step needs. */
export interface Transition {
  /** Position in `System.transitions`. */
  readonly id: number;
  readonly process: string;
  readonly event: string;
  /** The rule it comes from; absent for a message that the state has no row for. */
  readonly rule: Rule | undefined;
  readonly guard: Guard | undefined;
  readonly actions: readonly Action[];
  readonly control: Field;
  readonly target: number;
  /** The channel whose head the step takes away. */
  readonly channel: Channel | undefined;
  /** Whether taking it counts as progress (see `ProcessDefinition.environmentEvents`). */
  readonly progress: boolean;
}

/** What one event can do in one control state: the first transition whose guard holds. */
export class Candidates {
  readonly event: string;
  /** How many choices the environment has. */
  readonly choices: number;
  readonly transitions: readonly Transition[];

  constructor(event: string, choices: number, transitions: readonly Transition[]) {
    this.event = event;
    this.choices = choices;
    this.transitions = transitions;
  }

  /** The transition that is taken with this choice, or -1; `counts` learns every guard asked. */
  first(words: Uint32Array, choice: number, counts?: GuardCounts): number {
    const { transitions } = this;
    for (let index = 0; index < transitions.length; index++) {
      const { id, guard } = transitions[index]!;
      if (guard === undefined) return id;
      const holds = guard(words, choice);
      if (counts !== undefined) {
        if (holds) counts.held[id]! += 1;
        else counts.failed[id]! += 1;
      }
      if (holds) return id;
    }
    return -1;
  }
}

export interface Mailbox {
  readonly channel: Channel;
  /** By message index; `undefined` where the state leaves the message in the channel. */
  readonly byMessage: readonly (Candidates | undefined)[];
}

/** What a process may do in one control state. */
export interface StateEntry {
  readonly own: readonly Candidates[];
  readonly mailboxes: readonly Mailbox[];
}

export interface CompileInput {
  readonly process: ProcessDefinition;
  readonly table: RuleTable;
  readonly control: Field;
  readonly unhandled: UnhandledMessages;
  /** All transitions of the system so far; the process's are appended. */
  readonly transitions: Transition[];
  /** Whether a message that no state takes is refused: not if the system asks that itself. */
  readonly refusesUnheard: boolean;
  /** Whether guards and actions are watched closely: slow, for the first states of a search. */
  readonly isChecked: boolean;
  /** Mistakes, in words, are appended: a process with one is of no use. */
  readonly problems: string[];
}

/** Receives an enabled step. Returning nothing; a plain loop calls it, so it must be cheap. */
export type StepVisitor = (transition: number, choice: number) => void;

/** How often each guard came out true and false; indexed by transition. */
export interface GuardCounts {
  readonly held: Float64Array;
  readonly failed: Float64Array;
}

/** Choices of an event that are looked at where they are drawn: see `sampleEnabled`. */
export const probes = 16;

/** A process ready to run: its table with names resolved, indexed by control state. */
export class CompiledProcess {
  readonly name: string;
  readonly definition: ProcessDefinition;
  readonly table: RuleTable;
  readonly control: Field;
  readonly #runsWhile: Guard | undefined;
  /** By control state. */
  readonly states: readonly StateEntry[];

  constructor(input: CompileInput, states: readonly StateEntry[]) {
    this.name = input.process.name;
    this.definition = input.process;
    this.table = input.table;
    this.control = input.control;
    this.#runsWhile = input.process.runsWhile;
    this.states = states;
  }

  /** Visits every enabled step; `counts`, if given, learns the outcome of every guard asked. */
  forEachEnabled(words: Uint32Array, visit: StepVisitor, counts?: GuardCounts): void {
    if (this.#runsWhile !== undefined && !this.#runsWhile(words, 0)) return;
    const { own, mailboxes } = this.states[this.control.get(words, 0)]!;
    for (let index = 0; index < own.length; index++) {
      const candidates = own[index]!;
      for (let choice = 0; choice < candidates.choices; choice++) {
        const transition = candidates.first(words, choice, counts);
        if (transition >= 0) visit(transition, choice);
      }
    }
    for (let index = 0; index < mailboxes.length; index++) {
      const { channel, byMessage } = mailboxes[index]!;
      const message = channel.head(words);
      if (message < 0) continue;
      const candidates = byMessage[message];
      if (candidates === undefined) continue;
      const transition = candidates.first(words, 0, counts);
      if (transition >= 0) visit(transition, 0);
    }
  }

  /**
   * Visits enabled steps as {@link CompiledProcess.forEachEnabled} does, but of an event with more than
   * `probes` choices at most one: that many are drawn, and the first that is possible is visited. So a
   * VM of 512 frames costs no more than one of 16; a step that is seldom possible may go unseen.
   */
  sampleEnabled(words: Uint32Array, visit: StepVisitor, draw: (end: number) => number): void {
    if (this.#runsWhile !== undefined && !this.#runsWhile(words, 0)) return;
    const { own, mailboxes } = this.states[this.control.get(words, 0)]!;
    for (let index = 0; index < own.length; index++) {
      const candidates = own[index]!;
      const { choices } = candidates;
      const isDrawn = choices > probes;
      for (let at = 0; at < (isDrawn ? probes : choices); at++) {
        const choice = isDrawn ? draw(choices) : at;
        const transition = candidates.first(words, choice);
        if (transition < 0) continue;
        visit(transition, choice);
        if (isDrawn) break;
      }
    }
    for (let index = 0; index < mailboxes.length; index++) {
      const { channel, byMessage } = mailboxes[index]!;
      const message = channel.head(words);
      const transition = message < 0 ? -1 : (byMessage[message]?.first(words, 0) ?? -1);
      if (transition >= 0) visit(transition, 0);
    }
  }

  /** The step for an event of the process's own and a choice, or -1 where it is not enabled. */
  enabledOn(words: Uint32Array, event: string, choice: number): number {
    if (this.#runsWhile !== undefined && !this.#runsWhile(words, 0)) return -1;
    const { own } = this.states[this.control.get(words, 0)]!;
    for (let index = 0; index < own.length; index++) {
      const candidates = own[index]!;
      if (candidates.event === event) return candidates.first(words, choice);
    }
    return -1;
  }

  /** The first enabled step of the process with choice 0, or -1 where it waits. */
  firstEnabled(words: Uint32Array): number {
    if (this.#runsWhile !== undefined && !this.#runsWhile(words, 0)) return -1;
    const { own, mailboxes } = this.states[this.control.get(words, 0)]!;
    for (let index = 0; index < own.length; index++) {
      const transition = own[index]!.first(words, 0);
      if (transition >= 0) return transition;
    }
    for (let index = 0; index < mailboxes.length; index++) {
      const { channel, byMessage } = mailboxes[index]!;
      const message = channel.head(words);
      const candidates = message < 0 ? undefined : byMessage[message];
      if (candidates === undefined) continue;
      const transition = candidates.first(words, 0);
      if (transition >= 0) return transition;
    }
    return -1;
  }

  /** For each control state, 1 if it is one of `paths` or lies inside one of them. A state that nothing leads to is none. */
  statesMatching(paths: readonly string[]): Uint8Array {
    for (const path of paths) {
      invariant(declares(this.definition, path), `${this.name} has no state ${path}`);
    }
    return Uint8Array.from(this.table.states, (state) =>
      paths.some((path) => state === path || state.startsWith(`${path}.`)) ? 1 : 0,
    );
  }
}

function declares({ machine }: ProcessDefinition, path: string): boolean {
  let node: { readonly states: Readonly<Record<string, unknown>> } | undefined = machine.root;
  for (const name of path.split('.')) {
    node = Object.hasOwn(node.states, name) ? (node.states[name] as typeof node) : undefined;
    if (node === undefined) return false;
  }
  return true;
}

/** Resolves the names of one process's table, and notes every name that has no counterpart. */
export function compileProcess(input: CompileInput): CompiledProcess {
  const { process, table } = input;
  const inbox = process.inbox ?? [];
  const messages = new Set(inbox.flatMap((channel) => channel.messages));
  input.problems.push(...nameProblems(input, messages));
  const ownEvents = table.events.filter((event) => !messages.has(event));
  const states = table.states.map((_, state): StateEntry => {
    const own = ownEvents.flatMap((event) => {
      const rules = rulesFor(table, state, event);
      if (rules.length === 0) return [];
      const transitions = rules.map((rule) => resolve(input, rule, undefined));
      return [new Candidates(event, process.choices?.[event] ?? 1, transitions)];
    });
    const mailboxes = inbox.map((channel) => ({
      channel,
      byMessage: channel.messages.map((message) => receive(input, { state, channel, message })),
    }));
    return { own, mailboxes };
  });
  return new CompiledProcess(input, states);
}

/** Names on one side that have no counterpart on the other: a slip in any of them would pass in silence. */
function nameProblems(
  { process, table, refusesUnheard }: CompileInput,
  messages: ReadonlySet<string>,
): string[] {
  const { machine, guards, actions, choices = {}, inbox = [], ignores = [] } = process;
  const at = process.name;
  const { rules, events } = table;
  const declared = machine.implementations;
  const used = (kind: 'guards' | 'actions'): Set<string> =>
    new Set(rules.flatMap((rule) => (kind === 'guards' ? (rule.guard ?? []) : rule.actions)));
  const unimplemented = (kind: 'guards' | 'actions', own: object): string[] =>
    [...used(kind)]
      .filter((name) => !Object.hasOwn(own, name))
      .map((name) => {
        const what = kind === 'guards' ? 'guard' : 'action';
        return `${at}: nobody implements the ${what} ${name}${didYouMean(name, Object.keys(own))}`;
      });
  const unused = (kind: 'guards' | 'actions', own: object): string[] => {
    const known = new Set([...used(kind), ...Object.keys(declared[kind])]);
    return Object.keys(own)
      .filter((name) => !known.has(name))
      .map((name) => {
        const what = kind === 'guards' ? 'guard' : 'action';
        return `${at}: the chart names no ${what} ${name}${didYouMean(name, [...known])}`;
      });
  };
  // XState's own list leaves out transitions without effect, the table states that nothing leads to.
  const known = [...new Set([...machine.events, ...events])];
  const own = known.filter((event) => !messages.has(event));
  const deferred = table.deferrals.map(({ event }) => event);
  return [
    ...unimplemented('guards', guards),
    ...unimplemented('actions', actions),
    ...unused('guards', guards),
    ...unused('actions', actions),
    ...[...Object.keys(choices), ...(process.environmentEvents ?? [])]
      .filter((event) => !known.includes(event))
      .map((event) => `${at}: the chart has no event ${event}${didYouMean(event, known)}`),
    ...inbox.flatMap(({ name, messages: carried }) =>
      carried
        .filter((each) => refusesUnheard && ![...events, ...deferred, ...ignores].includes(each))
        .map(
          (each) =>
            `${at}: no state takes or defers the message ${each} of ${name}${didYouMean(each, own)}; ` +
            'add a transition, or list it in `ignores`',
        ),
    ),
    ...[...new Set([...ignores, ...deferred])]
      .filter((message) => !messages.has(message))
      .map(
        (message) =>
          `${at}: no channel of its inbox carries ${message}${didYouMean(message, [...messages])}`,
      ),
  ];
}

function rulesFor(table: RuleTable, state: number, event: string): Rule[] {
  return table.rules.filter((rule) => rule.source === state && rule.event === event);
}

/** A message with no transition and no reason to wait is received all the same: unhandled, or ignored. */
function receive(
  input: CompileInput,
  { state, channel, message }: { state: number; channel: Channel; message: string },
): Candidates | undefined {
  const { process, table, control, unhandled, transitions } = input;
  const rules = rulesFor(table, state, message);
  const path = table.states[state]!;
  const deferred = table.deferrals.some(
    (deferral) => deferral.state === state && deferral.event === message,
  );
  if (deferred) {
    if (rules.length > 0) input.problems.push(`${table.name}.${path} defers and takes ${message}`);
    return undefined;
  }
  const received = rules.map((rule) => resolve(input, rule, channel));
  if (rules.at(-1)?.guard !== undefined || rules.length === 0) {
    const isIgnored = process.ignores?.includes(message) === true;
    const unexpected: Transition = {
      id: transitions.length,
      process: process.name,
      event: message,
      rule: undefined,
      guard: undefined,
      actions: isIgnored
        ? []
        : [unhandled.actionAt(`${process.name} cannot take ${message} in ${path}`)],
      control,
      target: state,
      channel,
      progress: true,
    };
    transitions.push(unexpected);
    received.push(unexpected);
  }
  return new Candidates(message, 1, received);
}

/** A rule with its names resolved. A name that nobody implements was noted: it stays without effect. */
function resolve(input: CompileInput, rule: Rule, channel: Channel | undefined): Transition {
  const { process, control, transitions, isChecked } = input;
  const at = `${process.name}: '${rule.event}' in ${input.table.states[rule.source]}`;
  const named = rule.guard === undefined ? undefined : process.guards[rule.guard];
  const guard =
    named !== undefined && isChecked ? checkedGuard(`${at}: guard ${rule.guard}`, named) : named;
  const actions = rule.actions.flatMap((name) => {
    const action = process.actions[name];
    if (action === undefined) return [];
    return [isChecked ? checkedAction(`${at}: action ${name}`, action) : action];
  });
  const transition: Transition = {
    id: transitions.length,
    process: process.name,
    event: rule.event,
    rule,
    guard,
    actions,
    control,
    target: rule.target,
    channel,
    progress: !(process.environmentEvents ?? []).includes(rule.event),
  };
  transitions.push(transition);
  return transition;
}
