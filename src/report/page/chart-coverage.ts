import type { CheckEntry } from '../../analysis/matrix/cell-entry.ts';

/** What all checks together reached, by node id (`daemon.idle`) and by arrow (`daemon.idle:scan:0`). */
export interface ChartCoverage {
  readonly visited: ReadonlySet<string>;
  readonly taken: ReadonlyMap<string, number>;
  /** How often the guard of an arrow was asked and held, and was asked and failed. */
  readonly held: ReadonlyMap<string, number>;
  readonly failed: ReadonlyMap<string, number>;
}

/**
 * Sums the coverage of all checks. An arrow that a parent state declares may start in several leaf
 * states: it counts as taken if it was taken from any of them. Several processes of one chart count
 * together.
 */
export function sumCoverage(entries: readonly Pick<CheckEntry, 'coverage'>[]): ChartCoverage {
  const visited = new Set<string>();
  const taken = new Map<string, number>();
  const held = new Map<string, number>();
  const failed = new Map<string, number>();
  const add = (sums: Map<string, number>, id: string, times: number | undefined): void => {
    if (times !== undefined) sums.set(id, (sums.get(id) ?? 0) + times);
  };
  for (const { process, states, transitions } of entries.flatMap(({ coverage }) => coverage)) {
    const chart = transitions[0]?.declaredAt.split(/[.:]/)[0] ?? process;
    for (const { state, visited: was } of states) if (was) visitPath(visited, chart, state);
    for (const { declaredAt, ...counts } of transitions) {
      add(taken, declaredAt, counts.taken);
      add(held, declaredAt, counts.guardHeld);
      add(failed, declaredAt, counts.guardFailed);
    }
  }
  return { visited, taken, held, failed };
}

/** A leaf state and every state around it. */
function visitPath(visited: Set<string>, chart: string, state: string): void {
  const names = state.split('.');
  for (let depth = 0; depth <= names.length; depth++) {
    visited.add([chart, ...names.slice(0, depth)].join('.'));
  }
}
