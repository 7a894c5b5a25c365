/**
 * A directory-based cache, proved for every number of caches. `checkSystem` searches what one arbitrary cache sees;
 * `expectToSimulate` tests that every step of 2 to 5 caches is a step of that.
 */
import { check } from 'skipover';
import { checkSystem, expectToSimulate } from 'skipover/vitest';
import { describe, expect, it } from 'vitest';
import { directoryAbstraction, observedDirectory } from './observed-directory.ts';

checkSystem('a directory of every number of caches', observedDirectory());

describe('what one cache sees', () => {
  it.each([1, 2, 3, 4, 5])('covers every step of %i caches', (caches) => {
    const report = expectToSimulate(directoryAbstraction(caches));
    expect(report.mapped).toBeGreaterThan(caches);
  });

  it('covers random runs of 40 caches', () => {
    const report = expectToSimulate(directoryAbstraction(40), {
      runs: { count: 5, stepsMax: 300 },
    });
    expect(report.concreteSteps).toBe(1_500);
  });

  it('shows a directory that grants before it has revoked', () => {
    const { verdict, properties } = check(observedDirectory({ grantsAtOnce: true }));
    expect(verdict).toBe('violated');
    expect(properties[0]!.counterexamples[0]!.steps).toHaveLength(4);
  });

  it('refuses an abstraction in which nothing is ever seen', () => {
    const abstraction = directoryAbstraction(3);
    const forgetful = {
      ...abstraction,
      alpha: (_words: Uint32Array, _cache: number, out: Uint32Array) => void out.fill(0),
    };
    expect(() => expectToSimulate(forgetful)).toThrow('no step was compared that shows');
  });
});
