import { differencesOf, isEqual, isFlat, keyOf } from './canonical-key.ts';
import { GuardedReactions, type CodeRunner, type Observed } from './guarded-reactions.ts';
import type { ActorIdentity, LocalState } from './local-state.ts';
import type { Assumptions } from './assumptions.ts';
import { emptyOf, keysReadOf, objectText, quoted } from './read-keys.ts';
import { areGuardsLogged, withCodeLog } from './xstate/guard-log.ts';
import { isMachine } from './xstate/logic-kind.ts';
import { runsCode } from './xstate/own-code.ts';
import { withoutConsole } from './xstate/quiet-code.ts';
import { impure, isSameReaction, projected } from './same-reaction.ts';
import { withShiftedClock, withStillClock } from './shifted-clock.ts';
import {
  copyOfSnapshot,
  react,
  startActor,
  type ActorEvent,
  type ActorSnapshot,
  type Reaction,
} from './xstate/semantics.ts';
import { Refusal, type StandIns } from './xstate/stand-in.ts';

/** A snapshot whose events are computed now. */
interface Remembered {
  readonly snapshot: ActorSnapshot;
  readonly context: unknown;
  /** The key of a context that is more than a flat record: its copy may share objects with it. */
  readonly key: string | undefined;
  readonly copy: ActorSnapshot;
}

/** A reaction, and how it is computed again. */
interface Computed {
  readonly first: Reaction;
  readonly compute: () => Reaction;
  /** The snapshot that reacts; absent for a start. */
  readonly from?: ActorSnapshot;
}

/** So much faster is another clock: times are apart, and so are the times between two snapshots. */
const shiftedBy = 86_461.37;

/** In place of an actor: code that uses it fails, and one that keeps it makes two contexts that differ. */
const strangers = [0, 1].map(
  () =>
    new Proxy(() => {}, {
      get: () => {
        throw new TypeError('not there');
      },
    }),
);

/** A reaction with a guard whose answer changes is computed so often. */
const suspectTimes = 64;

/**
 * Reactions of actors. One in which code of the machine's own may run is computed twice, the second time with another clock and other chance: what depends
 * on more than snapshot and event is refused by the name of the key. Data that a reaction changes in place is
 * put back.
 */
export class PureReactions {
  readonly #standIns: StandIns;
  /** Actors whose code was seen to change data in place: they react to copies. */
  readonly #changing = new WeakSet<ActorIdentity>();
  #last: Remembered | undefined;
  /** Set while the answer of a guard was seen to change. */
  #isSuspect = false;
  /** The last actor whose reactions may be kept. */
  #kept: ActorIdentity | undefined;
  readonly #guarded = new GuardedReactions();

  /** Absent where everything has to be declared. */
  readonly #assumed: Assumptions | undefined;
  readonly #serials = new WeakMap<object, number>();
  #serialNext = 0;

  constructor(standIns: StandIns, assumed?: Assumptions) {
    this.#standIns = standIns;
    this.#assumed = assumed;
  }

  start(actor: ActorIdentity, input: unknown): Reaction {
    const reaction = this.#started(actor, input);
    const error: unknown = reaction.snapshot.error;
    if (input !== undefined || reaction.snapshot.status !== 'error') return reaction;
    if (!(error instanceof TypeError)) return reaction;
    const { path } = actor;
    const reads = keysReadOf({}, (given) => startActor(this.#standIns, actor, given));
    if (this.#assumed !== undefined && reads.size > 0) {
      const again = this.#started(actor, emptyOf(reads));
      if (again.snapshot.status !== 'error') {
        this.#assumed.noteInput(actor, reads);
        return again;
      }
    }
    throw new Refusal(
      `${path}: its start fails without an input (${error.message}): add ` +
        `actors: { ${quoted(path)}: actor(machine, { input: ${objectText(reads)} }) }`,
    );
  }

  #started(actor: ActorIdentity, input: unknown): Reaction {
    const compute = (): Reaction => startActor(this.#standIns, actor, input);
    const first = this.#still(undefined, compute);
    return this.#second(actor, 'its start', { first, compute });
  }

  /** Where data of a clock or chance is assumed to decide nothing, it is the same in each run. */
  #still<Result>(snapshot: object | undefined, compute: () => Result): Result {
    if (this.#assumed === undefined) return compute();
    return withStillClock(this.#serialOf(snapshot), compute);
  }

  /** With another clock and other chance. */
  #shifted<Result>(snapshot: object | undefined, compute: () => Result, time = 0): Result {
    if (this.#assumed === undefined) return withShiftedClock(compute);
    return withStillClock((this.#serialOf(snapshot) + 1) * (time + 1) * shiftedBy, compute);
  }

  #serialOf(snapshot: object | undefined): number {
    let serial = snapshot === undefined ? undefined : this.#serials.get(snapshot);
    if (serial === undefined) {
      serial = this.#serialNext++;
      if (snapshot !== undefined) this.#serials.set(snapshot, serial);
    }
    return serial;
  }

  /** `snapshot` is the one that is remembered; it is as before afterwards. */
  react(
    actor: ActorIdentity,
    { snapshot, twin }: Pick<LocalState, 'snapshot' | 'twin'>,
    event: ActorEvent,
  ): Reaction {
    if (twin !== undefined) return this.#computed(actor, { snapshot, twin }, event);
    if (!this.#mayBeKept(actor)) return this.#computed(actor, { snapshot }, event);
    const known = this.#guarded.find(actor, { snapshot, event }, this.#runner(actor, snapshot));
    return known ?? this.#computed(actor, { snapshot }, event);
  }

  #mayBeKept(actor: ActorIdentity): boolean {
    if (this.#kept === actor) return true;
    const { logic, syncSnapshot } = actor;
    const isLogged = isMachine(logic) && areGuardsLogged(logic);
    const isKept = isLogged && !syncSnapshot && !this.#changing.has(actor);
    if (isKept) this.#kept = actor;
    return isKept;
  }

  /** The answer of a guard, asked twice: `undefined` if it fails, differs or changes data. */
  #answered(snapshot: ActorSnapshot, again: () => unknown): boolean | undefined {
    const remembered = this.#remembered(snapshot);
    try {
      const holds = Boolean(this.#still(snapshot, again));
      if (Boolean(this.#shifted(snapshot, again)) !== holds) this.#isSuspect = true;
      return !this.#isSuspect && isUnchanged(snapshot, remembered) ? holds : undefined;
    } catch {
      return undefined;
    }
  }

  #runner(actor: ActorIdentity, snapshot: ActorSnapshot): CodeRunner {
    return {
      ask: (again) => withoutConsole(() => this.#answered(snapshot, again)),
      make: (again) => withoutConsole(() => this.#made(actor, snapshot, again)),
    };
  }

  /** A context that an assign makes, made twice: `undefined` if it fails, differs or changes data. */
  #made(
    actor: ActorIdentity,
    snapshot: ActorSnapshot,
    again: (stranger: unknown) => unknown,
  ): object | undefined {
    const remembered = this.#remembered(snapshot);
    try {
      const first = this.#still(snapshot, () => again(strangers[0])) as object;
      const second = this.#shifted(snapshot, () => again(strangers[1]));
      const of = (context: unknown): unknown => projected(actor, { context } as ActorSnapshot);
      return isEqual(of(first), of(second)) && isUnchanged(snapshot, remembered)
        ? first
        : undefined;
    } catch {
      return undefined;
    }
  }

  #computed(
    actor: ActorIdentity,
    { snapshot, twin }: Pick<LocalState, 'snapshot' | 'twin'>,
    event: ActorEvent,
  ): Reaction {
    const remembered = this.#remembered(snapshot);
    const { copy } = remembered;
    const compute = (): Reaction => {
      const isCopied = this.#changing.has(actor);
      const from = isCopied ? copyOfSnapshot(copy) : snapshot;
      const reaction = react(this.#standIns, actor, { snapshot: from, event });
      // XState alone decides, as it always does.
      if (isMachine(actor.logic) && !runsCode(snapshot, event, reaction)) return reaction;
      if (!isCopied && !isUnchanged(snapshot, remembered)) {
        this.#changing.add(actor);
        this.#kept = undefined;
        (snapshot as { context: unknown }).context = copyOfSnapshot(copy).context;
        if (!isUnchanged(snapshot, remembered)) throw changedInPlace(actor, snapshot, copy);
        return compute();
      }
      return reaction;
    };
    const { result: first, code } = withCodeLog(() => this.#still(snapshot, compute));
    const isOfCode = !isMachine(actor.logic) || runsCode(snapshot, event, first);
    // Without a transition nothing of it is remembered.
    const isNothing = !first.isHandled && first.taken.length === 0;
    if (twin !== undefined) {
      const from = (): ActorSnapshot => copyOfSnapshot({ ...snapshot, ...twin } as ActorSnapshot);
      const again = (): Reaction => react(this.#standIns, actor, { snapshot: from(), event });
      return this.#second(actor, `'${event.type}'`, { first, compute: again, from: snapshot });
    }
    const isDoubted = isOfCode && (!isNothing || this.#isSuspect);
    // Code that is run again by itself, with another clock, shows as much as the reaction computed again.
    const isKept = this.#keep(actor, { snapshot, event, reaction: first, code });
    if (!isDoubted || (isKept && !this.#isSuspect)) return first;
    return this.#second(actor, `'${event.type}'`, { first, compute, from: snapshot });
  }

  #keep(actor: ActorIdentity, observed: Observed): boolean {
    if (this.#isSuspect || !this.#mayBeKept(actor)) return false;
    return this.#guarded.keep(actor, observed, this.#runner(actor, observed.snapshot));
  }

  /** Events of one snapshot follow one another: what it holds is written down once. */
  #remembered(snapshot: ActorSnapshot): Remembered {
    if (this.#last?.snapshot !== snapshot || this.#last.context !== snapshot.context) {
      const { context } = snapshot as { context: unknown };
      const key = isFlat(context) ? undefined : keyOf(context);
      this.#last = { snapshot, context, key, copy: copyOfSnapshot(snapshot) };
    }
    return this.#last;
  }

  #second(actor: ActorIdentity, cause: string, { first, compute, from }: Computed): Reaction {
    const times = this.#isSuspect ? suspectTimes : 1;
    this.#isSuspect = false;
    for (let time = 0; time < times; time++) {
      const second = this.#shifted(from, compute, time);
      if (isSameReaction(actor, first, second)) continue;
      if (this.#assumed === undefined) throw impure(actor, cause, [first, second]);
      return this.#assumed.reconciled(actor, cause, [first, second]);
    }
    return first;
  }
}

function isUnchanged({ context }: ActorSnapshot, { key, copy }: Remembered): boolean {
  return key === undefined ? isEqual(context, copy.context) : keyOf(context) === key;
}

function changedInPlace(actor: ActorIdentity, now: ActorSnapshot, before: ActorSnapshot): Refusal {
  const [difference] = differencesOf(before.context, now.context);
  return new Refusal(
    `${actor.path}: an action changes context.${difference?.path ?? ''} in place, and it is an object of a ` +
      'class: return a new one from assign, or leave it out by project',
  );
}
