import type { CheckResults } from '../results.ts';

/** What all checks together reached, by node id (`daemon.idle`) and by arrow (`daemon.idle:scan:0`). */
export interface ChartCoverage {
  readonly visited: ReadonlySet<string>;
  readonly taken: ReadonlyMap<string, number>;
}

/**
 * Sums the coverage of all checks. An arrow that a parent state declares may start in several leaf
 * states: it counts as taken if it was taken from any of them. Several processes of one chart count
 * together.
 */
export function sumCoverage(checks: readonly CheckResults[]): ChartCoverage {
  const visited = new Set<string>();
  const taken = new Map<string, number>();
  for (const { coverage } of checks.flatMap(({ results }) => results)) {
    for (const { process, states, transitions } of coverage) {
      const chart = transitions[0]?.declaredAt.split(/[.:]/)[0] ?? process;
      for (const { state, visited: was } of states) if (was) visitPath(visited, chart, state);
      for (const { declaredAt, taken: times } of transitions) {
        taken.set(declaredAt, (taken.get(declaredAt) ?? 0) + times);
      }
    }
  }
  return { visited, taken };
}

/** A leaf state and every state around it. */
function visitPath(visited: Set<string>, chart: string, state: string): void {
  const names = state.split('.');
  for (let depth = 0; depth <= names.length; depth++) {
    visited.add([chart, ...names.slice(0, depth)].join('.'));
  }
}
