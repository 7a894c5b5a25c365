import { InputError } from '../foundation/input-error.ts';
import type { LayoutBuilder } from '../layout/layout.ts';
import { definitionOf, hasParentOf, type AnyActorsDefinition } from './actor-options.ts';
import {
  actorSlots,
  undeclaredOutcomesOf,
  placedActors,
  snapshotsMaxOf,
  statusFields,
  type StatusFields,
} from './actor-memory.ts';
import type { ActorSlot } from './actor-slot.ts';
import { Delivery } from './delivery.ts';
import { EventTable } from './event-table.ts';
import { externalEvents, type ExternalEvents } from './external-events.ts';
import { rootIdentity, childIdentity } from './actor-identity.ts';
import { keyOf } from './canonical-key.ts';
import { Assumptions } from './assumptions.ts';
import type { ActorIdentity } from './local-state.ts';
import { MissingData, openGuard } from './missing-data.ts';
import { SnapshotQuestion, type Snapshots } from './snapshot-question.ts';
import { declaredFor, nameOf, undeclared, type SourceOutcomes } from './source-outcomes.ts';
import { childPath, rootOf } from './xstate/actor-path.ts';
import type { ChildActor } from './xstate/semantics.ts';
import { StandIns } from './xstate/stand-in.ts';
import { invocationsOf, openGuards } from './xstate/structure.ts';

/** A question over the snapshots of a system. */
export type Asks<Answer> = (snapshots: Snapshots) => Answer;

/** Everything that a system of actors consists of beside its processes: built with its layout. */
export class ActorsModel {
  readonly definition: AnyActorsDefinition;
  readonly slots: readonly ActorSlot[];
  readonly events = new EventTable();
  readonly status: StatusFields;
  readonly delivery: Delivery;
  /** By root: the steps that start it, one for each input. */
  readonly starts: ReadonlyMap<string, readonly number[]>;
  /** Names of actions that were not executed so far. */
  readonly notExecuted = new Set<string>();
  /** What has to be declared before everything can be explored. */
  readonly missing = new MissingData();
  /** What was assumed so far, if whatever is not declared is assumed. */
  readonly assumed: Assumptions | undefined;
  /** Sources without declared outcomes that were met so far. */
  readonly undeclared = new Map<string, ChildActor>();
  readonly external: ReadonlyMap<string, ExternalEvents>;
  readonly standIns: StandIns;
  readonly #roots = new Map<string, ActorIdentity>();

  constructor(definition: AnyActorsDefinition, layout: LayoutBuilder) {
    this.definition = definition;
    this.external = externalEvents(definition);
    if (definition.undeclared === 'assume') this.assumed = new Assumptions(this.missing);
    const { external } = this;
    this.standIns = new StandIns(aliasesOf(definition), hasParentOf(definition));
    this.status = statusFields(layout);
    this.slots = actorSlots({
      definition,
      layout,
      external,
      rules: {
        standIns: this.standIns,
        events: this.events,
        casesOf: (state, type) => external.get(rootOf(state.actor.path))!.casesOf(state, type),
        outcomesOf: (source) => this.#outcomesOf(source),
        isAssumed: ({ actor }, { type, source }) =>
          source === undefined
            ? external.get(rootOf(actor.path))!.assumed.includes(type)
            : this.undeclared.has(source.path),
        onMissing: (lack) => this.missing.note(lack),
        onSilent: (state, source) => {
          // What a callback sends is an event that may come from outside anyway; values come from nowhere else.
          const { kind, syncSnapshot } = source;
          if (kind === 'observable' && syncSnapshot) this.missing.noteSilent(state, nameOf(source));
        },
        isOrdered: definition.delays === 'ordered',
        snapshotsMax: snapshotsMaxOf(definition),
        listGainMax: definition.listGainMax ?? Infinity,
        notExecuted: this.notExecuted,
        assumed: this.assumed,
      },
    });
    if (this.assumed === undefined) this.#requireGuards();
    this.#requireOutcomes();
    const { within } = definition;
    const inside = within === undefined ? undefined : this.question(within as Asks<boolean>);
    this.delivery = new Delivery({
      ...this.status,
      slots: this.slots,
      events: this.events,
      isLenient: this.assumed !== undefined,
      isImmediate: definition.mailbox?.family !== 'mailbox',
      isInside: inside === undefined ? undefined : (words) => inside.answer(words),
      identityOf: (child) => childIdentity(this.standIns, definition, child),
    });
    this.starts = new Map(
      Object.keys(definition.actors).map((name) => [name, this.#startsOf(name)]),
    );
  }

  slot(name: string): ActorSlot {
    const found = this.slots.find((slot) => slot.name === name);
    if (found === undefined) throw new InputError('configuration', `no actor '${name}'`);
    return found;
  }

  /** Who a root is: the same object each time. */
  rootIdentity(name: string): ActorIdentity {
    let known = this.#roots.get(name);
    if (known === undefined)
      this.#roots.set(name, (known = rootIdentity(this.standIns, this.definition, name)));
    return known;
  }

  question<Answer>(ask: Asks<Answer>): SnapshotQuestion<Answer> {
    return new SnapshotQuestion(this.slots, ask);
  }

  /** Whether a state lies within the boundary and the limits. */
  isInside(words: Uint32Array): boolean {
    return this.status.outside.get(words, 0) === 0;
  }

  /** Writes the initial state: each root with one input has started. */
  initialize(words: Uint32Array): void {
    for (const [name, starts] of this.starts) {
      if (starts.length > 1) continue;
      const slot = this.slot(name);
      this.delivery.take(words, slot, slot.table.effects[starts[0]!]!);
    }
  }

  /** A guard that nobody implements would fail when it is asked. */
  #requireGuards(): void {
    for (const { path, logic } of placedActors(this.definition)) {
      const [name] = openGuards(logic);
      if (name !== undefined) throw new InputError('configuration', openGuard(path, name));
    }
  }

  /** Sources that states invoke are known before anything runs; those that are spawned are not. */
  #requireOutcomes(): void {
    for (const { path, logic } of placedActors(this.definition)) {
      for (const { id, src, kind, logic: source } of invocationsOf(logic)) {
        if (kind === 'machine' || kind === 'transition') continue;
        this.#outcomesOf({
          id,
          src,
          kind,
          logic: source,
          path: childPath(path, id),
          input: undefined,
          systemId: undefined,
          syncSnapshot: false,
        });
      }
    }
  }

  #startsOf(name: string): number[] {
    const definition = definitionOf(this.definition.actors[name]!);
    const { input, inputs = [input] } = definition;
    const names = Object.keys(this.definition.actors);
    const refs = Object.fromEntries(names.map((each) => [each, this.standIns.root(each)]));
    return inputs.map((each) => {
      const given = typeof each === 'function' ? (each as (refs: unknown) => unknown)(refs) : each;
      return this.slot(name).table.start(keyOf(given), () => this.rootIdentity(name), given);
    });
  }

  #outcomesOf(source: ChildActor): SourceOutcomes {
    const { outcomes = {} } = this.definition;
    const undeclaredOutcomes = undeclaredOutcomesOf(this.definition);
    const declared = declaredFor(source, outcomes);
    if (declared !== undefined) return declared;
    this.undeclared.set(source.path, source);
    if (undeclaredOutcomes === undefined) throw undeclared(source);
    return undeclaredOutcomes(nameOf(source), source.kind);
  }
}

function aliasesOf({
  actors,
}: AnyActorsDefinition): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const entries = Object.entries(actors).map(([name, given]) => {
    const sends = Object.entries(definitionOf(given).sends ?? {});
    for (const [alias, target] of sends) {
      if (actors[target] !== undefined) continue;
      throw new InputError(
        'configuration',
        `${name}: sends '${alias}' to '${target}', and no actor has that name`,
      );
    }
    return [name, new Map(sends)] as const;
  });
  return new Map(entries);
}
