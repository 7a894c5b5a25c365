import { InputError } from '../foundation/input-error.ts';
import type { SystemSymmetry } from '../system/definition.ts';
import { definitionOf } from './actor-options.ts';
import type { ActorSlot } from './actor-slot.ts';
import { beyond } from './actor-table.ts';
import type { ActorsModel } from './actors-model.ts';
import { settledTimers, type ActorIdentity, type LocalState } from './local-state.ts';
import { Renaming, type Names } from './xstate/renaming.ts';

/** Orders of all actors of which it does not matter which is which: each state is looked at in all of them. */
const ordersMax = 120;

/**
 * The symmetry of actors that a definition declares alike: of all states that differ only in which of them is which,
 * the one with the smallest words. Local states have numbers of their own for each actor, so an exchange is one of
 * numbers: that of a snapshot with the names exchanged, computed once.
 */
export function actorSymmetry(model: ActorsModel): SystemSymmetry | undefined {
  const { symmetric = [] } = model.definition;
  const groups = symmetric.filter((group) => group.length > 1);
  if (groups.length === 0) return undefined;
  for (const group of groups) requireAlike(model, group);
  const orders = groups
    .map(ordersOf)
    .reduce<readonly Names[]>(
      (before, each) => before.flatMap((one) => each.map((other) => new Map([...one, ...other]))),
      [new Map()],
    );
  if (orders.length > ordersMax)
    throw refusal(`symmetric: ${orders.length} orders, and at most ${ordersMax} are looked at`);
  const all = orders.slice(1).map((names) => new Exchange(model, names));
  const neighbours = groups.flatMap((group) =>
    group.slice(1).map((name, at) => [group[at]!, name] as const),
  );
  const exchanges = neighbours.map(([one, other]) => {
    const names = new Map([
      [one, other],
      [other, one],
    ]);
    return { name: `'${one}' and '${other}'`, of: new Exchange(model, names) };
  });
  return {
    normalise: (words) => {
      let least = words;
      for (const exchange of all) {
        const image = exchange.image(words);
        if (image !== undefined && isBefore(image, least)) least = image;
      }
      if (least !== words) words.set(least);
    },
    exchanges: exchanges.map(({ name, of }) => ({
      name,
      image: (words) => of.image(words) ?? words.slice(),
    })),
  };
}

function requireAlike({ definition }: ActorsModel, group: readonly string[]): void {
  const [first, ...others] = group.map((name) => {
    const given = definition.actors[name];
    if (given === undefined) throw refusal(`symmetric: no actor '${name}'`);
    return { name, logic: definitionOf(given).logic };
  });
  const other = others.find(({ logic }) => logic !== first!.logic);
  if (other !== undefined)
    throw refusal(`symmetric: '${first!.name}' and '${other.name}' are not the same machine`);
}

function refusal(message: string): InputError {
  return new InputError('configuration', message);
}

/** Every order of a group, the one that changes nothing first. */
function ordersOf(group: readonly string[]): Names[] {
  const permuted = (left: readonly string[]): string[][] =>
    left.length === 0
      ? [[]]
      : left.flatMap((name) =>
          permuted(left.filter((each) => each !== name)).map((rest) => [name, ...rest]),
        );
  return permuted(group).map((order) => new Map(group.map((name, at) => [name, order[at]!])));
}

function isBefore(one: Uint32Array, other: Uint32Array): boolean {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at++;
  return at < one.length && one[at]! < other[at]!;
}

/** One exchange of names, applied to states. */
class Exchange {
  readonly #model: ActorsModel;
  readonly #renaming: Renaming;
  readonly #places: readonly {
    readonly from: ActorSlot;
    readonly to: ActorSlot;
    readonly locals: number[];
  }[];
  readonly #events: number[] = [];
  readonly #faults: number[] = [];

  constructor(model: ActorsModel, names: Names) {
    this.#model = model;
    this.#renaming = new Renaming(names, model.standIns);
    this.#places = model.slots.map((from) => ({
      from,
      to: model.slot(this.#renaming.path(from.name)),
      locals: [0],
    }));
  }

  /** A state after the exchange; `undefined` if it is beyond the limit of local states. */
  image(words: Uint32Array): Uint32Array | undefined {
    const image = words.slice();
    for (const { from, to, locals } of this.#places) {
      const local = from.field.get(words, 0);
      const there = (locals[local] ??= this.#localIn(to, from.table.states[local]!));
      if (there === beyond) return undefined;
      to.field.set(image, 0, there);
      if (from.mailbox !== undefined)
        to.mailbox!.fill(
          image,
          from.mailbox.events(words).map((event) => this.#event(event)),
        );
    }
    const { fault } = this.#model.status;
    fault.set(image, 0, this.#fault(fault.get(words, 0)));
    return image;
  }

  #localIn({ table }: ActorSlot, state: LocalState): number {
    const renaming = this.#renaming;
    const actor = this.#identityAs(state.actor);
    const timers = state.timers.map((timer) => ({
      ...timer,
      to: renaming.path(timer.to),
      event: renaming.of(timer.event) as typeof timer.event,
    }));
    const { delays } = this.#model.definition;
    return table.intern({
      actor,
      snapshot: renaming.snapshot(state.snapshot, actor),
      timers: settledTimers(timers, delays === 'ordered'),
      sources: state.sources.map((source) => ({
        ...source,
        path: renaming.path(source.path),
        input: renaming.of(source.input),
      })),
      ...(state.twin === undefined ? {} : { twin: { context: renaming.of(state.twin.context) } }),
    });
  }

  #identityAs(actor: ActorIdentity): ActorIdentity {
    const path = this.#renaming.path(actor.path);
    if (path === actor.path) return actor;
    if (actor.parent === undefined) return this.#model.rootIdentity(path);
    const parent = this.#renaming.path(actor.parent);
    return { ...actor, path, parent, self: this.#renaming.actor(actor.self)! };
  }

  #event(id: number): number {
    const { events } = this.#model;
    return (this.#events[id] ??= events.idOf(
      this.#renaming.of(events.at(id)) as ReturnType<typeof events.at>,
    ));
  }

  #fault(id: number): number {
    if (id === 0) return 0;
    const { delivery } = this.#model;
    return (this.#faults[id] ??= delivery.renamedFault(id, (name) => this.#renaming.path(name)));
  }
}
