import type { Scenario } from '../migration/scenario.ts';
import type { CheckEntry } from './check-entry.ts';
import { scenarioSystem } from './check-scenario.ts';
import { searchNaively } from './plain-search.ts';

/** What a second, plain search made of an entry. */
export interface Recheck {
  /** Distinct states that it looked at. */
  readonly states: number;
  /** Whether they are all that there are; else the nearest ones. */
  readonly isWhole: boolean;
  /** Where the entry says something else than was found. */
  readonly differences: readonly string[];
}

/**
 * Checks again what an entry says, by a search that shares nothing with the engine but the executor and the
 * properties: states whole, in a `Map` with string keys, no reductions. Ends with the level in which
 * `maxStates` are passed; only what lies within is then compared. Costs some microseconds and some hundred
 * bytes per state.
 */
export function recheck(scenario: Scenario, entry: CheckEntry, maxStates: number): Recheck {
  const found = searchNaively(scenarioSystem(scenario).system, maxStates);
  const isWhole = found.frontier === 0;
  const depth = Math.max(...found.distances.values());
  const differences: string[] = [];
  const compare = (what: string, said: unknown, is: unknown): void => {
    if (said !== is) differences.push(`${what}: ${String(said)} written, ${String(is)} found`);
  };
  const isComparable = isWhole && entry.ended === undefined && entry.reductions.length === 0;
  if (isComparable) {
    compare('states', entry.states, found.distances.size);
    compare('transitions', entry.transitions, found.transitions);
    compare('depth', entry.depth, depth);
  }
  const claimed = new Map<string, number>();
  for (const { id, bugClass, trace } of entry.properties) {
    if (bugClass === undefined || trace === undefined) continue;
    const kind = `${id}: ${bugClass}`;
    claimed.set(kind, Math.min(trace.steps.length, claimed.get(kind) ?? Infinity));
  }
  // Deadlocks are judged when a state is expanded: in the last level none was.
  const within = isWhole ? Infinity : depth - 1;
  for (const [kind, steps] of claimed) {
    if (steps <= within) compare(`steps to ${kind}`, steps, found.shortest.get(kind) ?? 'nothing');
  }
  const reached = entry.ended === undefined ? Infinity : entry.depth - 1;
  for (const [kind, steps] of found.shortest) {
    if (!claimed.has(kind) && steps <= reached) compare(kind, 'nothing', `after ${steps} steps`);
  }
  return { states: found.distances.size, isWhole, differences };
}
