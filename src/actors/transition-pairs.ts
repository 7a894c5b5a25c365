import type { ProcessCoverage } from '../checking/coverage/coverage.ts';
import type { ActorTable } from './actor-table.ts';
import { mayFollow, placedTransitions } from './xstate/successive.ts';
import type { nodesOf } from './xstate/logic-kind.ts';
import type { TakenTransition } from './xstate/semantics.ts';

type AnyMachineNode = ReturnType<typeof nodesOf>[number];
type Pairs = NonNullable<ProcessCoverage['pairs']>;

/**
 * Every two transitions of one machine that may follow one another, by the states of the machine alone: those that
 * a search took in two steps of the machine after one another, or within one step, and the others. Transitions are
 * numbered as `drawnTransitions` lists those of `nodes`.
 */
export function transitionPairs(table: ActorTable, nodes: readonly AnyMachineNode[]): Pairs {
  const all = nodes.flatMap(placedTransitions);
  const found = takenPairs(table, numbersOf(nodes));
  const taken: (readonly [number, number])[] = [];
  const missing: (readonly [number, number])[] = [];
  all.forEach((first, one) => {
    all.forEach((then, other) => {
      if (!mayFollow(first, then)) return;
      const isTaken = found.has(one * all.length + other);
      (isTaken ? taken : missing).push([one, other]);
    });
  });
  return { taken, missing };
}

/** By transition, as a text, its place in the list of all. */
function numbersOf(nodes: readonly AnyMachineNode[]): ReadonlyMap<string, number> {
  const keys = nodes.flatMap(({ id, transitions, always = [] }) =>
    [...transitions, ['', always] as const].flatMap(([event, each]) =>
      each.map((_, index) => `${id}:${event}:${index}`),
    ),
  );
  return new Map(keys.map((key, at) => [key, at]));
}

function takenPairs(
  { effects, states }: ActorTable,
  numbers: ReadonlyMap<string, number>,
): Set<number> {
  const numberOf = ({ node, event, index }: TakenTransition): number[] => {
    const number = numbers.get(`${node.id}:${event}:${index}`);
    return number === undefined ? [] : [number];
  };
  const found = new Set<number>();
  const add = (first: number, then: number): void => {
    found.add(first * numbers.size + then);
  };
  const before = states.map(() => new Set<number>());
  const after = states.map(() => new Set<number>());
  for (const effect of effects) {
    if (effect === undefined) continue;
    const taken = effect.taken.flatMap(numberOf);
    for (const number of taken) {
      before[effect.target]?.add(number);
      after[effect.from]!.add(number);
    }
    for (let at = 1; at < taken.length; at++) add(taken[at - 1]!, taken[at]!);
  }
  before.forEach((firsts, local) => {
    if (local === 0) return;
    for (const first of firsts) for (const then of after[local]!) add(first, then);
  });
  return found;
}
