import { createActor, type AnyActor } from 'xstate';
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
   * Sends one event to one actor. A message is taken out of its channel afterwards. Throws where the
   * channel does not hold the message, or the control state is not what the tables would say.
   */
  send(processName: string, event: string, choice: number): void {
    const process = this.#system.process(processName);
    const channel = (process.definition.inbox ?? []).find(({ messages }) =>
      messages.includes(event),
    );
    const head = channel?.head(this.words) ?? -1;
    invariant(channel === undefined || channel.messages[head] === event, `${event} is not there`);
    const actor = this.#actors.get(processName)!;
    const choiceEvent: ChoiceEvent = { type: event, choice };
    actor.send(choiceEvent);
    channel?.consume(this.words);
    const state = process.table.states.indexOf(statePath(actor.getSnapshot().value));
    process.control.set(this.words, 0, state);
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
