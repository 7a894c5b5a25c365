import { describe, expect, test } from 'vitest';
import { mig } from '../../../examples/classics/mig.ts';
import { ActorSystem } from '../../replay/actors.ts';
import type { Step, System } from '../../system/system.ts';
import { check } from '../check.ts';
import { coveringPaths, type GoalResult } from './covering-paths.ts';

/** Every pair of transitions that some run of up to `depth` steps takes one after the other. */
function pairsByBruteForce(system: System, depth: number): Set<string> {
  const pairs = new Set<string>();
  let frontier = new Map([
    [`${system.initial().join()} -1`, { words: system.initial(), last: -1 }],
  ]);
  const known = new Set(frontier.keys());
  for (let step = 0; step < depth; step++) {
    const next: typeof frontier = new Map();
    for (const { words, last } of frontier.values()) {
      for (const { transition, choice } of system.enabled(words)) {
        if (last >= 0) pairs.add(`${last} ${transition}`);
        const after = words.slice();
        system.apply(after, transition, choice);
        const key = `${after.join()} ${transition}`;
        if (known.has(key)) continue;
        known.add(key);
        next.set(key, { words: after, last: transition });
      }
    }
    frontier = next;
  }
  return pairs;
}

function statusOf({ goals }: { goals: readonly GoalResult[] }, kind: string): string[] {
  return goals.filter((goal) => goal.kind === kind).map(({ status }) => status);
}

describe('MIG(3, 1, 1)', () => {
  const system = mig(3, 1, 1);
  const suite = coveringPaths(system);

  test('covers the transitions that the checker takes, and proves the others unreachable', () => {
    const rows = check(system).coverage.flatMap(({ transitions }) => transitions);
    const expected = rows.map(({ taken }) => (taken > 0 ? 'covered' : 'unreachable'));
    expect(statusOf(suite, 'transition')).toEqual(expected);
    expect(expected).toContain('unreachable');
  });

  test('covers the guard outcomes that the checker meets', () => {
    const rows = check(system).coverage.flatMap(({ transitions }) => transitions);
    const expected = rows.flatMap(({ guard, guardHeld, guardFailed }) =>
      guard === undefined
        ? []
        : [guardHeld, guardFailed].map((times) => (times! > 0 ? 'covered' : 'unreachable')),
    );
    expect(statusOf(suite, 'guard')).toEqual(expected);
  });

  test('covers the pairs that brute force finds, and no others', () => {
    const found = pairsByBruteForce(system, 40);
    const pairs = suite.goals.filter(({ kind }) => kind === 'pair');
    const covered = pairs.filter(({ status }) => status === 'covered');
    expect(new Set(covered.map(({ before, transition }) => `${before} ${transition}`))).toEqual(
      found,
    );
    expect(pairs.length).toBeGreaterThan(covered.length);
  });

  test.each(suite.paths.map(({ name, steps }) => [name, steps] as const))(
    '%s: XState actors go the same way',
    (_name, steps: readonly Step[]) => {
      const words = system.initial();
      const actors = new ActorSystem(system);
      for (const { transition, choice } of steps) {
        expect(system.enabled(words)).toContainEqual({ transition, choice });
        const { process, event } = system.transitions[transition]!;
        system.apply(words, transition, choice);
        actors.send(process, event, choice);
      }
      expect(actors.words).toEqual(words);
    },
  );

  test('a bound on paths leaves goals uncovered, a bound on states leaves them unknown', () => {
    const few = coveringPaths(system, { maxPaths: 1 });
    expect(few.paths).toHaveLength(1);
    expect(few.goals.some(({ status }) => status === 'uncovered')).toBe(true);
    const cut = coveringPaths(system, { maxStates: 20 });
    expect(cut.goals.some(({ status }) => status === 'unknown')).toBe(true);
    expect(cut.goals.every(({ proof }) => proof !== 'search')).toBe(true);
  });
});
