import type { DumpedSearch } from './state-store.ts';

/**
 * What is wrong with the order of the states, from their parents alone: a breadth-first search finds states in the
 * order in which their parents were expanded, and levels follow from that. `undefined` where nothing is.
 */
export function disorderOf(
  { states, position }: DumpedSearch,
  parentOf: (state: number) => number,
): string | undefined {
  const { depth, levelEnd, expanded } = position;
  if (parentOf(0) !== 0) return 'the initial state has a parent';
  let before = 0;
  let levelStart = 0;
  let level = 0;
  for (let state = 1; state < states; state++) {
    const parent = parentOf(state);
    if (parent >= state || parent >= expanded || parent < before) {
      return `state ${state} comes from state ${parent}`;
    }
    before = parent;
    if (parent >= levelStart) {
      levelStart = state;
      level++;
    }
    if (state === levelEnd - 1 && level !== depth) return `a level ${level} as level ${depth}`;
    if (state === levelEnd && level !== depth + 1) return `a level ${level} after level ${depth}`;
  }
  return levelEnd === 1 && depth !== 0 ? `a level of one state as level ${depth}` : undefined;
}
