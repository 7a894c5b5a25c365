import type { Migration } from '../../migration/migration-system.ts';
import type { Step } from '../../system/system.ts';
import { failureTest, stateAfter } from '../explorer/run-end.ts';

/** Takes the place of a failure class in a run that passes. */
export const witnessClass = 'witness';

/** The first property that a run violates. */
export function firstFailure({ system }: Migration, steps: readonly Step[]): string | undefined {
  const failureIn = failureTest(system);
  const words = system.initial();
  for (const { transition, choice } of steps) {
    system.apply(words, transition, choice);
    const failure = failureIn(words);
    if (failure !== undefined) return failure.property;
  }
  return undefined;
}

/** What a run that passes must show at its end: rest, and nothing broken on the way. */
export function isPassingRun(migration: Migration, steps: readonly Step[]): boolean {
  const { system } = migration;
  return (
    system.isTerminal(stateAfter(system, steps), 0) && firstFailure(migration, steps) === undefined
  );
}
