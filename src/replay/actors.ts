import { createActor, type AnyActor, type AnyMachineSnapshot } from 'xstate';
import { invariant } from '../foundation/invariant.ts';
import { statePath } from '../statecharts/rule-table.ts';
import type { CompiledProcess } from '../system/compile.ts';
import type { System } from '../system/system.ts';

interface ChoiceEvent {
  readonly type: string;
  readonly choice: number;
}

/**
 * The processes of a system as real XState actors over one memory. XState decides which transition an
 * event takes and runs the actions; nothing of the rule tables takes part, so that a run that ends
 * alike here and in `System.apply` speaks for the tables.
 */
export class ActorSystem {
  readonly words: Uint32Array;
  readonly #system: System;
  readonly #actors = new Map<string, AnyActor>();

  constructor(system: System) {
    this.#system = system;
    this.words = system.initial();
    for (const process of system.processes) {
      this.#actors.set(process.name, createActor(this.#bind(process)).start());
    }
  }

  /**
   * Sends one event to one actor; a message is the head of a channel of its process and is taken out
   * afterwards. A message that XState would drop is a unhandledMessage, as in the executor.
   * Throws where an own event is not possible now, or a message is at the head of no channel.
   */
  send(processName: string, event: string, choice: number): void {
    const process = this.#system.process(processName);
    const inbox = process.definition.inbox ?? [];
    const isMessage = inbox.some(({ messages }) => messages.includes(event));
    const channel = inbox.find((one) => one.messages[one.head(this.words)] === event);
    invariant(!isMessage || channel !== undefined, `${event} is not there`);
    const actor = this.#actors.get(processName)!;
    const choiceEvent: ChoiceEvent = { type: event, choice };
    const snapshot = actor.getSnapshot() as AnyMachineSnapshot;
    // Not `snapshot.can`: that denies rows without effect, by which a chart ignores a message.
    const isPossible = snapshot.machine.getTransitionData(snapshot, choiceEvent).length > 0;
    invariant(isPossible || isMessage, `${processName} cannot ${event} with choice ${choice}`);
    const before = this.#system.watch === undefined ? undefined : this.words.slice();
    if (isPossible) actor.send(choiceEvent);
    else this.#drop(process, event);
    channel?.consume(this.words);
    const state = process.table.states.indexOf(statePath(actor.getSnapshot().value));
    process.control.set(this.words, 0, state);
    if (before !== undefined) {
      this.#system.watch?.(before, this.words, { process: processName, event });
    }
  }

  /** What the executor does with a message that no transition takes. */
  #drop({ name, control }: CompiledProcess, event: string): void {
    const state = control.get(this.words, 0);
    const dropping = this.#system.transitions.find(
      (each) =>
        each.process === name &&
        each.event === event &&
        each.target === state &&
        each.rule === undefined,
    );
    for (const action of dropping?.actions ?? []) action(this.words, 0);
  }

  #bind(process: CompiledProcess): Parameters<typeof createActor>[0] {
    const { machine, guards, actions } = process.definition;
    const choiceOf = (event: unknown): number => (event as ChoiceEvent).choice;
    return machine.provide({
      guards: Object.fromEntries(
        Object.entries(guards).map(([name, guard]) => [
          name,
          ({ event }: { event: unknown }) => guard(this.words, choiceOf(event)),
        ]),
      ),
      actions: Object.fromEntries(
        Object.entries(actions).map(([name, action]) => [
          name,
          ({ event }: { event: unknown }) => action(this.words, choiceOf(event)),
        ]),
      ),
    });
  }
}
