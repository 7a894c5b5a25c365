import type { NarratedStep, Narrator, TakenStep, Violation } from '../system/definition.ts';
import { outcomeStep, receiveStep, startStep, timerStep } from './actor-process.ts';
import { localIn, type ActorSlot } from './actor-slot.ts';
import type { Effect } from './actor-table.ts';
import type { ActorsModel } from './actors-model.ts';
import { quoted } from './read-keys.ts';
import { differencesOf, shortText } from './canonical-key.ts';
import { growthIn } from './growth.ts';
import type { LocalState } from './local-state.ts';
import { assumedBefore } from './assumptions.ts';
import { nameOf } from './source-outcomes.ts';
import type { ActorEvent } from './xstate/semantics.ts';
import { guardsOn, hasWildcards, stateText } from './xstate/structure.ts';

/** Which path is in force. */
export const semanticsOfActors =
  "steps are computed by XState's own functions; there is no compiled path";

type Taken = TakenStep & { readonly choice: number };

/** Narrates the steps of a system of actors: events with what they carry, and what they change. */
export function actorsNarrator(model: ActorsModel): Narrator {
  return {
    step: (taken) => narrated(model, taken),
    show: (words) => shown(model, words),
    stuck: (words) => stuck(model, words),
    limit: () => (model.delivery.limit === undefined ? model.missing.text : growthIn(model)),
    boundary: () => boundaryOf(model),
    nothing: () => nothingIn(model),
    assumed: () => assumedIn(model),
    semantics: semanticsOfActors,
    oneThread: 'snapshots are numbered in the order in which one thread meets them',
  };
}

/** Each actor with its state and context, and the messages that wait for it. */
function shown(model: ActorsModel, words: Uint32Array): Record<string, string> {
  const slots: Record<string, string> = {};
  for (const slot of model.slots) {
    const local = localIn(slot, words);
    const context = (local?.snapshot.context ?? {}) as object;
    const data = Object.keys(context).length === 0 ? '' : ` ${shortText(context, 160)}`;
    slots[`field ${slot.name}`] = `${placeOf(local)}${data}`;
    if (slot.mailbox === undefined) continue;
    const waiting = slot.mailbox.events(words).map((event) => withPayload(model.events.at(event)));
    slots[`channel ${slot.name}`] = waiting.join(' ');
  }
  return slots;
}

function assumedIn({ assumed, external, undeclared }: ActorsModel): string[] {
  if (assumed === undefined) return [];
  const events = [...external.values()].flatMap((each) => each.assumed);
  return [...assumedBefore(events, [...undeclared.values()]), ...assumed.texts];
}

function boundaryOf({ definition, delivery }: ActorsModel): string | undefined {
  if (definition.within === undefined) return undefined;
  const text = Function.prototype.toString.call(definition.within).replaceAll(/\s+/g, ' ');
  return `within ${text}${delivery.leftBoundary ? '' : ', which nothing leaves'}`;
}

function nothingIn({ definition, slots, undeclared }: ActorsModel): string {
  const names = Object.keys(definition.actors).join(', ');
  const silent = [...undeclared.values()].filter(({ kind }) => kind !== 'promise').map(nameOf);
  if (silent.length > 0) {
    return `${names}: nothing happens while ${silent.join(', ')} is silent: add outcomes: { ${quoted(silent[0]!)}: { sends: [{ type: ... }] } }`;
  }
  if (slots.some(({ table }) => hasWildcards(table.states[1]?.actor.logic))) {
    return `${names}: transitions name events by wildcards only: add events: { ...: [{}] }`;
  }
  const ends = slots.some(({ table }) => table.states[1]?.snapshot.status === 'done');
  const refused = [...new Set(slots.flatMap(({ table }) => table.refused.map(({ type }) => type)))];
  const why = ends
    ? 'it has ended when it starts'
    : refused.length > 0
      ? `no transition is taken for ${refused.join(', ')}${refusingGuards(slots, refused)}`
      : 'no event, timer or outcome leads anywhere';
  return `${names}: nothing can happen: ${why}`;
}

function refusingGuards(slots: readonly ActorSlot[], types: readonly string[]): string {
  const snapshots = slots.flatMap(({ table }) => table.states[1]?.snapshot ?? []);
  const guards = snapshots.flatMap((each) => types.flatMap((type) => guardsOn(each, type)));
  if (guards.length === 0) return '';
  return `, which ${[...new Set(guards)].join(', ')} refuses whatever it carries: change what the machine starts with, or the guard`;
}

function narrated(model: ActorsModel, taken: Taken): NarratedStep {
  const slot = model.slot(taken.process);
  const { before, after } = taken;
  return {
    event: eventText(model, slot, taken),
    from: placeOf(localIn(slot, before)),
    to: placeOf(localIn(slot, after)),
    changes: [
      ...contextChanges(localIn(slot, before), localIn(slot, after)),
      ...model.slots.flatMap((other) => (other === slot ? [] : changesOfOther(other, taken))),
      ...model.slots.flatMap((each) => arrivals(model, each, taken)),
      ...faultText(model, after),
    ],
  };
}

/** Where an actor is: its active states, or that it does not run. */
export function placeOf(local: LocalState | undefined): string {
  return local === undefined ? 'not running' : stateText(local.snapshot);
}

/** What a step is: the event with its payload, the timer, the outcome, the message. */
export function eventText(
  model: ActorsModel,
  slot: ActorSlot,
  { before, event, choice }: Pick<Taken, 'before' | 'event' | 'choice'>,
): string {
  if (event === receiveStep) {
    const head = slot.mailbox!.head(before);
    return `takes ${withPayload(model.events.at(head))}`;
  }
  const effect = effectOf(model, slot, { before, event, choice });
  if (effect === undefined) return event;
  if (event === startStep) return `starts with ${shortText(effect.event['input'])}`;
  const answers = answersText(effect);
  if (event === timerStep) return `${effect.label}${payloadText(effect.event)}${answers}`;
  if (event === outcomeStep) return `${effect.label}${outcomeValue(effect.event)}${answers}`;
  return `${withPayload(effect.event)}${answers}`;
}

/** What guards that nobody implements have answered: ` if isReady, not isLast`. */
function answersText({ answers = [] }: Effect): string {
  if (answers.length === 0) return '';
  return ` if ${answers.map(({ name, holds }) => `${holds ? '' : 'not '}${name}`).join(', ')}`;
}

/** The effect of a step that is no message. */
export function effectOf(
  { starts }: ActorsModel,
  { table, field, root }: ActorSlot,
  { before, event, choice }: Pick<Taken, 'before' | 'event' | 'choice'>,
): Effect | undefined {
  if (event === startStep) return table.effects[starts.get(root)![choice]!];
  const kind = table.kinds.findIndex(({ name }) => name === event);
  return table.effects[table.move(field.get(before, 0), kind, choice)];
}

function outcomeValue(event: ActorEvent): string {
  const value =
    event['output'] ?? event['error'] ?? (event['snapshot'] as { context?: unknown })?.context;
  return value === undefined ? '' : ` ${shortText(value)}`;
}

/** An event as a person reads it: its type and what it carries. */
function withPayload(event: ActorEvent): string {
  return `${event.type}${payloadText(event)}`;
}

function payloadText({ type, ...payload }: ActorEvent): string {
  return Object.keys(payload).length === 0 ? '' : ` ${shortText(payload)}`;
}

function contextChanges(before: LocalState | undefined, after: LocalState | undefined): string[] {
  if (before === undefined || after === undefined) return [];
  const { error } = after.snapshot;
  const failure =
    error === undefined || before.snapshot.error === error ? [] : [`error: ${shortText(error)}`];
  const changes = differencesOf(before.snapshot.context, after.snapshot.context).map(
    ({ path, from, to }) => `${path}: ${shortText(from, 30)} -> ${shortText(to, 30)}`,
  );
  return [...changes, ...failure];
}

function changesOfOther(slot: ActorSlot, { before, after }: Taken): string[] {
  const [from, to] = [localIn(slot, before), localIn(slot, after)];
  if (from === to) return [];
  const name = (to ?? from)!.actor.path;
  if (from === undefined) return [`${name} starts in ${placeOf(to)}`];
  if (to === undefined) return [`${name} is stopped`];
  const moved =
    placeOf(from) === placeOf(to) ? [] : [`${name}: ${placeOf(from)} -> ${placeOf(to)}`];
  return [...moved, ...contextChanges(from, to).map((change) => `${name}: ${change}`)];
}

function arrivals(
  model: ActorsModel,
  { mailbox, name }: ActorSlot,
  { before, after }: Taken,
): string[] {
  if (mailbox === undefined) return [];
  const [old, now] = [mailbox.events(before), mailbox.events(after)];
  let kept = old.length;
  while (kept > 0 && old.slice(old.length - kept).join() !== now.slice(0, kept).join()) kept--;
  return now.slice(kept).map((event) => `to ${name}: ${withPayload(model.events.at(event))}`);
}

function faultText({ delivery, status }: ActorsModel, words: Uint32Array): string[] {
  const fault = delivery.faults[status.fault.get(words, 0)];
  return fault === undefined ? [] : [fault.text];
}

function stuck({ slots, starts }: ActorsModel, words: Uint32Array): Violation {
  const places = slots.flatMap((slot) => {
    const local = localIn(slot, words);
    const isFirst = (starts.get(slot.name) ?? []).some(
      (effect) => slot.table.effects[effect]!.target === slot.field.get(words, 0),
    );
    return local === undefined || isFirst ? [] : [`${local.actor.path} in ${placeOf(local)}`];
  });
  return {
    failureClass: `stuck: ${places.join(', ')}`,
    detail: `nothing can move by itself, and no event from outside changes anything: ${places.join(', ')}`,
  };
}
