import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mig } from '../../examples/classics/mig.ts';
import { failsBy } from './judge.ts';
import { runUntil, scheduleOf, schedules, stepsOf } from './schedules.ts';
import type { StrategyName } from './strategy.ts';
import { Walk } from './walk.ts';

const strategies: readonly StrategyName[] = ['uniform', 'swarm', 'priority', 'mixed'];
const system = mig(4, 1, 2);

describe.each(strategies)('%s schedules', (strategy) => {
  const options = { strategy, stepsMax: 60 };

  test('are runs to the end, in which every step was enabled', () => {
    fc.assert(
      fc.property(schedules(system, options), (schedule) => {
        const words = system.initial();
        for (const { transition, choice } of stepsOf(system, schedule)) {
          expect(system.enabled(words)).toContainEqual({ transition, choice });
          system.apply(words, transition, choice);
        }
        expect(schedule.length === 60 || system.enabled(words).length === 0).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  test('differ among each other', () => {
    const sample = fc.sample(schedules(system, options), { numRuns: 50, seed: 1 });
    expect(new Set(sample.map(String)).size).toBeGreaterThan(45);
  });

  test('shrink by fast-check alone, to a run that still fails', () => {
    const walk = new Walk(system, 60);
    const fails = failsBy(system, { property: 'arrived', failureClass: 'stale page' });
    const isSought = (words: Uint32Array): boolean => fails(words) !== undefined;
    const details = fc.check(
      fc.property(schedules(system, options), (schedule) => !runUntil(walk, schedule, isSought)),
      { seed: 1, numRuns: 1_000 },
    );
    const [schedule] = details.counterexample!;
    expect(details.numShrinks).toBeGreaterThan(0);
    expect(runUntil(walk, schedule, isSought)).toBe(true);
  });
});

test('any list of naturals is a schedule, and steps are a schedule again', () => {
  const walk = new Walk(system, 100);
  fc.assert(
    fc.property(fc.array(fc.nat(), { maxLength: 100 }), (schedule) => {
      const steps = stepsOf(system, schedule);
      expect(stepsOf(system, scheduleOf(walk, steps))).toEqual(steps);
    }),
  );
});
