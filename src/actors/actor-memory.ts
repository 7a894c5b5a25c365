import type { Field } from '../layout/field.ts';
import type { LayoutBuilder } from '../layout/layout.ts';
import { bitsFor } from '../layout/field.ts';
import { definitionOf, type AnyActorsDefinition } from './actor-options.ts';
import type { ActorSlot } from './actor-slot.ts';
import { ActorTable, type MoveKind } from './actor-table.ts';
import type { TableRules } from './table-rules.ts';
import { outcomeStep, timerStep } from './actor-process.ts';
import type { ExternalEvents } from './external-events.ts';
import { Mailbox } from './mailbox.ts';
import { assumedOutcomes, declaredFor, nameOf, type SourceOutcomes } from './source-outcomes.ts';
import { childPath, type ActorPath } from './xstate/actor-path.ts';
import type { AnyLogic } from './xstate/logic-kind.ts';
import {
  abilitiesOf,
  invocationsOf,
  knowsEvent,
  openGuards,
  type Invocation,
} from './xstate/structure.ts';

/** Local states of one actor at most, unless it is said otherwise: more is taken for growth without end. */
const snapshotsMaxDefault = 20_000;
const snapshotsMaxAllowed = 65_535;
const spawnedDefault = 4;
const capacityDefault = 2;
/** Outcomes at once of sources that are not known before they are started. */
const outcomesOfSpawned = 8;
/** Steps of one kind in one state, at most. */
const choicesMax = 32;
/** Guards that nobody implements whose answers have places of their own. */
const answeredMax = 3;
/** Machines that invoke one another to this depth have places of their own. */
const depthMax = 4;

export function snapshotsMaxOf({
  snapshotsMax = snapshotsMaxDefault,
}: AnyActorsDefinition): number {
  return Math.min(snapshotsMax, snapshotsMaxAllowed);
}

/** What a source without declared outcomes may do; absent where it is refused. */
export function undeclaredOutcomesOf({
  undeclaredOutcomes,
  undeclared,
}: AnyActorsDefinition): AnyActorsDefinition['undeclaredOutcomes'] {
  return undeclaredOutcomes ?? (undeclared === 'assume' ? assumedOutcomes : undefined);
}

/** A machine that has a place of its own in every state. */
export interface PlacedActor {
  readonly path: ActorPath;
  readonly root: string;
  readonly logic: AnyLogic;
}

/** Roots, and the machines that their states invoke. */
export function placedActors({ actors }: AnyActorsDefinition): PlacedActor[] {
  return Object.entries(actors).flatMap(([root, given]) =>
    withInvoked({ path: root, root, logic: definitionOf(given).logic }, [], new Set()),
  );
}

function withInvoked(
  actor: PlacedActor,
  above: readonly AnyLogic[],
  taken: Set<ActorPath>,
): PlacedActor[] {
  if (above.length === depthMax || above.includes(actor.logic) || taken.has(actor.path)) return [];
  taken.add(actor.path);
  const inner = invocationsOf(actor.logic).filter(isActor);
  return [
    actor,
    ...inner.flatMap(({ id, logic }) =>
      withInvoked(
        { path: childPath(actor.path, id), root: actor.root, logic },
        [...above, actor.logic],
        taken,
      ),
    ),
  ];
}

function isActor({ kind }: Invocation): boolean {
  return kind === 'machine' || kind === 'transition';
}

export interface MemoryInput {
  readonly definition: AnyActorsDefinition;
  readonly layout: LayoutBuilder;
  readonly external: ReadonlyMap<string, ExternalEvents>;
  readonly rules: TableRules;
}

/** Where each actor is in the packed state: a place for every machine that is known beforehand, and a few for
 * those that are spawned. */
export function actorSlots(input: MemoryInput): ActorSlot[] {
  const { definition, layout } = input;
  const placed = placedActors(definition);
  const slots: ActorSlot[] = [];
  const add = (slot: Omit<ActorSlot, 'index' | 'field' | 'mailbox'>): void => {
    slots.push({
      ...slot,
      index: slots.length,
      field: layout.field(slot.name, bitsFor(snapshotsMaxOf(definition))),
      mailbox: mailboxOf(input, slot),
    });
  };
  for (const actor of placed) {
    const { path, root, logic } = actor;
    add({
      name: path,
      root,
      path,
      table: new ActorTable(input.rules, kindsOf(input, actor, [logic])),
    });
  }
  for (const root of Object.keys(definition.actors)) {
    const own = placed.filter((actor) => actor.root === root);
    const all = own.map(({ logic }) => logic);
    if (!all.some(mayStartOthers(own.length))) continue;
    const table = new ActorTable(
      input.rules,
      kindsOf(input, { path: '', root, logic: all[0]! }, all),
    );
    const count = definition.spawned ?? spawnedDefault;
    for (let at = 1; at <= count; at++)
      add({ name: `${root}/spawned ${at}`, root, path: undefined, table });
  }
  return slots;
}

/** Machines that spawn need places; so do those that invoke one another in a circle. */
function mayStartOthers(placed: number): (logic: AnyLogic) => boolean {
  return (logic) =>
    abilitiesOf(logic).spawns || (placed >= depthMax && invocationsOf(logic).some(isActor));
}

function mailboxOf(
  { definition, layout }: MemoryInput,
  { name, path, root }: Pick<ActorSlot, 'name' | 'path' | 'root'>,
): Mailbox | undefined {
  const { mailbox = {}, actors } = definition;
  const isAmongRoots = path === root && Object.keys(actors).length > 1;
  const isNeeded =
    mailbox.family === 'mailbox'
      ? placedActors(definition).length > 1 || path === undefined
      : isAmongRoots && hearsOthers(definition);
  return isNeeded ? new Mailbox(layout, name, mailbox.capacity ?? capacityDefault) : undefined;
}

/** Whether roots can reach one another at all. */
function hearsOthers({ actors }: AnyActorsDefinition): boolean {
  return Object.values(actors)
    .map(definitionOf)
    .some(({ sends, input, inputs }) => {
      const given = [input, ...(inputs ?? [])];
      return sends !== undefined || given.some((each) => typeof each === 'function');
    });
}

/** What an actor in a place may do by itself. */
function kindsOf(
  { definition, external }: MemoryInput,
  { path, root }: PlacedActor,
  logics: readonly AnyLogic[],
): MoveKind[] {
  const isShared = path === '';
  const events = external.get(root)!;
  const types =
    path === root
      ? events.types
      : events.innerTypes.filter((type) =>
          logics.some((logic) => isShared || knowsEvent(logic, type)),
        );
  const abilities = logics.map(abilitiesOf);
  const timers = Math.max(...abilities.map((each) => each.timers)) + (isShared ? 4 : 0);
  const sources = logics.flatMap(invocationsOf).filter((invocation) => !isActor(invocation));
  const declared = sources.reduce((sum, { id, src, kind }) => {
    const outcomes = declaredFor({ id, src, path: childPath(path, id) }, definition.outcomes ?? {});
    return (
      sum + countOf(outcomes ?? undeclaredOutcomesOf(definition)?.(nameOf({ id, src }), kind) ?? {})
    );
  }, 0);
  const open = logics.flatMap(openGuards).length;
  // Each answer of a guard that nobody implements is a choice.
  const answers = definition.undeclared === 'assume' ? 2 ** Math.min(answeredMax, open) : 1;
  const spawns = isShared || abilities.some((each) => each.spawns);
  const outcomes = declared + (spawns ? outcomesOfSpawned : 0);
  return [
    ...types.map((name): MoveKind => ({
      name,
      what: 'external',
      choices: Math.max(1, events.choicesOf(name)) * answers,
    })),
    ...many(timerStep, 'timer', timers * answers),
    ...many(outcomeStep, 'outcome', outcomes * answers),
  ];
}

function many(name: string, what: MoveKind['what'], choices: number): MoveKind[] {
  return choices === 0 ? [] : [{ name, what, choices: Math.min(choicesMax, choices) }];
}

function countOf(outcomes: SourceOutcomes): number {
  const { done, error, next, sends } = outcomes;
  return [done, error, next, sends].reduce(
    (sum: number, values) => sum + (typeof values === 'function' ? 4 : (values?.length ?? 0)),
    0,
  );
}

/** Fields about the last step and about the state. */
export interface StatusFields {
  /** What is wrong with the last step; 0 where nothing is. */
  readonly fault: Field;
  /** 1 in a state from which nothing is explored. */
  readonly outside: Field;
}

export function statusFields(layout: LayoutBuilder): StatusFields {
  return { fault: layout.field('fault', 16), outside: layout.field('outside', 1) };
}
