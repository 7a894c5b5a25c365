import { isFailureOf, openGuard, requireData, requireGlobals } from './missing-data.ts';
import { emptyOf, keysReadOf, type ReadKeys } from './read-keys.ts';
import {
  keyOfLocal,
  mayFire,
  settledTimers,
  type ActorIdentity,
  type Consequence,
  type LocalState,
} from './local-state.ts';
import { LongLists } from './long-lists.ts';
import type { TableRules } from './table-rules.ts';
import { PureReactions } from './pure-reaction.ts';
import { timerLabel } from './timer-label.ts';
import { outcomesOf } from './source-outcomes.ts';
import {
  copyOfSnapshot,
  react,
  type ActorEvent,
  type ChildActor,
  type KeptData,
  type Reaction,
  type TakenTransition,
} from './xstate/semantics.ts';
import { Refusal } from './xstate/stand-in.ts';
import { withPayloadWatch } from './xstate/guard-log.ts';
import { everyAnswer, type FreeAnswer } from './xstate/free-guards.ts';
import { hasActions } from './xstate/own-code.ts';
import { mayTake, namesEvent } from './xstate/structure.ts';
import { settled } from './settled-reaction.ts';

/** A step of one actor, computed once. */
export interface Effect {
  /** Local states: 0 is an actor that is not there, and `beyond` as a target one too many. */
  readonly from: number;
  readonly target: number;
  readonly event: ActorEvent;
  /** As a trace names what happens; the type of the event if it is an event from outside or a message. */
  readonly label: string;
  readonly consequences: readonly Consequence[];
  readonly taken: readonly TakenTransition[];
  /** Whether the actor has a transition for the event. */
  readonly isHandled: boolean;
  /** What guards that nobody implements have answered. */
  readonly answers?: readonly FreeAnswer[];
}

/** What an actor does by itself: one of the events from outside, a timer, an outcome of a source. */
export interface MoveKind {
  readonly name: string;
  readonly what: 'external' | 'timer' | 'outcome';
  /** The most choices that there can be. */
  readonly choices: number;
}

/** Something that may happen to an actor by itself. */
export interface Candidate {
  readonly event: ActorEvent;
  readonly label: string;
  readonly timer?: number;
  /** The source whose outcome it is. */
  readonly from?: ChildActor;
  /** The source that is over then. */
  readonly source?: ChildActor;
}

/** Sequences of answers of guards that nobody implements, for one event. */
const answersMax = 16;

const unknown = -1;

/** The target of a step that leads beyond the limit of local states. */
export const beyond = -1;

/** The local states of one actor (or of several that take turns), and what each step makes of them, computed
 * once. Cost of a step that is known: two reads. */
export class ActorTable {
  /** By local state; 0 is an actor that is not there. */
  readonly states: (LocalState | undefined)[] = [undefined];
  /** By number; 0 is no step. */
  readonly effects: (Effect | undefined)[] = [undefined];
  readonly kinds: readonly MoveKind[];
  /** Events that may come and for which no transition was taken, by local state. */
  readonly refused: { readonly local: number; readonly type: string }[] = [];
  /** Set once more local states were met than there may be: in words, what there is too much of. */
  full: string | undefined;
  /** What else there was more of than there may be. */
  growing: string | undefined;
  readonly #rules: TableRules;
  readonly #pure: PureReactions;
  readonly #ids = new Map<string, number>();
  readonly #starts = new Map<string, number>();
  readonly #lists: LongLists;
  readonly #offsets: readonly number[];
  readonly #width: number;
  readonly #timersMax: number;
  #moves = new Int32Array(0);
  readonly #received: (Int32Array | undefined)[] = [];
  /** Local states in which something may happen that cannot be explored, because its data is not declared. */
  readonly #awaiting = new Set<number>();

  constructor(rules: TableRules, kinds: readonly MoveKind[]) {
    this.#rules = rules;
    this.#pure = new PureReactions(rules.standIns, rules.assumed);
    this.#lists = new LongLists(rules.listGainMax);
    this.kinds = kinds;
    let width = 0;
    this.#offsets = kinds.map(({ choices }) => (width += choices) - choices);
    this.#width = width;
    this.#timersMax = kinds.find(({ what }) => what === 'timer')?.choices ?? 0;
  }

  /** The number of a step of the actor's own, or 0 if there is none. */
  move(local: number, kind: number, choice: number): number {
    if (local === 0) return 0;
    const at = local * this.#width + this.#offsets[kind]! + choice;
    const known = at < this.#moves.length ? this.#moves[at]! : unknown;
    return known !== unknown ? known : this.#computeMoves(local, kind, choice);
  }

  /** Whether something may happen in a local state that cannot be explored, because its data is not declared. */
  isAwaiting(local: number): boolean {
    if (local === 0) return false;
    this.kinds.forEach((_, kind) => this.move(local, kind, 0));
    return this.#awaiting.has(local);
  }

  /** The number of the step that a message makes. It has no transition where the actor does not handle it. */
  receive(local: number, event: number): number {
    const row = this.#received[local];
    const known = row !== undefined && event < row.length ? row[event]! : unknown;
    if (known !== unknown) return known;
    const effect = this.#hear(local, this.#rules.events.at(event));
    let room = row;
    if (room === undefined || room.length <= event) {
      room = new Int32Array(Math.max(8, 2 * event + 2)).fill(unknown);
      if (row !== undefined) room.set(row);
      this.#received[local] = room;
    }
    return (room[event] = this.#add(effect));
  }

  #hear(local: number, event: ActorEvent): Effect {
    const { path } = this.states[local]!.actor;
    const compute = (): Effect => this.#react(local, { event, label: '' });
    return this.#firstAnswer(path, { event, label: `'${event.type}'` }, compute);
  }

  /** The number of the step that starts an actor. `key` stands for its identity and input. */
  start(key: string, identity: () => ActorIdentity, input: unknown): number {
    const known = this.#starts.get(key);
    if (known !== undefined) return known;
    const actor = identity();
    const event = { type: 'xstate.init', input };
    const compute = (): Effect => {
      const reaction = this.#pure.start(actor, input);
      const { taken } = reaction;
      const after = this.#settle({ actor, timers: [], sources: [] }, reaction);
      return { from: 0, event, label: 'start', taken, isHandled: true, ...after };
    };
    const number = this.#add(this.#firstAnswer(actor.path, { event, label: 'its start' }, compute));
    this.#starts.set(key, number);
    return number;
  }

  #computeMoves(local: number, kind: number, choice: number): number {
    const needed = (local + 1) * this.#width;
    if (this.#moves.length < needed) {
      const room = new Int32Array(Math.max(1_024, needed * 2)).fill(unknown);
      room.set(this.#moves);
      this.#moves = room;
    }
    const { choices } = this.kinds[kind]!;
    const state = this.states[local]!;
    const candidates = this.#candidates(state, kind);
    const start = local * this.#width + this.#offsets[kind]!;
    const effects = candidates.flatMap((candidate) => this.#answered(local, candidate));
    if (effects.length > choices) this.#refuseCases(state, this.kinds[kind]!, effects.length);
    for (let at = 0; at < choices; at++) {
      const effect = effects[at];
      this.#moves[start + at] = effect === undefined ? 0 : this.#add(effect);
    }
    return this.#moves[start + choice]!;
  }

  #refuseCases({ actor }: LocalState, { name, choices }: MoveKind, count: number): void {
    const reason =
      `${actor.path}: '${name}' has ${count} cases in one snapshot, and at most ${choices} ` +
      'are looked at: give fewer, or set casesMax';
    if (this.#rules.assumed === undefined) throw new Refusal(reason);
    this.#rules.assumed.noteLeftOut(reason);
  }

  /** What a candidate leads to, for each answer of guards that nobody implements; `undefined` for no step. */
  #answered(local: number, candidate: Candidate): (Effect | undefined)[] {
    const all = everyAnswer(answersMax, () => this.#ventured(local, candidate));
    const steps = all.map(({ result, asked }): Effect | undefined => {
      // XState drops an event that no transition handles: nothing happens.
      const isStep = result !== undefined && (result.isHandled || candidate.timer !== undefined);
      if (!isStep) return undefined;
      return asked.length === 0 ? result : { ...result, answers: asked };
    });
    return steps.length === 1 ? steps : steps.filter((step) => step !== undefined);
  }

  /** A step that this program refuses to compute is left out where everything is assumed. */
  #ventured(local: number, candidate: Candidate): Effect | undefined {
    try {
      return this.#tried(local, candidate);
    } catch (error) {
      const { assumed } = this.#rules;
      if (!(error instanceof Refusal) || assumed === undefined) throw error;
      assumed.noteLeftOut(error.message);
      this.#awaiting.add(local);
      return undefined;
    }
  }

  /** A message, or a start, happens in the middle of a step: guards that nobody implements refuse there. */
  #firstAnswer(
    path: string,
    { event, label }: Pick<Candidate, 'event' | 'label'>,
    compute: () => Effect,
  ): Effect {
    const [{ result, asked }] = everyAnswer(1, compute) as [
      { result: Effect; asked: readonly FreeAnswer[] },
    ];
    const { assumed } = this.#rules;
    const [first] = asked;
    if (first !== undefined) {
      const text = openGuard(path, first.name);
      if (assumed === undefined) throw new Refusal(text);
      assumed.noteLeftOut(`${text}; for ${label} it is false`);
    }
    if (assumed !== undefined) requireData(path, { event, label }, this.states[result.target]);
    return result;
  }

  /** A step that code refuses because of what was assumed is reported, and not explored. */
  #tried(local: number, candidate: Candidate): Effect | undefined {
    const { event, from, label } = candidate;
    const { assumed } = this.#rules;
    const state = this.states[local]!;
    const source = from === undefined ? {} : { source: from };
    const isAssumed = this.#rules.isAssumed(state, { type: event.type, ...source });
    if (!isAssumed) {
      const effect = this.#noted(local, event, this.#react(local, candidate));
      if (assumed !== undefined)
        requireData(state.actor.path, { event, label }, this.states[effect.target]);
      return effect;
    }
    const { result, isRead } = withPayloadWatch(event, () => this.#react(local, candidate));
    const effect = this.#noted(local, event, result);
    if (assumed !== undefined) requireGlobals(state.actor.path, label, this.states[effect.target]);
    const isFailure = isFailureOf(this.states[effect.target], event);
    // With a payload its actions may change something.
    if (effect.target === local && effect.taken.some(hasActions)) this.#awaiting.add(local);
    if (effect.isHandled && !isFailure && !isRead) return effect;
    if (!isFailure && from === undefined && !namesEvent(state.snapshot, event.type))
      return effect.isHandled ? effect : undefined;
    const reads = this.#keysRead(state, candidate);
    // A guard that reads nothing of the event refuses it whatever it carries.
    if (!isFailure && reads.size === 0) return effect.isHandled ? effect : undefined;
    this.#awaiting.add(local);
    const error = isFailure ? (this.states[effect.target]!.snapshot.error as Error) : undefined;
    const isTaken = effect.isHandled && !isFailure;
    this.#rules.onMissing({ state, candidate, error, reads, isTaken });
    if (isFailure && assumed !== undefined) return this.#withoutValues(local, candidate, reads);
    // What another payload would do is unknown; what none does is explored.
    return isTaken ? effect : undefined;
  }

  /** The step with a payload that has every key which code reads, and no values; `undefined` if it fails, too. */
  #withoutValues(local: number, candidate: Candidate, reads: ReadKeys): Effect | undefined {
    const event = { ...candidate.event, ...emptyOf(reads) };
    const effect = this.#react(local, { ...candidate, event });
    return this.states[effect.target]?.snapshot.status === 'error' ? undefined : effect;
  }

  #noted(local: number, { type }: ActorEvent, effect: Effect): Effect {
    if (!effect.isHandled) this.refused.push({ local, type });
    return effect;
  }

  #keysRead({ actor, snapshot }: LocalState, { event }: Candidate): ReadKeys {
    const known = Object.fromEntries(
      Object.entries(event).filter(([, value]) => value !== undefined),
    );
    return keysReadOf(known, (given) =>
      react(this.#rules.standIns, actor, {
        snapshot: copyOfSnapshot(snapshot),
        event: given as ActorEvent,
      }),
    );
  }

  #candidates(state: LocalState, kind: number): readonly Candidate[] {
    const { name, what } = this.kinds[kind]!;
    const { isOrdered } = this.#rules;
    if (state.snapshot.status !== 'active') return [];
    switch (what) {
      case 'external':
        if (!mayTake(state.snapshot, name)) return [];
        return this.#rules.casesOf(state, name).map((event) => ({ event, label: name }));
      case 'timer':
        return state.timers.flatMap(({ event, delay }, timer) =>
          mayFire(state.timers, timer, isOrdered)
            ? [{ event, label: timerLabel(state, event.type, delay), timer }]
            : [],
        );
      case 'outcome':
        return state.sources.flatMap((source) => this.#outcomes(source));
    }
  }

  #outcomes(source: ChildActor): Candidate[] {
    return outcomesOf(source, this.#rules.outcomesOf(source)).map(({ event, label, isEnd }) =>
      isEnd ? { event, label, from: source, source } : { event, label, from: source },
    );
  }

  #react(local: number, { event, label, timer, source }: Candidate): Effect {
    const state = this.states[local]!;
    const { actor } = state;
    const fired = timer === undefined ? undefined : state.timers[timer]!;
    const timers =
      fired === undefined ? state.timers : state.timers.filter((each) => each !== fired);
    const sources =
      source === undefined ? state.sources : state.sources.filter((each) => each !== source);
    if (fired !== undefined && fired.to !== actor.path) {
      const id = this.intern({ ...state, timers: settledTimers(timers, this.#rules.isOrdered) });
      const send: Consequence = {
        kind: 'send',
        to: fired.to,
        event: this.#rules.events.idOf(event),
      };
      const made = { from: local, event, label, taken: [], isHandled: true };
      return { ...made, target: id, consequences: [send] };
    }
    const reaction = this.#pure.react(actor, state, event);
    const { taken, isHandled, isOpen } = reaction;
    if (isOpen === true) this.#awaiting.add(local);
    const isFailure = reaction.snapshot.status === 'error';
    const { target, consequences } = this.#settle({ actor, timers, sources }, reaction);
    const isTaken = isHandled || isFailure;
    return { from: local, event, label, target, consequences, taken, isHandled: isTaken };
  }

  /** Interns what a reaction leads to. */
  #settle(
    under: Pick<LocalState, 'actor' | 'timers' | 'sources'>,
    reaction: Reaction,
  ): Pick<Effect, 'target' | 'consequences'> {
    for (const name of reaction.actions) this.#rules.notExecuted.add(name);
    const { timers, sources, consequences } = settled(this.#rules, under, reaction);
    if (timers.length > this.#timersMax) {
      this.growing ??= `${timers.length} delayed events`;
      return { target: beyond, consequences };
    }
    const { snapshot, kept, twin } = reaction;
    const found = { actor: under.actor, snapshot, timers, sources };
    return {
      target: this.intern(twin === undefined ? found : { ...found, twin }, kept),
      consequences,
    };
  }

  /** The number of a local state, or `beyond`. `kept` is in place of the data of the snapshot. */
  intern(found: LocalState, kept?: KeptData): number {
    const key = keyOfLocal(found, kept);
    let id = this.#ids.get(key);
    if (id === undefined) {
      const isMany = this.states.length > this.#rules.snapshotsMax;
      const size = isMany ? `${this.states.length - 1} snapshots` : undefined;
      const excess = size ?? this.#lists.excessIn((kept ?? found.snapshot).context);
      if (excess !== undefined) {
        this.full ??= `more than ${excess}`;
        return beyond;
      }
      const snapshot = { ...found.snapshot, ...kept } as LocalState['snapshot'];
      const state = kept === undefined ? found : { ...found, snapshot };
      id = this.states.push(state) - 1;
      this.#ids.set(key, id);
      for (const source of state.sources) if (this.#isSilent(state, source)) this.#awaiting.add(id);
    }
    return id;
  }

  /** Whether nothing is known of what a source may do: nobody declared it. */
  #isSilent(state: LocalState, source: ChildActor): boolean {
    if (outcomesOf(source, this.#rules.outcomesOf(source)).length > 0) return false;
    if (!this.#rules.isAssumed(state, { type: '', source })) return false;
    this.#rules.onSilent(state, source);
    return true;
  }

  #add(effect: Effect): number {
    return this.effects.push(effect) - 1;
  }
}
