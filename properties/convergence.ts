import type { ProcessCoverage } from '../src/checking/coverage.ts';
import type { Setting } from './family.ts';

/** A stop test of the daemon, by the guard that asks it. */
const stopTests = ['fewFramesAreLeft', 'iterationsAreUsedUp', 'trafficIsUsedUp'] as const;

/**
 * L3. With skipped frames uncounted some run stops by the few-frames test, and each stop test ends some
 * run. What can be reached is told by the transitions that a search took: no run of its own.
 */
export const convergence = {
  id: 'L3',
  title: 'Convergence: each stop test of the daemon ends some run',
  unasked: ({ machine }: Setting): string | undefined =>
    machine.daemon.sentMax === 0 || machine.size.numbers.maxIterations < 5
      ? 'the bounds leave the daemon no room to stop by each of its tests; see scope stops'
      : undefined,
  /** The stop tests that no run was ended by. */
  unreached: (coverage: readonly ProcessCoverage[]): string[] => {
    const daemon = coverage.find(({ process }) => process === 'daemon');
    const taken = daemon?.transitions.filter((transition) => transition.taken > 0) ?? [];
    return stopTests.filter((test) => !taken.some(({ guard }) => guard === test));
  },
} as const;
