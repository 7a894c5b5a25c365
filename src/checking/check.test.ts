import fc from 'fast-check';
import { describe, expect, inject, test } from 'vitest';
import { searchNaively } from '../analysis/matrix/plain-search.ts';
import type { System } from '../system/system.ts';
import { successorsByTable, successorsOf } from '../system/successors.ts';
import { check, deadlockProperty } from './check.ts';
import { CoverageCounts } from './coverage/coverage.ts';
import { expectReplays, shortestOf, systemOf, systems } from '../bench/random-systems.ts';
import type { StoreKind } from './stores/store-kind.ts';

const thorough = inject('thorough');

const modes: readonly { readonly store: StoreKind }[] = [
  { store: { mode: 'exact' } },
  { store: { mode: 'fingerprint' } },
];

/** What every strategy must do. Random systems have at most some thousand states: no fingerprints collide. */
describe.each(modes)('check with $store.mode, against a brute force', ({ store }) => {
  test('states, transitions, depth and shortest counterexamples', () => {
    fc.assert(
      fc.property(systems, (spec) => {
        const system = systemOf(spec);
        const result = check(system, { store });
        const naive = searchNaively(system);
        expect(result.states).toBe(naive.distances.size);
        expect(result.transitions).toBe(naive.transitions);
        expect(result.depth).toBe(Math.max(...naive.distances.values()));
        expect(shortestOf(result)).toEqual(new Map(naive.shortest));
        expect(result.ended).toBeUndefined();
        expectReplays(system, result);
        for (const { id, verdict, counterexamples } of result.properties) {
          if (id === deadlockProperty) continue;
          const otherwise = naive.exercised.has(id) ? 'verified' : 'vacuous';
          expect(verdict).toBe(counterexamples.length > 0 ? 'violated' : otherwise);
        }
      }),
      { numRuns: thorough ? 75 : 20 },
    );
  });

  test('with a budget of states: complete levels, and never verified', () => {
    fc.assert(
      fc.property(systems, fc.integer({ min: 1, max: 60 }), (spec, maxStates) => {
        const result = check(systemOf(spec), { maxStates, store });
        const naive = searchNaively(systemOf(spec), maxStates);
        expect(result.states).toBe(naive.distances.size);
        expect(result.transitions).toBe(naive.transitions);
        expect(shortestOf(result)).toEqual(new Map(naive.shortest));
        const frontier = naive.frontier;
        expect(result.ended).toEqual(
          frontier === 0 ? undefined : { reason: 'maxStates', frontier },
        );
        if (frontier === 0) return;
        const verdicts = result.properties.map(({ verdict }) => verdict);
        expect(verdicts.filter((each) => each !== 'violated' && each !== 'inconclusive')).toEqual(
          [],
        );
        expect(result.verdict).toBe(verdicts.includes('violated') ? 'violated' : 'inconclusive');
      }),
      { numRuns: thorough ? 75 : 20 },
    );
  });

  test('twice, the same to the last byte', () => {
    fc.assert(
      fc.property(systems, (spec) => {
        const reported = (): string => JSON.stringify(check(systemOf(spec), { store }));
        expect(reported()).toBe(reported());
      }),
      { numRuns: thorough ? 25 : 8 },
    );
  });
});

test('code that is made for a system takes the steps of its table', () => {
  const tellsOf = (system: System, make: typeof successorsOf) => {
    const next = system.layout.zero();
    const counts = new CoverageCounts(system);
    let steps = '';
    const visit = (...step: number[]): void => {
      steps += `${step.join()}: ${next.join()}; `;
    };
    const successors = make({ system, next, visit, counts });
    return (words: Uint32Array): string => {
      steps = '';
      return JSON.stringify([successors(words), steps, counts]);
    };
  };
  fc.assert(
    fc.property(systems, (spec) => {
      const system = systemOf(spec);
      const [generated, byTable] = [successorsOf, successorsByTable].map((each) =>
        tellsOf(system, each),
      );
      for (const key of searchNaively(system, 300).distances.keys()) {
        const words = Uint32Array.from(key.split(','), Number);
        expect(generated!(words)).toBe(byTable!(words));
      }
    }),
    { numRuns: thorough ? 100 : 25 },
  );
});

test('with three bits per state: what is found is true, and nothing is verified', () => {
  fc.assert(
    fc.property(systems, fc.constantFrom(2 ** 8, 2 ** 16), (spec, bits) => {
      const system = systemOf(spec);
      const result = check(system, { store: { mode: 'bloom', bits } });
      const naive = searchNaively(system);
      expect(result.states).toBeLessThanOrEqual(naive.distances.size);
      for (const [kind, steps] of shortestOf(result)) {
        expect(steps).toBeGreaterThanOrEqual(naive.shortest.get(kind)!);
      }
      expectReplays(system, result);
      expect(result.ended).toEqual({ reason: 'bloom', frontier: 0 });
      for (const { verdict } of result.properties) {
        expect(['violated', 'inconclusive']).toContain(verdict);
      }
      if (bits > 2 ** 8) expect(result.omissionProbability).toBeLessThan(1);
    }),
    { numRuns: thorough ? 50 : 15 },
  );
});
