import type { ActorEvent, ChildActor } from './xstate/semantics.ts';
import { Refusal } from './xstate/stand-in.ts';

/** Values, or what the input of the source makes of them. */
export type Values<Value> = readonly Value[] | ((input: unknown) => readonly Value[]);

/** What a promise, a callback or an observable may do. */
export interface SourceOutcomes {
  /** Outputs with which it may end. An observable ends without one: `[undefined]`. */
  readonly done?: Values<unknown>;
  /** Errors with which it may fail. */
  readonly error?: Values<unknown>;
  /** Values that an observable may emit, again and again. */
  readonly next?: Values<unknown>;
  /** Events that a callback or an observable of events may send to its parent, again and again. */
  readonly sends?: Values<ActorEvent>;
}

/** One thing that a source may do now. */
export interface Outcome {
  readonly source: ChildActor;
  /** What the parent receives. */
  readonly event: ActorEvent;
  /** Whether the source is over then. */
  readonly isEnd: boolean;
  /** As a trace names it. */
  readonly label: string;
}

export type OutcomesByName = Readonly<Record<string, SourceOutcomes>>;

/** Everything that a source may do, in a fixed order. */
export function outcomesOf(source: ChildActor, declared: SourceOutcomes): Outcome[] {
  const { id, kind, input } = source;
  const values = <Value>(given: Values<Value> | undefined): readonly Value[] =>
    typeof given === 'function' ? given(input) : (given ?? []);
  const done = values(declared.done).map((output) => ({
    source,
    event: { type: `xstate.done.actor.${id}`, output, actorId: id },
    isEnd: true,
    label: `${nameOf(source)} done`,
  }));
  const error = values(declared.error).map((reason) => ({
    source,
    event: { type: `xstate.error.actor.${id}`, error: reason, actorId: id },
    isEnd: true,
    label: `${nameOf(source)} fails`,
  }));
  const sends = values(declared.sends).map((event) => ({
    source,
    event,
    isEnd: false,
    label: `${nameOf(source)} sends ${event.type}`,
  }));
  const hears = kind === 'observable' && source.syncSnapshot;
  const next = (hears ? values(declared.next) : []).map((context) => ({
    source,
    event: {
      type: `xstate.snapshot.${id}`,
      snapshot: { status: 'active', context, output: undefined, error: undefined, input },
    },
    isEnd: false,
    label: `${nameOf(source)} emits`,
  }));
  return [...done, ...error, ...sends, ...next];
}

/** What is assumed of a source that is not declared: a promise ends or fails, others are silent. */
export function assumedOutcomes(name: string, kind: string): SourceOutcomes {
  return kind === 'promise' ? { done: [undefined], error: [new Error(`${name} failed`)] } : {};
}

/** What is declared of a source, by its id, its name in the machine, or its path. */
export function declaredFor(
  { id, src, path }: Pick<ChildActor, 'id' | 'src' | 'path'>,
  outcomes: OutcomesByName,
): SourceOutcomes | undefined {
  return outcomes[path] ?? outcomes[id] ?? outcomes[src];
}

/** The name of a source as a person knows it. */
export function nameOf({ id, src }: Pick<ChildActor, 'id' | 'src'>): string {
  return src.startsWith('xstate.invoke.') ? id : src;
}

/** Says that nothing is declared of a source, and what to write. */
export function undeclared(source: ChildActor): Refusal {
  const name = nameOf(source);
  const key = /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
  const example: Readonly<Record<string, string>> = {
    promise: `{ done: [undefined], error: [new Error('${name} failed')] }`,
    callback: `{ sends: [{ type: 'EVENT' }] }`,
    observable: `{ next: [undefined] }`,
    eventObservable: `{ sends: [{ type: 'EVENT' }] }`,
  };
  return new Refusal(
    `${source.path}: the ${source.kind} '${name}' has no declared outcomes; add ` +
      `outcomes: { ${key}: ${example[source.kind]} }`,
  );
}
