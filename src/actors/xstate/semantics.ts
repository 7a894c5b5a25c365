/* oxlint-disable no-underscore-dangle -- names of XState */
/**
 * The one door to XState: how an actor starts and how it reacts to an event, by XState's own pure functions.
 * Nothing outside this folder imports XState. ADR 101 says what version 6 would need.
 */
import type {
  AnyActorLogic,
  AnyMachineSnapshot,
  AnyStateNode,
  AnyTransitionDefinition,
} from 'xstate';
import { childPath, type ActorPath } from './actor-path.ts';
import { restartAnswers } from './free-guards.ts';
import { isMachine, kindOf, preparedLogic, type LogicKind } from './logic-kind.ts';
import { withoutConsole } from './quiet-code.ts';
import { copyData, replaceRefs } from './replace-refs.ts';
import {
  isActorRef,
  pathOfRef,
  Refusal,
  type FamilySystem,
  type StandIn,
  type StandIns,
} from './stand-in.ts';

export interface ActorEvent {
  readonly type: string;
  readonly [key: string]: unknown;
}

/** What properties read of an actor: XState's own snapshot. */
export type ActorSnapshot = AnyMachineSnapshot;

/** An actor that another one starts. */
export interface ChildActor {
  readonly id: string;
  readonly path: ActorPath;
  readonly kind: LogicKind;
  readonly logic: AnyActorLogic;
  readonly input: unknown;
  /** The name under which the parent knows the logic; of inline logic one that XState makes up. */
  readonly src: string;
  readonly systemId: string | undefined;
  /** Whether the parent hears of every snapshot. */
  readonly syncSnapshot: boolean;
}

/** XState keeps an actor that is spawned without an id under this name, one at a time: those before run on. */
export const idOfUnnamed = 'undefined';

/** Two actors without an id would be one here, and are two in XState. */
export function secondUnnamed(parent: ActorPath): Refusal {
  return new Refusal(
    `${parent}: spawns an actor without an id while another one without an id runs: give each an id, ` +
      "as in spawnChild(logic, { id: 'a' })",
  );
}

/** What an actor asks for beside its own change, in order. */
export type LocalEffect =
  | { readonly kind: 'send'; readonly to: ActorPath; readonly event: ActorEvent }
  | {
      readonly kind: 'schedule';
      readonly to: ActorPath;
      readonly event: ActorEvent;
      readonly delay: number;
      readonly id: string | undefined;
    }
  | { readonly kind: 'cancel'; readonly id: string }
  | { readonly kind: 'start'; readonly child: ChildActor }
  | { readonly kind: 'stop'; readonly id: string };

/** One transition of a machine: which state node declares it and where. */
export interface TakenTransition {
  readonly node: AnyStateNode;
  readonly event: string;
  readonly index: number;
}

/** Data of a snapshot that a reaction leaves as it is. */
export interface KeptData {
  readonly context: unknown;
  /** Absent where the logic is no machine. */
  readonly children?: object;
}

export interface Reaction {
  readonly snapshot: ActorSnapshot;
  /** If given, instead of those of the snapshot, which is the result for other data in the same states. */
  readonly kept?: KeptData;
  readonly effects: readonly LocalEffect[];
  /** Every transition taken, those without an event included. */
  readonly taken: readonly TakenTransition[];
  /** Whether a transition was selected for the event itself. */
  readonly isHandled: boolean;
  /** Names of actions that were not executed: they are the machine's own code. */
  readonly actions: readonly string[];
  /** The context as another clock and other chance make it, if that is another one. */
  readonly twin?: { readonly context: unknown };
  /** Whether another clock leads to another state, which is not explored. */
  readonly isOpen?: boolean;
}

/** An actor as its reactions need it. */
export interface ActingActor {
  readonly self: StandIn;
  readonly logic: AnyActorLogic;
  /** Actors that it reaches as if they were its children. */
  readonly peers: Readonly<Record<string, StandIn>>;
}

/** Starts an actor. An error of its own code makes its status `error`; throws `Refusal` for what is not handled. */
export function startActor(standIns: StandIns, actor: ActingActor, input: unknown): Reaction {
  restartAnswers();
  const recorder = new Recorder(standIns, actor, []);
  const initial = recorder.during(undefined, () =>
    actor.logic.getInitialSnapshot(recorder.scope(), input),
  ) as ActorSnapshot;
  if (initial.status === 'error' && initial.error instanceof Refusal) throw initial.error;
  return recorder.reaction(initial);
}

/**
 * How an actor reacts to an event, without executing an action of the machine's own. An error of its code makes
 * its status `error`, as in XState; throws `Refusal` for what is not handled.
 */
export function react(
  standIns: StandIns,
  actor: ActingActor,
  { snapshot, event }: { readonly snapshot: ActorSnapshot; readonly event: ActorEvent },
): Reaction {
  restartAnswers();
  const isOfMachine = isMachine(actor.logic);
  const children = isOfMachine ? snapshot.children : {};
  const ids = Object.keys(children);
  const hasOthers = isOfMachine && (ids.length > 0 || hasPeers(actor));
  const before = hasOthers ? { ...snapshot, children: { ...actor.peers, ...children } } : snapshot;
  const recorder = new Recorder(standIns, actor, ids);
  try {
    const after = recorder.during(snapshot, () =>
      actor.logic.transition(before, event, recorder.scope()),
    ) as ActorSnapshot;
    return recorder.reaction(after, isOfMachine ? undefined : after !== before);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    const failed = { ...snapshot, status: 'error', error } as unknown as ActorSnapshot;
    return { snapshot: failed, effects: [], taken: [], isHandled: true, actions: [] };
  }
}

function hasPeers({ peers }: ActingActor): boolean {
  for (const _ in peers) return true;
  return false;
}

/** A copy of a snapshot whose data no reaction to the original can change. */
export function copyOfSnapshot(snapshot: ActorSnapshot): ActorSnapshot {
  return { ...snapshot, context: copyData(snapshot.context) } as ActorSnapshot;
}

interface CreatedActor {
  readonly id: string;
  readonly logic: AnyActorLogic;
  readonly options: { readonly input?: unknown; readonly id?: string };
  readonly src: unknown;
  readonly systemId?: string;
  readonly _syncSnapshot?: boolean;
  readonly _parent?: object;
}

interface RecordedAction {
  readonly type: string;
  // oxlint-disable-next-line typescript/no-explicit-any -- the shape depends on the type
  readonly params: any;
}

interface InspectionEvent {
  readonly type: string;
  readonly actorRef?: unknown;
  readonly event?: ActorEvent;
  readonly _transitions?: readonly AnyTransitionDefinition[];
}

/** Listens while XState computes one reaction. */
class Recorder {
  readonly #standIns: StandIns;
  readonly #actor: ActingActor;
  readonly #system: FamilySystem;
  /** In the order of the actions; a function gives the actor that `spawn` has made. */
  readonly #recorded: (RecordedAction | { readonly created: CreatedActor })[] = [];
  readonly #taken: TakenTransition[] = [];
  readonly #created: CreatedActor[] = [];
  #microsteps = 0;
  #isHandled = false;

  constructor(standIns: StandIns, actor: ActingActor, children: readonly string[]) {
    this.#standIns = standIns;
    this.#actor = actor;
    this.#system = standIns.systemOf(actor.self.path);
    this.#system.used = new Set(children);
  }

  during<Result>(snapshot: unknown, compute: () => Result): Result {
    const { self } = this.#actor;
    const reading = self.reading;
    const { used, inspected } = this.#system;
    this.#system.inspected = (event) => this.#inspect(event);
    self.reading = snapshot;
    try {
      return withoutConsole(compute);
    } finally {
      self.reading = reading;
      this.#system.inspected = inspected;
      this.#system.used = used;
    }
  }

  // oxlint-disable-next-line typescript/no-explicit-any -- XState's type asks for actors where stand-ins do
  scope(): any {
    const { self } = this.#actor;
    return {
      self,
      id: self.id,
      sessionId: self.sessionId,
      system: this.#system,
      logger: () => {},
      emit: () => {},
      stopChild: () => {},
      // XState defers what follows a spawn: the actor made last is the one that will be started then.
      defer: () => {
        const created = this.#created.findLast(({ _parent }) => _parent === self);
        if (created !== undefined) this.#recorded.push({ created });
      },
      actionExecutor: (action: RecordedAction) => this.#recorded.push(action),
    };
  }

  reaction(after: ActorSnapshot, changed?: boolean): Reaction {
    const actions: string[] = [];
    const effects = this.#recorded.flatMap((recorded): LocalEffect[] => {
      if ('created' in recorded) return this.#start(recorded.created, after);
      const effect = this.#effectOf(recorded, after);
      if (effect === undefined) actions.push(recorded.type);
      return effect ?? [];
    });
    return {
      snapshot: this.#settled(after),
      effects,
      taken: this.#taken,
      isHandled: changed ?? this.#isHandled,
      actions,
    };
  }

  #inspect(event: InspectionEvent): void {
    if (event.type === '@xstate.actor') {
      this.#created.push(event.actorRef as CreatedActor);
    } else if (event.type === '@xstate.microstep' && event.actorRef === this.#actor.self) {
      const transitions = event._transitions ?? [];
      if (this.#microsteps++ === 0) this.#isHandled = transitions.length > 0;
      for (const transition of transitions) this.#taken.push(takenOf(transition));
    }
  }

  /** The effect of an action that is built into XState; `undefined` for one of the machine's own. */
  #effectOf({ type, params }: RecordedAction, after: ActorSnapshot): LocalEffect[] | undefined {
    switch (type) {
      case 'xstate.raise':
        return typeof params.delay === 'number'
          ? [this.#scheduled(this.#actor.self.path, params)]
          : [];
      case 'xstate.sendTo':
        return this.#sent(params);
      case 'xstate.cancel':
        return [{ kind: 'cancel', id: params.sendId }];
      case 'xstate.spawnChild':
        return params.actorRef === undefined ? [] : this.#start(params.actorRef, after);
      case 'xstate.stopChild':
        return params === undefined || params.id in this.#actor.peers
          ? []
          : [{ kind: 'stop', id: params.id }];
      case 'xstate.emit':
      case 'xstate.log':
        return [];
      default:
        return undefined;
    }
  }

  #sent(params: RecordedAction['params']): LocalEffect[] {
    const to = pathOfRef(params.to as object);
    // An actor that was made elsewhere hears it, and nothing of this system does.
    if (to === undefined) return [];
    const event = params.event as ActorEvent;
    if (typeof params.delay === 'number') return [this.#scheduled(to, params)];
    if (event.type === 'xstate.error') {
      const { id } = this.#actor.self;
      const error = { type: `xstate.error.actor.${id}`, error: event['data'], actorId: id };
      return [{ kind: 'send', to, event: error }];
    }
    return [{ kind: 'send', to, event: this.#withoutActors(event) as ActorEvent }];
  }

  #scheduled(to: ActorPath, { event, delay, id }: RecordedAction['params']): LocalEffect {
    return { kind: 'schedule', to, event: this.#withoutActors(event) as ActorEvent, delay, id };
  }

  #start(created: CreatedActor, after: ActorSnapshot): LocalEffect[] {
    const [id] = Object.entries(after.children as object).find(([, ref]) => ref === created) ?? [];
    const isUnnamed = created.options.id === undefined;
    if (id === undefined && isUnnamed && idOfUnnamed in (after.children as object))
      throw secondUnnamed(this.#actor.self.path);
    // One that was stopped, or replaced, before the step was over never runs.
    if (id === undefined) return [];
    const child: ChildActor = {
      id,
      path: childPath(this.#actor.self.path, id),
      kind: kindOf(created.logic),
      logic: preparedLogic(created.logic),
      input: this.#withoutActors(created.options.input),
      src: typeof created.src === 'string' ? created.src : id,
      systemId: created.systemId,
      syncSnapshot: created._syncSnapshot === true,
    };
    return [{ kind: 'start', child }];
  }

  /** Actors that XState has made for a spawn are replaced by their stand-ins. */
  #settled(after: ActorSnapshot): ActorSnapshot {
    const { peers } = this.#actor;
    const { children, context } = after as { children?: Record<string, unknown>; context: unknown };
    if (children === undefined)
      return { ...after, context: this.#withoutActors(context) } as ActorSnapshot;
    const isAlone = this.#created.length === 0 && Object.keys(children).length === 0;
    if (isAlone) return after;
    const own = Object.entries(children).filter(([id, ref]) => ref !== undefined && !(id in peers));
    const settled = own.map(([id]) => [id, this.#standIns.child(this.#actor.self, id)]);
    return {
      ...after,
      children: Object.fromEntries(settled),
      context: this.#withoutActors(context),
      output: this.#withoutActors(after.output),
    } as ActorSnapshot;
  }

  #withoutActors(value: unknown): unknown {
    if (this.#created.length === 0) return value;
    return replaceRefs(value, (ref) => (isActorRef(ref) ? this.#standInOf(ref) : undefined));
  }

  #standInOf(ref: { readonly id: string; readonly _parent?: object }): object {
    const parent = ref._parent;
    if (parent === undefined || pathOfRef(ref) === undefined) return ref;
    const above = isActorRef(parent) ? this.#standInOf(parent) : parent;
    return this.#standIns.child(above as StandIn, ref.id);
  }
}

function takenOf(transition: AnyTransitionDefinition): TakenTransition {
  const { source, eventType } = transition;
  const siblings =
    eventType === '' ? (source.always ?? []) : (source.transitions.get(eventType) ?? []);
  return { node: source, event: eventType, index: siblings.indexOf(transition) };
}
