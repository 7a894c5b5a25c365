import { adjacencyMapToArray, getAdjacencyMap } from '@xstate/graph';
import {
  fromTransition,
  transition,
  type AnyMachineSnapshot,
  type AnyStateMachine,
  type EventObject,
  type StateValue,
} from 'xstate';
import { statePath } from '../statecharts/rule-table.ts';
import type { CompiledProcess } from '../system/compile.ts';
import type { System } from '../system/system.ts';

/** An event of one process, with the environment's choice. */
export interface ProcessEvent extends EventObject {
  readonly process: string;
  readonly choice: number;
}

/** One edge of the explored graph. States are words, joined. */
export interface Edge {
  readonly from: string;
  readonly event: ProcessEvent;
  readonly to: string;
}

/** The graph of a system as XState explores it. */
export interface AdjacencyMap {
  readonly states: readonly string[];
  readonly edges: readonly Edge[];
}

/**
 * Explores a system with `getAdjacencyMap`. XState decides which events a state has, which transition
 * each takes and which actions run, in which order; no rule table takes part. Memory lies in the
 * context as an array, because the package distinguishes states by `JSON.stringify`, and is copied before
 * an action writes it. Channels, deferral and surprise are written here once more.
 */
export function adjacencyMapOf(system: System): AdjacencyMap {
  const charts = new Map(system.processes.map((each) => [each.name, new Chart(system, each)]));
  const logic = fromTransition(
    ({ words }: { words: readonly number[] }, event: ProcessEvent) => ({
      words: charts.get(event.process)!.next(words, event),
    }),
    { words: [...system.initial()] },
  );
  const adjacency = getAdjacencyMap(logic, {
    events: ({ context }) => [...charts.values()].flatMap((chart) => chart.events(context.words)),
  });
  const key = ({ context }: { readonly context: { readonly words: readonly number[] } }): string =>
    context.words.join();
  return {
    states: Object.values(adjacency).map(({ state }) => key(state)),
    edges: adjacencyMapToArray(adjacency).map(({ state, event, nextState }) => ({
      from: key(state),
      event,
      to: key(nextState),
    })),
  };
}

/** A chart whose guards and actions work on a memory that is set before each question. */
class Chart {
  readonly #system: System;
  readonly #process: CompiledProcess;
  readonly #machine: AnyStateMachine;
  readonly #words: Uint32Array;
  readonly #messages: ReadonlySet<string>;

  constructor(system: System, process: CompiledProcess) {
    this.#system = system;
    this.#process = process;
    this.#words = system.layout.zero();
    const { machine, guards, actions, inbox = [] } = process.definition;
    this.#messages = new Set(inbox.flatMap(({ messages }) => messages));
    const choiceOf = (event: EventObject): number => (event as ProcessEvent).choice;
    this.#machine = machine.provide({
      guards: mapValues(guards, (guard) => ({ event }: { event: EventObject }) => {
        return guard(this.#words, choiceOf(event));
      }),
      actions: mapValues(actions, (action) => ({ event }: { event: EventObject }) => {
        action(this.#words, choiceOf(event));
      }),
    });
  }

  /** Every event that can happen in a state. */
  events(words: readonly number[]): ProcessEvent[] {
    const { runsWhile, choices = {}, inbox = [] } = this.#process.definition;
    const snapshot = this.#resume(words);
    if (runsWhile !== undefined && !runsWhile(this.#words, 0)) return [];
    const own = this.#machine.events.filter((event) => !this.#messages.has(event));
    const steps = own.flatMap((event) =>
      Array.from({ length: choices[event] ?? 1 }, (_, choice) => this.#event(event, choice)),
    );
    const heads = inbox.flatMap((channel) => {
      const message = channel.messages[channel.head(this.#words)];
      return message === undefined || defers(snapshot, message) ? [] : [this.#event(message, 0)];
    });
    return [...steps.filter((event) => this.#takes(snapshot, event)), ...heads];
  }

  /** The words after an event. */
  next(words: readonly number[], event: ProcessEvent): number[] {
    const snapshot = this.#resume(words);
    if (!this.#takes(snapshot, event)) this.#system.unhandledMessage.set(this.#words, 0, 1);
    const [next, actions] = transition(this.#machine, snapshot, event);
    for (const { exec, info, params } of actions) exec?.(info, params);
    const { control, table, definition } = this.#process;
    control.set(this.#words, 0, table.states.indexOf(statePath(next.value)));
    definition.inbox?.find(({ messages }) => messages.includes(event.type))?.consume(this.#words);
    return [...this.#words];
  }

  #event(type: string, choice: number): ProcessEvent {
    return { type, process: this.#process.name, choice };
  }

  #resume(words: readonly number[]): AnyMachineSnapshot {
    this.#words.set(words);
    const path = this.#system.stateOf(this.#words, this.#process.name).split('.');
    const value = path.reduceRight<StateValue>(
      (inner, name) => (inner === '' ? name : { [name]: inner }),
      '',
    );
    return this.#machine.resolveState({ value, context: {} });
  }

  /** `snapshot.can` would say no to an event that the chart takes in order to ignore it. */
  #takes(snapshot: AnyMachineSnapshot, event: ProcessEvent): boolean {
    return (this.#machine.getTransitionData(snapshot, event) ?? []).length > 0;
  }
}

function defers(snapshot: AnyMachineSnapshot, message: string): boolean {
  const metas = Object.values(
    snapshot.getMeta() as Record<string, { defers?: object } | undefined>,
  );
  return metas.some((meta) => message in (meta?.defers ?? {}));
}

function mapValues<From, To>(
  record: Readonly<Record<string, From>>,
  change: (value: From) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
