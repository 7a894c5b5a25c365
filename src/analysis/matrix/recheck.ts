import { InvariantError } from '../../foundation/invariant.ts';
import { convergence } from '../../../properties/convergence.ts';
import type { Verdict } from '../../checking/verdict.ts';
import type { Migration } from '../../migration/migration-system.ts';
import type { Scenario } from '../../migration/scenario.ts';
import type { CheckEntry } from './cell-entry.ts';
import { runViolation } from './check-liveness.ts';
import { scenarioSystem } from './scenario-system.ts';
import { entryVerdict } from './entry-verdict.ts';
import { deadlockProperty } from '../../system/deadlock.ts';
import { searchNaively, type NaiveResult } from './plain-search.ts';
import { stepsOf, type Trace } from '../../subject/trace.ts';

/** What a second, plain search made of an entry. */
export interface Recheck {
  /** Distinct states that it looked at. */
  readonly states: number;
  /** Whether they are all that there are, and the entry's too; else the nearest ones. */
  readonly isWhole: boolean;
  /** Where the entry says something else than was found. */
  readonly differences: readonly string[];
}

/**
 * Checks again what an entry says, by a search that shares nothing with the engine but the executor and the
 * properties: states in full, in a `Map` with string keys, no reductions. Ends with the level in which
 * `maxStates` are passed; only what lies within is then compared. Runs for ever are run again, and that their
 * absence was found is not. Costs some microseconds and some hundred bytes per state.
 */
export function recheck(scenario: Scenario, entry: CheckEntry, maxStates: number): Recheck {
  const migration = scenarioSystem(scenario);
  const found = searchNaively(migration.system, maxStates);
  const isWhole = found.frontier === 0;
  const depth = greatest(found.distances.values());
  const differences: string[] = [];
  const compare = (what: string, said: unknown, is: unknown): void => {
    if (said !== is) differences.push(`${what}: ${String(said)} written, ${String(is)} found`);
  };
  compare('verdict', entry.verdict, entryVerdict(entry));
  const isComparable = isWhole && entry.ended === undefined && entry.reductions.length === 0;
  if (isComparable) {
    compare('states', entry.states, found.distances.size);
    compare('transitions', entry.transitions, found.transitions);
    compare('depth', entry.depth, depth);
    for (const { id, verdict } of entry.properties) {
      const is = verdictIn(migration, found, id);
      if (verdict !== 'unasked' && is !== undefined) compare(`verdict of ${id}`, verdict, is);
    }
  }
  const claimed = new Map<string, number>();
  for (const { id, failureClass, trace } of entry.properties) {
    if (failureClass === undefined || trace === undefined) continue;
    const { loopStart, steps } = trace;
    if (loopStart !== undefined) {
      compare(
        `the run for ever of ${id}`,
        failureClass,
        lassoIn(migration, id, { ...trace, loopStart }),
      );
      continue;
    }
    const kind = `${id}: ${failureClass}`;
    claimed.set(kind, Math.min(steps.length, claimed.get(kind) ?? Infinity));
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
  return { states: found.distances.size, isWhole: isComparable, differences };
}

/** The failure class that a run for ever is; `undefined` where it is none, or no run. */
function lassoIn(
  migration: Migration,
  property: string,
  trace: Trace & { readonly loopStart: number },
): string | undefined {
  const { loopStart } = trace;
  try {
    const steps = stepsOf(migration.system, trace);
    return runViolation(migration, { property, steps, loopStart })?.failureClass;
  } catch (error) {
    if (error instanceof InvariantError) return undefined;
    throw error;
  }
}

/** What a complete search says of a property; `undefined` of what it does not judge. */
function verdictIn(
  { system }: Migration,
  { shortest, exercised, reached }: NaiveResult,
  id: string,
): Verdict | undefined {
  if (id === convergence.id && system.reachable.length > 0) {
    return system.reachable.every((goal) => reached.has(goal.id)) ? 'verified' : 'violated';
  }
  const isViolated = [...shortest.keys()].some((kind) => kind.startsWith(`${id}: `));
  if (isViolated) return 'violated';
  if (id === deadlockProperty) return 'verified';
  if (!system.properties.some((property) => property.id === id)) return undefined;
  return exercised.has(id) ? 'verified' : 'vacuous';
}

function greatest(numbers: Iterable<number>): number {
  let most = 0;
  for (const number of numbers) most = Math.max(most, number);
  return most;
}
