import { BreadthFirst } from '../../checking/search/breadth-first.ts';
import type { Step, System } from '../../system/system.ts';

export interface Goal {
  readonly reached: (words: Uint32Array) => boolean;
  readonly statesMax: number;
}

/**
 * The shortest run of steps that count as progress from `start` into a state of that kind; `undefined`:
 * none within `statesMax` states. Breadth first, in memory.
 */
export function shortestRun(
  system: System,
  start: Uint32Array,
  { reached, statesMax }: Goal,
): Step[] | undefined {
  if (reached(start)) return [];
  let found = -1;
  const search = new BreadthFirst(system, {
    start,
    mayTake: (transition) => found < 0 && system.transitions[transition]!.progress,
  });
  while (search.isLeft && search.size < statesMax) {
    search.expand((transition, choice) => {
      const added = search.add(transition, choice);
      if (added >= 0 && reached(search.next)) found = added;
    });
    if (found >= 0) return search.pathTo(found);
  }
  return undefined;
}
