import { designs, type Design } from '../../../models/design.ts';
import { check, type CheckOptions } from '../../checking/check.ts';
import type { CheckResult } from '../../checking/verdict.ts';
import type { HazardName } from '../../../models/hazards.ts';
import type { Scenario } from '../../migration/scenario.ts';
import { scenarioSystem } from './scenario-system.ts';
import type { InertHazards, InertReason } from './ineffective-wording.ts';

/** Between them they have something for every hazard: `published` all that the paper leaves open, `hardened`
 * deadlines. */
const exposedDesigns: readonly Design[] = [designs.published, designs.hardened];

/** How large a configuration is: what a hazard that adds nothing leaves as it is. */
type Size = Pick<CheckResult, 'states' | 'transitions' | 'depth'>;

/** Sizes of configurations that were searched to their ends, by what `keyOf` says of them. */
export type KnownSizes = Readonly<Record<string, Size>>;

/** Many scenarios of a matrix are another one with a hazard more: none is searched for its size again. */
const sizes = new Map<string, Size>();

/** Everything that this thread knows of sizes; plain data. */
export function knownSizes(): KnownSizes {
  return Object.fromEntries(sizes);
}

/** Takes over what other threads found. */
export function learnSizes(known: KnownSizes): void {
  for (const [key, size] of Object.entries(known)) sizes.set(key, size);
}

/**
 * Looks for hazards without which a scenario has the same states and steps: they only ever add some. Only
 * of a complete result. Cost: a search per hazard, smaller than the one of the result, and a few of other
 * designs where a hazard adds nothing. No other threads help: they have the scenario's own system.
 */
export function inertHazards(
  scenario: Scenario,
  result: CheckResult,
  options: Pick<CheckOptions, 'store' | 'reduce' | 'maxBytes' | 'stop'> = {},
): InertHazards {
  if (result.ended !== undefined) return {};
  const { store, reduce, maxBytes, stop } = options;
  // Searches for sizes are made without reductions that were asked for.
  if (reduce === undefined) sizes.set(keyOf(scenario, store), sizeIn(result));
  const kept = store === undefined ? {} : { store };
  const limits = {
    ...kept,
    ...(maxBytes === undefined ? {} : { maxBytes }),
    ...(stop === undefined ? {} : { stop }),
  };
  const addsNothing = (configuration: Scenario, complete: Size, hazard: HazardName): boolean => {
    const hazards = configuration.hazards.filter((each) => each !== hazard);
    const without = sizeOf(
      { ...configuration, hazards },
      { ...kept, maxStates: complete.states + 1 },
    );
    return without !== undefined && isSame(without, complete);
  };
  /** Where a budget ends the search nothing was seen to strike. */
  const strikesAt = (design: Design, hazard: HazardName): boolean => {
    const exposed: Scenario = { ...scenario, design, hazards: [hazard] };
    const complete = sizeOf(exposed, limits);
    return complete !== undefined && !addsNothing(exposed, complete, hazard);
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
  const key = keyOf(scenario, options.store);
  const known = sizes.get(key);
  if (known !== undefined) return known;
  const result = check(scenarioSystem(scenario).system, options);
  if (result.ended !== undefined) return undefined;
  const size = sizeIn(result);
  sizes.set(key, size);
  return size;
}

function keyOf({ design, hazards, scope }: Scenario, store: CheckOptions['store']): string {
  return JSON.stringify([design, hazards, scope, store]);
}

function sizeIn({ states, transitions, depth }: CheckResult): Size {
  return { states, transitions, depth };
}

function isSame(a: Size, b: Size): boolean {
  return a.states === b.states && a.transitions === b.transitions && a.depth === b.depth;
}
