import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mig } from '../bench/mig.ts';
import { failsBy } from './judge.ts';
import { RandomStream } from './random-stream.ts';
import { runUntil, scheduleOf, schedules, stepsOf } from './schedules.ts';
import type { StrategyName } from './strategy.ts';
import { Walk } from './walk.ts';

const strategies: readonly StrategyName[] = ['uniform', 'swarm', 'priority', 'mixed'];
const system = mig(4, 1, 2);

describe('a random stream', () => {
  test('is the same again, and another for another run or seed', () => {
    const drawn = (seed: number, run: number): number[] => {
      const random = new RandomStream();
      random.start(seed, run);
      return Array.from({ length: 20 }, () => random.below(1_000));
    };
    expect(drawn(1, 1)).toEqual(drawn(1, 1));
    const streams = [0, 1, 2, 3].flatMap((seed) => [0, 1, 2, 3].map((run) => drawn(seed, run)));
    expect(new Set(streams.map(String)).size).toBe(streams.length);
  });

  test('stays in range and reaches all of it', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 20 }), (seed, end) => {
        const random = new RandomStream();
        random.start(seed, 0);
        const met = new Set(Array.from({ length: 60 * end }, () => random.below(end)));
        expect([...met].toSorted((a, b) => a - b)).toEqual(
          Array.from({ length: end }, (_, i) => i),
        );
      }),
    );
  });
});

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
    const fails = failsBy(system, { property: 'arrived', bugClass: 'stale page' });
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
