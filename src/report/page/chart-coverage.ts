import type { CheckEntry } from '../../analysis/matrix/cell-entry.ts';
import type { ProcessCoverage } from '../../checking/coverage/coverage.ts';

/** What all checks together reached, by node id (`daemon.idle`) and by arrow (`daemon.idle:scan:0`). */
export interface ChartCoverage {
  readonly visited: ReadonlySet<string>;
  readonly taken: ReadonlyMap<string, number>;
  /** How often the guard of an arrow was asked and held, and was asked and failed. */
  readonly held: ReadonlyMap<string, number>;
  readonly failed: ReadonlyMap<string, number>;
  /** By chart: two arrows that may follow one another, and whether they did. */
  readonly pairs: ReadonlyMap<string, ReadonlyMap<string, boolean>>;
}

/** Two arrows as one text. */
function pairKey(first: string, then: string): string {
  return `${first}\n${then}`;
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
  const pairs = new Map<string, Map<string, boolean>>();
  for (const { process, states, transitions, pairs: own } of entries.flatMap(
    ({ coverage }) => coverage,
  )) {
    const chart = transitions[0]?.declaredAt.split(/[.:]/)[0] ?? process;
    for (const { state, visited: was } of states) if (was) visitPath(visited, chart, state);
    if (own !== undefined) notePairs(pairs, chart, { transitions, ...own });
    for (const { declaredAt, ...counts } of transitions) {
      add(taken, declaredAt, counts.taken);
      add(held, declaredAt, counts.guardHeld);
      add(failed, declaredAt, counts.guardFailed);
    }
  }
  return { visited, taken, held, failed, pairs };
}

type CountedPairs = NonNullable<ProcessCoverage['pairs']> & Pick<ProcessCoverage, 'transitions'>;

/** A pair is taken if any check took it. */
function notePairs(
  all: Map<string, Map<string, boolean>>,
  chart: string,
  { transitions, taken, missing }: CountedPairs,
): void {
  const known = all.get(chart) ?? new Map<string, boolean>();
  all.set(chart, known);
  const keyOf = ([first, then]: readonly [number, number]): string =>
    pairKey(transitions[first]!.declaredAt, transitions[then]!.declaredAt);
  for (const pair of missing) if (!known.has(keyOf(pair))) known.set(keyOf(pair), false);
  for (const pair of taken) known.set(keyOf(pair), true);
}

/** A leaf state and every state around it. */
function visitPath(visited: Set<string>, chart: string, state: string): void {
  const names = state.split('.');
  for (let depth = 0; depth <= names.length; depth++) {
    visited.add([chart, ...names.slice(0, depth)].join('.'));
  }
}
