/** Guards that a machine names and nobody implements: each answer is one that it may give. */
import type { AnyStateMachine, AnyStateNode } from 'xstate';

/** A guard that nobody implements, with the answer that it was given. */
export interface FreeAnswer {
  readonly name: string;
  readonly holds: boolean;
}

interface Answers {
  readonly given: readonly boolean[];
  readonly asked: FreeAnswer[];
  /** Answers of this computation, by guard, parameters and context: asked again, a guard answers the same. */
  known: Map<string, Map<unknown, boolean>>;
}

const namesOf = new WeakMap<AnyStateMachine, readonly string[]>();
let isAnyFree = false;
let answers: Answers | undefined;

/** Guards that a machine names and nobody implements. */
export function unimplementedGuards(
  machine: AnyStateMachine,
  nodes: readonly AnyStateNode[],
): readonly string[] {
  const known = namesOf.get(machine);
  if (known !== undefined) return known;
  const guards = nodes.flatMap(({ transitions, always = [] }) =>
    [...[...transitions.values()].flat(), ...always].flatMap(({ guard }) => referencesIn(guard)),
  );
  return [...new Set(guards)].filter((name) => machine.implementations.guards[name] === undefined);
}

function referencesIn(guard: unknown): string[] {
  if (typeof guard === 'string') return [guard];
  if (typeof guard === 'function') {
    const { guards } = guard as { guards?: unknown };
    return Array.isArray(guards) ? guards.flatMap(referencesIn) : [];
  }
  const { type } = (guard ?? {}) as { type?: unknown };
  return typeof type === 'string' ? [type] : [];
}

/** Implementations that give whatever answer they are asked to give. */
export function freeGuards(names: readonly string[]): Record<string, () => boolean> {
  if (names.length > 0) isAnyFree = true;
  return Object.fromEntries(
    names.map((name) => [
      name,
      ((given: { context: unknown }, params: unknown) =>
        answer(name, given.context, params)) as () => boolean,
    ]),
  );
}

/** Notes which guards of a prepared machine are free. */
export function markFree(machine: AnyStateMachine, names: readonly string[]): void {
  namesOf.set(machine, names);
}

function answer(name: string, context: unknown, params: unknown): boolean {
  if (answers === undefined) return false;
  const key = `${name} ${JSON.stringify(params)}`;
  const { asked, given } = answers;
  let known = answers.known.get(key);
  if (known === undefined) answers.known.set(key, (known = new Map()));
  let holds = known.get(context);
  if (holds === undefined) {
    holds = given[asked.length] ?? false;
    asked.push({ name, holds });
    known.set(context, holds);
  }
  return holds;
}

/** Called where a computation begins: it asks from the first answer on. */
export function restartAnswers(): void {
  if (answers === undefined) return;
  answers.asked.length = 0;
  answers.known = new Map();
}

/** Whether an answer of a free guard is being given: nothing of the computation may be kept for others. */
export function isAnswering(): boolean {
  return answers !== undefined && answers.asked.length > 0;
}

/** Computes with these answers, in the order in which guards are asked; `false` where there are no more. */
function withAnswers<Result>(
  given: readonly boolean[],
  compute: () => Result,
): { readonly result: Result; readonly asked: readonly FreeAnswer[] } {
  const before = answers;
  const own: Answers = { given, asked: [], known: new Map() };
  answers = own;
  try {
    const result = compute();
    return { result, asked: [...own.asked] };
  } finally {
    answers = before;
  }
}

/** Every result that a computation can have, one for each sequence of answers; at most `max`. */
export function everyAnswer<Result>(
  max: number,
  compute: () => Result,
): { readonly result: Result; readonly asked: readonly FreeAnswer[] }[] {
  if (!isAnyFree) return [{ result: compute(), asked: [] }];
  const found: { result: Result; asked: readonly FreeAnswer[] }[] = [];
  const open: boolean[][] = [[]];
  for (let given = open.shift(); given !== undefined && found.length < max; given = open.shift()) {
    const one = withAnswers(given, compute);
    found.push(one);
    const holds = one.asked.map((each) => each.holds);
    for (let at = given.length; at < holds.length; at++)
      open.push([...holds.slice(0, at), !holds[at]!]);
  }
  return found;
}
