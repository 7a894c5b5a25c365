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

/** How large a world is: what a hazard that adds nothing leaves as it is. */
type Size = Pick<CheckResult, 'states' | 'transitions' | 'depth'>;

/** Sizes of worlds that were searched to their ends: many scenarios of a matrix have the same without their
 * hazard. */
const sizes = new Map<string, Size>();

/**
 * Looks for hazards without which a scenario has the same states and steps: they only ever add some. Only
 * of a complete result. Cost: a search per hazard, smaller than the one of the result, and a few of other
 * designs where a hazard adds nothing. No other threads help: they have the scenario's own system.
 */
export function inertHazards(
  scenario: Scenario,
  result: CheckResult,
  options: Pick<CheckOptions, 'visited' | 'maxBytes' | 'stop'> = {},
): InertHazards {
  if (result.ended !== undefined) return {};
  const { visited, maxBytes, stop } = options;
  const kept = visited === undefined ? {} : { visited };
  const limits = {
    ...kept,
    ...(maxBytes === undefined ? {} : { maxBytes }),
    ...(stop === undefined ? {} : { stop }),
  };
  const addsNothing = (world: Scenario, whole: Size, hazard: HazardName): boolean => {
    const hazards = world.hazards.filter((each) => each !== hazard);
    const without = sizeOf({ ...world, hazards }, { ...kept, maxStates: whole.states + 1 });
    return without !== undefined && isSame(without, whole);
  };
  /** Where a budget ends the search nothing was seen to strike. */
  const strikesAt = (design: Design, hazard: HazardName): boolean => {
    const exposed: Scenario = { ...scenario, design, hazards: [hazard] };
    const whole = sizeOf(exposed, limits);
    return whole !== undefined && !addsNothing(exposed, whole, hazard);
  };
  const inert = scenario.hazards
    .filter((hazard) => addsNothing(scenario, result, hazard))
    .map((hazard): [string, InertReason] => {
      const isExposed = exposedDesigns.some((design) => strikesAt(design, hazard));
      return [hazard, isExposed ? 'design' : 'bounds'];
    });
  return Object.fromEntries(inert);
}

/** `undefined` where a limit ended the search. */
function sizeOf(scenario: Scenario, options: CheckOptions): Size | undefined {
  const { design, hazards, scope } = scenario;
  const key = JSON.stringify([design, hazards, scope, options.visited]);
  const known = sizes.get(key);
  if (known !== undefined) return known;
  const { states, transitions, depth, ended } = check(scenarioSystem(scenario).system, options);
  if (ended !== undefined) return undefined;
  const size = { states, transitions, depth };
  sizes.set(key, size);
  return size;
}

function isSame(a: Size, b: Size): boolean {
  return a.states === b.states && a.transitions === b.transitions && a.depth === b.depth;
}
