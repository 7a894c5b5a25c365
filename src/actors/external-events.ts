import { InputError } from '../foundation/input-error.ts';
import type { ActorDefinition, AnyActorsDefinition, EventCases } from './actor-options.ts';
import { definitionOf } from './actor-options.ts';
import type { LocalState } from './local-state.ts';
import type { ActorEvent } from './xstate/semantics.ts';
import { abilitiesOf, eventTypesOf, familyOf, knowsEvent } from './xstate/structure.ts';

/** The events from outside of the actors of one root. */
export interface ExternalEvents {
  /** Of the root itself. */
  readonly types: readonly string[];
  /** Of actors that it starts: types that the root does not know. */
  readonly innerTypes: readonly string[];
  /** The most cases that a type can have. */
  readonly choicesOf: (type: string) => number;
  readonly casesOf: (state: LocalState, type: string) => readonly ActorEvent[];
  /** Whether the cases of a type are a list, the same in every state. */
  readonly isListed: (type: string) => boolean;
  /** Types that come without a payload: nobody declared one, or only `{}` is declared. */
  readonly assumed: readonly string[];
}

const casesMaxDefault = 16;

/**
 * The events from outside, by root. An event goes to the root if its machine knows it, else to those actors that
 * it has started and that know it. Throws `InputError` for a declared type that no machine names.
 */
export function externalEvents(
  definition: AnyActorsDefinition,
): ReadonlyMap<string, ExternalEvents> {
  const { actors, events = {} } = definition;
  const roots = Object.entries(actors).map(([name, given]) => [name, definitionOf(given)] as const);
  for (const type of Object.keys(events)) {
    const isKnown = roots.some(([, { logic }]) =>
      // A machine that is spawned need not have been named.
      familyOf(logic).some((each) => knowsEvent(each, type) || abilitiesOf(each).spawns),
    );
    if (!isKnown) {
      throw new InputError('configuration', `events: no machine has a transition for '${type}'`);
    }
  }
  return new Map(roots.map(([name, root]) => [name, eventsOf(root, definition)]));
}

function eventsOf(
  { logic, events: own }: ActorDefinition,
  { events, casesMax }: AnyActorsDefinition,
): ExternalEvents {
  const declared = own === false ? {} : (own ?? events);
  const [, ...inner] = familyOf(logic);
  const spawns = [logic, ...inner].some((each) => abilitiesOf(each).spawns);
  const known =
    declared === undefined ? [logic, ...inner].flatMap(eventTypesOf) : Object.keys(declared);
  const types = [...new Set(known)].filter((type) => knowsEvent(logic, type));
  const innerTypes = [...new Set(known)].filter(
    (type) => !types.includes(type) && (spawns || inner.some((each) => knowsEvent(each, type))),
  );
  const all = [...types, ...innerTypes];
  const cases = new Map(
    all.map((type) => [type, new Cases(type, declared?.[type] ?? [{}], casesMax)]),
  );
  return {
    types,
    innerTypes,
    choicesOf: (type) => cases.get(type)!.max,
    casesOf: (state, type) => {
      const isRoot = state.actor.parent === undefined;
      const mayCome = isRoot ? types.includes(type) : knowsEvent(state.actor.logic, type);
      return mayCome ? (cases.get(type)?.in(state) ?? []) : [];
    },
    isListed: (type) => cases.get(type)?.isListed === true,
    assumed: all.filter((type) => isBare(declared?.[type] ?? [{}])),
  };
}

/** Whether cases say nothing of a payload, not even that it is absent (`{ value: undefined }`). */
function isBare(cases: EventCases): boolean {
  if (typeof cases === 'function' || cases.length !== 1) return false;
  return Object.keys((cases[0] ?? {}) as object).length === 0;
}

/** The events of one type, made once where they do not depend on a snapshot. */
class Cases {
  readonly max: number;
  readonly #type: string;
  readonly #cases: EventCases;
  readonly #fixed: readonly ActorEvent[] | undefined;

  constructor(type: string, cases: EventCases, max: number = casesMaxDefault) {
    this.#type = type;
    this.#cases = cases;
    this.#fixed = typeof cases === 'function' ? undefined : cases.map((each) => this.#event(each));
    this.max = typeof cases === 'function' ? max : cases.length;
  }

  get isListed(): boolean {
    return this.#fixed !== undefined;
  }

  in({ snapshot }: LocalState): readonly ActorEvent[] {
    if (this.#fixed !== undefined) return this.#fixed;
    const cases = this.#cases as (snapshot: unknown) => readonly unknown[];
    return cases(snapshot).map((each) => this.#event(each));
  }

  #event(payload: unknown): ActorEvent {
    return { ...(payload as object), type: this.#type };
  }
}
