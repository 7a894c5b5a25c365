import type { LocalState } from './local-state.ts';
import { mergeKeys, objectText, quoted, type ReadKeys } from './read-keys.ts';
import { nameOf } from './source-outcomes.ts';
import type { ActorEvent, ChildActor } from './xstate/semantics.ts';
import { Refusal } from './xstate/stand-in.ts';

/** What happens without the data that is missing. */
export interface Lack {
  readonly state: LocalState;
  readonly candidate: { readonly event: ActorEvent; readonly from?: ChildActor };
  /** How code failed; absent if a guard refuses the event. */
  readonly error: Error | undefined;
  /** What code reads of the event. */
  readonly reads: ReadKeys;
  /** Whether another transition is taken, whose guards accept that nothing is there. */
  readonly isTaken: boolean;
}

/** What has to be declared before everything can be explored: payloads of events and outcomes of sources. */
export class MissingData {
  #first: string | undefined;
  /** Whether the first reason says itself what to add. */
  #isComplete = false;
  readonly #events = new Map<string, ReadKeys>();
  readonly #outcomes = new Map<string, Map<'done' | 'error' | 'next', ReadKeys>>();

  note({ state, candidate, error, reads, isTaken }: Lack): void {
    const { type } = candidate.event;
    const source = candidate.from === undefined ? undefined : nameOf(candidate.from);
    this.#first ??= `${state.actor.path}: ${whatHappens(type, source, { error, isTaken })}`;
    if (source === undefined) {
      merge(this.#events, type, reads);
      return;
    }
    const outcomes = this.#outcomes.get(source) ?? new Map<'done' | 'error' | 'next', ReadKeys>();
    this.#outcomes.set(source, outcomes);
    if (type.startsWith('xstate.error.')) merge(outcomes, 'error', new Map());
    else merge(outcomes, 'done', reads.get('output') ?? new Map());
  }

  /** Notes a reason that says itself what to add. */
  noteText(text: string): void {
    if (this.#first !== undefined) return;
    this.#first = text;
    this.#isComplete = true;
  }

  /** Notes an observable whose values a machine uses, and of which none is declared. */
  noteSilent(state: LocalState, source: string): void {
    this.#first ??= `${state.actor.path}: no value of ${quoted(source)} is declared`;
    if (!this.#outcomes.has(source)) this.#outcomes.set(source, new Map([['next', new Map()]]));
  }

  /** Why not everything was explored, and what to add; `undefined` if nothing is missing. */
  get text(): string | undefined {
    if (this.#first === undefined || this.#isComplete) return this.#first;
    const events = [...this.#events].map(
      ([type, reads]) => `${quoted(type)}: [${objectText(reads)}]`,
    );
    const outcomes = [...this.#outcomes].map(([source, kinds]) => {
      const parts = [...kinds].map(([kind, reads]) =>
        kind === 'error' ? 'error: [new Error(...)]' : `${kind}: [${objectText(reads)}]`,
      );
      return `${quoted(source)}: { ${parts.join(', ')} }`;
    });
    const added = [
      ...(events.length === 0 ? [] : [`events: { ${events.join(', ')} }`]),
      ...(outcomes.length === 0 ? [] : [`outcomes: { ${outcomes.join(', ')} }`]),
    ];
    return `${this.#first}: add ${added.join(', ')}`;
  }
}

function whatHappens(
  type: string,
  source: string | undefined,
  { error, isTaken }: Pick<Lack, 'error' | 'isTaken'>,
): string {
  const what = source === undefined ? `'${type}'` : `an outcome of ${quoted(source)}`;
  const without = source === undefined ? 'a payload' : 'a value';
  if (isTaken) return `a guard reads ${without} of ${what} that nobody declared`;
  if (error === undefined) return `${what} is not taken without ${without}`;
  // XState puts the reason why a guard failed on a line of its own.
  const reason = error.message.trim().split('\n').at(-1)!;
  return `${what} fails without ${without} (${reason})`;
}

function merge<Key>(into: Map<Key, ReadKeys>, key: Key, reads: ReadKeys): void {
  const known = into.get(key);
  if (known === undefined) into.set(key, reads);
  else mergeKeys(known, reads);
}

/** Whether code failed as it does on a value that is not there, and not by an error that came with the event. */
export function isFailureOf(state: LocalState | undefined, event: ActorEvent): boolean {
  const error: unknown = state?.snapshot.error;
  if (state?.snapshot.status !== 'error' || !(error instanceof Error)) return false;
  // XState wraps what a guard throws.
  const isOfAbsence =
    error instanceof TypeError ||
    /\bundefined\b|is not (?:a function|iterable)/.test(error.message);
  return isOfAbsence && error !== event['error'];
}

/** Throws `Refusal` for code that failed on a name that only a browser has. */
export function requireGlobals(path: string, label: string, state: LocalState | undefined): void {
  const error: unknown = state?.snapshot.error;
  if (state?.snapshot.status !== 'error' || !(error instanceof Error)) return;
  const [, name] = /(?:^|\n)([\w$]+) is not defined$/.exec(error.message) ?? [];
  if (name === undefined) return;
  throw new Refusal(
    `${path}: ${label} uses ${name}, which Node does not have: define globalThis.${name} in the file`,
  );
}

/** Throws `Refusal` for code that failed on data which nobody declared, outside of what has an assumed payload. */
export function requireData(
  path: string,
  { event, label }: { readonly event: ActorEvent; readonly label: string },
  state: LocalState | undefined,
): void {
  requireGlobals(path, label, state);
  if (!isFailureOf(state, event)) return;
  const reason = (state!.snapshot.error as Error).message.trim().split('\n').at(-1)!;
  throw new Refusal(
    `${path}: ${label} fails (${reason}): declare what it reads: events, outcomes or an input (skipover init)`,
  );
}

/** Says that nobody implements a guard, and what to write. */
export function openGuard(path: string, name: string): string {
  return `${path}: nobody implements the guard '${name}': give machine.provide({ guards: { ${quoted(name)}: ... } })`;
}
