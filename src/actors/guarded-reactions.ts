import { isEqual } from './canonical-key.ts';
import type { ActorIdentity } from './local-state.ts';
import { placeKey } from './local-state.ts';
import type { AskedGuard, LoggedCode, MadeAssign } from './xstate/guard-log.ts';
import { runsUnloggedCode } from './xstate/own-code.ts';
import type { ActorEvent, ActorSnapshot, Reaction } from './xstate/semantics.ts';

/** A reaction that was computed, and from what. */
export interface Observed {
  readonly snapshot: ActorSnapshot;
  readonly event: ActorEvent;
  readonly reaction: Reaction;
  /** The guards that XState asked and the assigns that it ran, if they can be run again. */
  readonly code: readonly LoggedCode[] | undefined;
}

/** What XState does next: asks a guard, runs an assign, or is done. */
type Decision = AskDecision | MakeDecision | { readonly reaction: Reaction };

interface AskDecision {
  readonly again: AskedGuard['again'];
  readonly next: Map<boolean, Decision>;
}

interface MakeDecision {
  readonly makes: MadeAssign['makes'];
  follows: Decision | undefined;
}

/** How code is run again for one snapshot. */
export interface CodeRunner {
  /** Asks a guard; `undefined` if its answer cannot be relied on. */
  readonly ask: (again: () => unknown) => boolean | undefined;
  /** Makes a context; `undefined` if it cannot be relied on. */
  readonly make: (again: (stranger: unknown) => unknown) => unknown;
}

/**
 * Reactions in which no code of the machine but guards and assigns runs: no event that it sends or raises,
 * invocation, output or computed delay. What XState does then follows from the active states, the history, the type
 * of the event and the answers of the guards, and the context from the assigns. So XState computes it once for all
 * contexts with the same answers. The corpus compares the explored graphs with XState's own.
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
    { ask, make }: CodeRunner,
  ): Reaction | undefined {
    const { children } = snapshot as { children: object };
    let { context } = snapshot as { context: unknown };
    let decision: Decision | undefined = this.#typesOf(actor, snapshot).get(event.type);
    while (decision !== undefined && !('reaction' in decision)) {
      const given = { context, event };
      if ('makes' in decision) {
        const { makes }: MakeDecision = decision;
        context = make((stranger) => makes(given, stranger));
        decision = context === undefined ? undefined : decision.follows;
      } else {
        const { again, next }: AskDecision = decision;
        const holds = ask(() => again(given));
        decision = holds === undefined ? undefined : next.get(holds);
      }
    }
    if (decision === undefined) return undefined;
    // What follows from the active states comes from the one, all data from the other.
    const { snapshot: after, effects, taken, isHandled, actions } = decision.reaction;
    return { snapshot: after, kept: { context, children }, effects, taken, isHandled, actions };
  }

  /** Remembers a reaction, if all its code is known. Returns whether the code, run again, made the same of it. */
  keep(actor: ActorIdentity, observed: Observed, runner: CodeRunner): boolean {
    const { snapshot, event, reaction, code } = observed;
    if (code === undefined || runsUnloggedCode(snapshot, event, reaction)) return false;
    if (!hasSameChildren(snapshot, reaction.snapshot)) return false;
    const types = this.#typesOf(actor, snapshot);
    let known = types.get(event.type);
    let put = (decision: Decision): unknown => types.set(event.type, decision);
    for (const each of code) {
      if ('makes' in each) {
        const decision: MakeDecision =
          known !== undefined && 'makes' in known
            ? known
            : { makes: each.makes, follows: undefined };
        if (decision !== known) put(decision);
        put = (then) => (decision.follows = then);
        known = decision.follows;
      } else {
        const decision: AskDecision =
          known !== undefined && 'next' in known ? known : { again: each.again, next: new Map() };
        if (decision !== known) put(decision);
        put = (then) => decision.next.set(each.holds, then);
        known = decision.next.get(each.holds);
      }
    }
    put({ reaction });
    const again = this.find(actor, observed, runner);
    if (again?.snapshot === reaction.snapshot && isEqual(again.kept!.context, contextOf(reaction)))
      return true;
    types.delete(event.type);
    return false;
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

function contextOf({ snapshot }: Reaction): unknown {
  return snapshot.context;
}

function hasSameChildren(before: ActorSnapshot, after: ActorSnapshot): boolean {
  const { children } = before as { children: object };
  const ids = Object.keys(after.children as object);
  return ids.length === Object.keys(children).length && ids.every((id) => id in children);
}
