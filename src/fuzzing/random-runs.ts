import { Random } from '../foundation/random.ts';
import type { Step, System } from '../system/system.ts';
import { scheduleDefaults, type ScheduleOptions } from './schedules.ts';
import { isWide } from './step-kinds.ts';
import { strategyOf } from './strategy.ts';
import { Walk } from './walk.ts';

export interface RandomRunsOptions extends ScheduleOptions {
  readonly runs: number;
  /** Any whole number; default 1. */
  readonly seed?: number;
}

/** In a terminal state only steps of the environment are left; they seldom lead on. */
const terminalStepsMax = 16;

/**
 * Random runs of a system, one after the other, as `fuzz` makes them: the same system, seed and options give the
 * same runs. Nothing is judged.
 */
export function* randomRuns(
  system: System,
  options: RandomRunsOptions,
): Generator<readonly Step[], void, void> {
  const { runs, seed = 1, stepsMax, strategy: name } = { ...scheduleDefaults, ...options };
  const walk = new Walk(system, stepsMax);
  const strategy = strategyOf(name, walk);
  const random = new Random();
  const wide = isWide(system);
  for (let run = 1; run <= runs; run++) {
    random.start(seed, run);
    strategy.begin(random);
    walk.reset();
    for (let resting = 0; walk.length < walk.stepsMax;) {
      if (wide) walk.sampleEnabled(random);
      else walk.findEnabled();
      if (walk.progressCount === 0 && ++resting > terminalStepsMax) break;
      if (walk.enabledCount === 0) break;
      const pick = strategy.pick(walk, random);
      walk.take(walk.enabledTransitions[pick]!, walk.enabledChoices[pick]!);
    }
    yield walk.steps();
  }
}
