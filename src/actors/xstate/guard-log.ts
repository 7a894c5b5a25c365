/**
 * Which code of a machine XState runs while it computes a reaction, in order: guards, and assigns (`assign-log.ts`).
 * With the same answers of guards it does the same.
 */
import type { AnyMachineSnapshot, AnyStateMachine, AnyStateNode } from 'xstate';
import { isAnswering } from './free-guards.ts';

interface GuardArguments {
  readonly context: unknown;
  readonly event: object;
}

type Check = (snapshot: unknown, given: GuardArguments, guard: unknown) => unknown;
type Guard = ((given: GuardArguments, params: unknown) => unknown) & { readonly check?: Check };

/** A guard that XState asked. */
export interface AskedGuard {
  readonly holds: boolean;
  /** Asks it again, about other data in the same states. */
  readonly again: (given: GuardArguments) => unknown;
}

/** An assign that XState ran. */
export interface MadeAssign {
  /** Runs it again, on other data; `stranger` is in place of the actor, its system and `spawn`. */
  readonly makes: (given: GuardArguments, stranger: unknown) => unknown;
}

export type LoggedCode = AskedGuard | MadeAssign;

interface CodeLog {
  readonly code: LoggedCode[];
  /** False once a guard was asked with parameters of its own. */
  isComplete: boolean;
}

const logged = new WeakSet<AnyStateMachine>();
let log: CodeLog | undefined;

/** Whether the guards of a machine are logged. */
export function areGuardsLogged(machine: AnyStateMachine): boolean {
  return logged.has(machine);
}

/** The result of a computation and the code that ran; `undefined` for it if it cannot be run again. */
export function withCodeLog<Result>(compute: () => Result): {
  readonly result: Result;
  readonly code: readonly LoggedCode[] | undefined;
} {
  const before = log;
  const own: CodeLog = { code: [], isComplete: true };
  log = own;
  try {
    const result = compute();
    return { result, code: own.isComplete ? own.code : undefined };
  } finally {
    log = before;
  }
}

/** Notes code that XState runs now. */
export function logCode(code: LoggedCode): void {
  log?.code.push(code);
}

interface PayloadWatch {
  readonly event: object;
  /** The event as guards see it, made for the first. */
  watching?: object;
  isRead: boolean;
}

let watch: PayloadWatch | undefined;

/** The result of a computation, and whether a guard read something of an event that it does not carry. */
export function withPayloadWatch<Result>(
  event: object,
  compute: () => Result,
): { readonly result: Result; readonly isRead: boolean } {
  const before = watch;
  const own: PayloadWatch = { event, isRead: false };
  watch = own;
  try {
    const result = compute();
    return { result, isRead: own.isRead };
  } finally {
    watch = before;
  }
}

function watched(given: GuardArguments): GuardArguments {
  const own = watch;
  if (own === undefined || own.event !== given.event) return given;
  const get = (target: object, key: string | symbol): unknown => {
    const value: unknown = Reflect.get(target, key);
    if (value === undefined && typeof key === 'string') own.isRead = true;
    return value;
  };
  own.watching ??= new Proxy(own.event, { get });
  return { ...given, event: own.watching };
}

/** Replaces the guards of a machine, which is a copy of its own, by ones that do the same and are logged. */
export function logGuards(machine: AnyStateMachine, nodes: readonly AnyStateNode[]): void {
  logged.add(machine);
  const named = machine.implementations.guards as unknown as Record<string, unknown>;
  for (const [name, guard] of Object.entries(named)) {
    if (typeof guard === 'function') named[name] = loggedGuard(guard as Guard);
  }
  for (const { transitions, always = [] } of nodes) {
    for (const transition of [...[...transitions.values()].flat(), ...always]) {
      const { guard } = transition as { guard?: unknown };
      (transition as { guard?: unknown }).guard =
        typeof guard === 'function' ? loggedGuard(guard as Guard) : withWatchedParams(guard);
    }
  }
}

/** Parameters of a guard may be read from the event, too. */
function withWatchedParams(guard: unknown): unknown {
  const { params } = (typeof guard === 'object' && guard !== null ? guard : {}) as {
    params?: unknown;
  };
  if (typeof params !== 'function') return guard;
  const made = (given: GuardArguments): unknown => {
    // Whatever they are now, they may be others for other data.
    if (log !== undefined) log.isComplete = false;
    return params(watched(given)) as unknown;
  };
  return { ...(guard as object), params: made };
}

function loggedGuard(guard: Guard): Guard {
  const { check } = guard;
  if (check === undefined) {
    return (given, params) =>
      answered(
        () => guard(watched(given), params),
        params === undefined ? (other) => guard(watched(other), undefined) : undefined,
      );
  }
  // One that XState makes (and, or, not, stateIn) reads the active states, too.
  const logging: Check = (snapshot, given) =>
    answered(
      () => check(snapshot, watched(given), guard),
      (other) =>
        check(
          { ...(snapshot as AnyMachineSnapshot), context: other.context },
          watched(other),
          guard,
        ),
    );
  return Object.assign((() => false) as Guard, guard, { check: logging });
}

/** Guards that are asked by a guard are part of its answer. */
function answered(ask: () => unknown, again: AskedGuard['again'] | undefined): unknown {
  const own = log;
  if (own === undefined) return ask();
  log = undefined;
  try {
    const holds = Boolean(ask());
    if (again === undefined || isAnswering()) own.isComplete = false;
    else own.code.push({ holds, again });
    return holds;
  } finally {
    log = own;
  }
}
