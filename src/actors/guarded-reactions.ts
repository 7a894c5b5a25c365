import type { ActorIdentity } from './local-state.ts';
import { placeKey } from './local-state.ts';
import type { AskedGuard } from './xstate/guard-log.ts';
import { runsMoreThanGuards } from './xstate/own-code.ts';
import type { ActorEvent, ActorSnapshot, Reaction } from './xstate/semantics.ts';

/** A reaction that was computed, and from what. */
export interface Observed {
  readonly snapshot: ActorSnapshot;
  readonly event: ActorEvent;
  readonly reaction: Reaction;
  /** The guards that XState asked, if they can be asked again. */
  readonly asked: readonly AskedGuard[] | undefined;
}

/** What XState does next: asks a guard, or is done. */
type Decision =
  | { readonly again: AskedGuard['again']; readonly next: Map<boolean, Decision> }
  | { readonly reaction: Reaction };

/** Asks a guard about a snapshot; `undefined` if its answer cannot be relied on. */
export type AskGuard = (again: () => unknown) => boolean | undefined;

/**
 * Reactions in which no code of the machine but guards runs: no action, entry, exit, invocation or computed
 * delay. What XState does then follows from the active states, the history, the type of the event and the
 * answers of the guards, so XState computes it once for all contexts with the same answers. The corpus compares
 * the explored graphs with XState's own.
 */
export class GuardedReactions {
  readonly #known = new WeakMap<ActorIdentity, Map<string, Map<string, Decision>>>();
  #last:
    | {
        readonly actor: ActorIdentity;
        readonly snapshot: ActorSnapshot;
        readonly types: Map<string, Decision>;
      }
    | undefined;

  find(
    actor: ActorIdentity,
    { snapshot, event }: Pick<Observed, 'snapshot' | 'event'>,
    ask: AskGuard,
  ): Reaction | undefined {
    const { context, children } = snapshot as { context: unknown; children: object };
    let decision: Decision | undefined = this.#typesOf(actor, snapshot).get(event.type);
    while (decision !== undefined && 'next' in decision) {
      const { again, next }: { again: AskedGuard['again']; next: Map<boolean, Decision> } =
        decision;
      const holds = ask(() => again({ context, event }));
      decision = holds === undefined ? undefined : next.get(holds);
    }
    if (decision === undefined) return undefined;
    // What follows from the active states comes from the one, all data from the other.
    const { snapshot: after, effects, taken, isHandled, actions } = decision.reaction;
    return { snapshot: after, kept: { context, children }, effects, taken, isHandled, actions };
  }

  keep(actor: ActorIdentity, { snapshot, event, reaction, asked }: Observed): void {
    if (asked === undefined || runsMoreThanGuards(snapshot, event, reaction)) return;
    if (!hasSameData(snapshot, reaction.snapshot)) return;
    const types = this.#typesOf(actor, snapshot);
    let put = (decision: Decision): unknown => types.set(event.type, decision);
    let known = types.get(event.type);
    for (const { holds, again } of asked) {
      if (known === undefined || !('next' in known)) put((known = { again, next: new Map() }));
      const { next }: { next: Map<boolean, Decision> } = known;
      put = (decision) => next.set(holds, decision);
      known = next.get(holds);
    }
    put({ reaction });
  }

  /** By type of event. Events of one snapshot follow one another. */
  #typesOf(actor: ActorIdentity, snapshot: ActorSnapshot): Map<string, Decision> {
    if (this.#last?.snapshot !== snapshot || this.#last.actor !== actor) {
      const places = remembered(this.#known, actor, () => new Map<string, Map<string, Decision>>());
      const types = remembered(places, placeKey(snapshot), () => new Map<string, Decision>());
      this.#last = { actor, snapshot, types };
    }
    return this.#last.types;
  }
}

function remembered<Key, Value>(
  known: { get(key: Key): Value | undefined; set(key: Key, value: Value): unknown },
  key: Key,
  make: () => Value,
): Value {
  let value = known.get(key);
  if (value === undefined) known.set(key, (value = make()));
  return value;
}

function hasSameData(before: ActorSnapshot, after: ActorSnapshot): boolean {
  const { context, children } = before as { context: unknown; children: object };
  const ids = Object.keys(after.children as object);
  return (
    context === after.context &&
    ids.length === Object.keys(children).length &&
    ids.every((id) => id in children)
  );
}
