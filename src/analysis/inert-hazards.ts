import { designs, type Design } from '../../models/design.ts';
import { check, type CheckOptions } from '../checking/check.ts';
import type { CheckResult } from '../checking/verdict.ts';
import type { HazardName } from '../../models/hazards.ts';
import type { Scenario } from '../migration/scenario.ts';
import { scenarioSystem } from './check-scenario.ts';
import type { InertHazards, InertReason } from './inert-words.ts';

/** Between them they have something for every hazard: `published` all that the paper leaves open, `hardened`
 * deadlines. */
const exposedDesigns: readonly Design[] = [designs.published, designs.hardened];

/**
 * Looks for hazards without which a scenario has the same states and steps: they only ever add some. Only
 * of a complete result. Cost: a search per hazard, smaller than the one of the result, and a few of other
 * designs where a hazard adds nothing.
 */
export function inertHazards(
  scenario: Scenario,
  result: CheckResult,
  options: Pick<CheckOptions, 'visited' | 'workers' | 'stop'> = {},
): InertHazards {
  const { visited, workers, stop } = options;
  const searched = ({ states }: Pick<CheckResult, 'states'>) => ({
    maxStates: states + 1,
    ...(visited === undefined ? {} : { visited }),
    ...(workers === undefined ? {} : { workers }),
    ...(stop === undefined ? {} : { stop }),
  });
  const addsNothing = (world: Scenario, whole: CheckResult, hazard: HazardName): boolean => {
    const hazards = world.hazards.filter((each) => each !== hazard);
    const without = check(scenarioSystem({ ...world, hazards }).system, searched(whole));
    return isSame(without, whole);
  };
  if (result.ended !== undefined) return {};
  const inert: Record<string, InertReason> = {};
  for (const hazard of scenario.hazards) {
    if (!addsNothing(scenario, result, hazard)) continue;
    const strikesAt = (design: Design): boolean => {
      const exposed: Scenario = { ...scenario, design, hazards: [hazard] };
      const whole = check(scenarioSystem(exposed).system, stop === undefined ? {} : { stop });
      return !addsNothing(exposed, whole, hazard);
    };
    inert[hazard] = exposedDesigns.some(strikesAt) ? 'design' : 'bounds';
  }
  return inert;
}

function isSame(a: CheckResult, b: CheckResult): boolean {
  return (
    a.ended === undefined &&
    b.ended === undefined &&
    a.states === b.states &&
    a.transitions === b.transitions &&
    a.depth === b.depth
  );
}
