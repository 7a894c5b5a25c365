import { describe, expect, test } from 'vitest';
import { check, type CheckOptions } from '../checking/check.ts';
import type { CheckResult, PropertyResult } from '../checking/verdict.ts';
import { deadlockProperty } from '../system/deadlock.ts';
import type { System } from '../system/system.ts';
import { failureText } from './failure-text.ts';

/** A suite with one test per property of the system, and one for deadlock; see {@link checkSystem}. */
export type CheckTestOptions = Pick<CheckOptions, 'maxStates' | 'maxDepth' | 'maxBytes'> & {
  /** Milliseconds for the whole check; default: as the test runner says. */
  readonly timeoutMs?: number;
};

/**
 * Declares a suite that checks `system` exhaustively, with a test for each property. A test passes
 * only where its property is verified: a search that a bound has ended fails, and so does a property
 * that no state put to the test.
 */
export function checkSystem(name: string, system: System, options: CheckTestOptions = {}): void {
  const { timeoutMs, ...bounds } = options;
  let result: CheckResult | undefined;
  const resultOf = (id: string): PropertyResult => {
    result ??= check(system, bounds);
    return result.properties.find((property) => property.id === id)!;
  };
  describe(name, () => {
    for (const { id, title } of checkedIn(system)) {
      test(title, timeoutMs === undefined ? {} : { timeout: timeoutMs }, () => {
        const property = resultOf(id);
        const reason = shortfall(system, title, { result: result!, property });
        if (reason !== undefined) expect.fail(reason);
      });
    }
  });
}

interface Named {
  readonly id: string;
  readonly title: string;
}

/** What is asked of every state of a system, deadlock included. */
export function questionsOf({ properties }: System): readonly Named[] {
  return [
    ...properties.map(({ id, title }) => ({ id, title })),
    { id: deadlockProperty, title: 'no deadlock' },
  ];
}

/** What a search of all states can tell: beside the questions, what some run must come to. */
export function checkedIn(system: System): readonly Named[] {
  return [...system.reachable.map(({ id, title }) => ({ id, title })), ...questionsOf(system)];
}

/** Why a property is not verified, in words; `undefined` where it is. */
export function shortfall(
  system: System,
  title: string,
  { result, property }: { readonly result: CheckResult; readonly property: PropertyResult },
): string | undefined {
  const scope = `${result.states} states, ${result.depth} steps deep`;
  switch (property.verdict) {
    case 'verified':
      return undefined;
    case 'violated': {
      if (property.counterexamples.length === 0) return `${title}: in none of ${scope}`;
      const texts = property.counterexamples.map((each) => failureText(system, title, each));
      return [`${title} is violated; every run below is as short as any`, ...texts].join('\n\n');
    }
    case 'inconclusive':
      return `${title} is inconclusive: ${result.ended?.reason} ended the search after ${scope}`;
    case 'vacuous':
      return `${title} is vacuous: in none of ${scope}, was it put to the test`;
  }
}
