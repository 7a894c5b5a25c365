import type { Field } from '../layout/field.ts';
import type { Action, Guard, ProcessDefinition } from '../system/definition.ts';
import type { ActorSlot } from './actor-slot.ts';
import type { Delivery } from './delivery.ts';
import { chartOfEvents } from './xstate/structure.ts';

/** Steps that are no event from outside: names that no machine gives its events. */
export const timerStep = 'xstate.timer';
export const outcomeStep = 'xstate.outcome';
export const receiveStep = 'xstate.receive';
export const startStep = 'xstate.start';

export interface ActorProcessInput {
  readonly slot: ActorSlot;
  readonly delivery: Delivery;
  /** 1 in a state from which nothing is explored. */
  readonly outside: Field;
  /** Events from outside that are bound to come: they count as progress. */
  readonly bound: readonly string[];
  /** Of a root with several inputs: how each starts, as numbers of effects. */
  readonly starts: readonly number[];
}

interface OwnStep {
  readonly event: string;
  readonly choices: number;
  readonly guard: Guard;
  readonly action: Action;
}

/** One actor as a process of a system: its steps are moves of its own, and messages that it takes. */
export function actorProcess(input: ActorProcessInput): ProcessDefinition {
  const { slot, outside, bound } = input;
  const own = [...startSteps(input), ...moveSteps(input), ...receiveSteps(input)];
  const external = slot.table.kinds
    .filter(({ what }) => what === 'external')
    .map(({ name }) => name);
  return {
    name: slot.name,
    machine: chartOfEvents(
      slot.name,
      own.map(({ event }) => event),
    ),
    guards: Object.fromEntries(own.map(({ event, guard }) => [event, guard])),
    actions: Object.fromEntries(own.map(({ event, action }) => [event, action])),
    choices: Object.fromEntries(own.map(({ event, choices }) => [event, choices])),
    environmentEvents: external.filter((name) => !bound.includes(name)),
    runsWhile: (words) => outside.get(words, 0) === 0,
  };
}

function moveSteps({ slot, delivery }: ActorProcessInput): OwnStep[] {
  const { table, field, mailbox, path, root } = slot;
  const mayStop = mailbox !== undefined && path !== root;
  return table.kinds.map(({ name, choices }, kind): OwnStep => {
    const isPossible: Guard = (words, choice) =>
      table.move(field.get(words, 0), kind, choice) !== 0;
    return {
      event: name,
      choices,
      guard: mayStop
        ? (words, choice) => isPossible(words, choice) && !delivery.isStopping(words, slot)
        : isPossible,
      action: (words, choice) => {
        const effect = table.effects[table.move(field.get(words, 0), kind, choice)]!;
        delivery.take(words, slot, effect);
      },
    };
  });
}

function receiveSteps({ slot, delivery }: ActorProcessInput): OwnStep[] {
  const { mailbox } = slot;
  if (mailbox === undefined) return [];
  return [
    {
      event: receiveStep,
      choices: 1,
      guard: (words) => mailbox.count(words) > 0,
      action: (words) => delivery.takeMessage(words, slot),
    },
  ];
}

function startSteps({ slot, delivery, starts }: ActorProcessInput): OwnStep[] {
  if (starts.length < 2) return [];
  const { field, table } = slot;
  return [
    {
      event: startStep,
      choices: starts.length,
      guard: (words) => field.get(words, 0) === 0,
      action: (words, choice) => delivery.take(words, slot, table.effects[starts[choice]!]!),
    },
  ];
}
