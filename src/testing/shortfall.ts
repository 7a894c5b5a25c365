import type { CheckResult, PropertyResult } from '../checking/verdict.ts';
import { formatTrace, titleOf } from '../replay/format-trace.ts';
import { deadlockProperty } from '../system/deadlock.ts';
import type { System } from '../system/system.ts';

interface Named {
  readonly id: string;
  readonly title: string;
}

/** What is asked of every state of a system, deadlock included. */
export function questionsOf(system: System): readonly Named[] {
  return [...system.properties.map(({ id }) => id), deadlockProperty].map((id) => ({
    id,
    title: titleOf(system, id),
  }));
}

/** What a search of all states can judge: the questions, and what some run must reach. */
export function checkedIn(system: System): readonly Named[] {
  return [...system.reachable.map(({ id, title }) => ({ id, title })), ...questionsOf(system)];
}

/** How far a search came. */
interface SearchScope {
  readonly states: number;
  /** Absent of a search for loops. */
  readonly depth: number | undefined;
  readonly ended?: { readonly reason: string };
}

/** Why a property is not verified, in words; `undefined` if it is. */
export function shortfall(
  system: System,
  { result, property }: { readonly result: SearchScope; readonly property: PropertyResult },
): string | undefined {
  const { states, depth } = result;
  const title = titleOf(system, property.id);
  const scope = `${states} states${depth === undefined ? '' : `, ${depth} steps deep`}`;
  switch (property.verdict) {
    case 'verified':
      return undefined;
    case 'violated': {
      if (property.counterexamples.length === 0) return `${title}: in none of ${scope}`;
      const texts = property.counterexamples.map((each) => formatTrace(system, each));
      return [`${title} is violated; each run below is a shortest one`, ...texts].join('\n\n');
    }
    case 'inconclusive':
      return `${title} is inconclusive: ${result.ended?.reason} ended the search after ${scope}`;
    case 'vacuous':
      return `${title} is vacuous: in none of ${scope}, was it exercised`;
  }
}

/** Why the properties of a result are not verified, one text for each that is not. */
export function shortfalls(system: System, result: CheckResult): readonly string[] {
  return result.properties.flatMap((property) => shortfall(system, { result, property }) ?? []);
}
