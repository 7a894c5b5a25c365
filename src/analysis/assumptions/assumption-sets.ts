import { assumptions, type AssumptionName } from '../../../models/assumptions.ts';
import { hazards, type HazardName } from '../../../models/hazards.ts';

const names = Object.keys(assumptions) as readonly AssumptionName[];

/** Assumptions of the paper that no hazard drops. */
export function undroppedAssumptions(): AssumptionName[] {
  const dropped = new Set(Object.values(hazards).flatMap(({ drops }) => [...drops]));
  return names.filter((name) => !dropped.has(name as never));
}

/**
 * The minimal sets of assumptions that exclude each of these configurations: a configuration is excluded as soon as one
 * assumption holds that one of its hazards drops. No configuration to exclude: the empty set. The smallest first;
 * `undefined` where some configuration has no hazard, for nothing excludes no hazard.
 */
export function minimalCover(
  failing: readonly (readonly HazardName[])[],
): AssumptionName[][] | undefined {
  const excluders = failing.map((configuration) => {
    const drops = new Set<string>(configuration.flatMap((hazard) => [...hazards[hazard].drops]));
    return names.reduce((mask, name, bit) => (drops.has(name) ? mask | (1 << bit) : mask), 0);
  });
  if (excluders.includes(0)) return undefined;
  const found: number[] = [];
  const candidates = Array.from({ length: 1 << names.length }, (_, mask) => mask).toSorted(
    (one, other) => bitCount(one) - bitCount(other),
  );
  for (const mask of candidates) {
    if (excluders.some((excluder) => (excluder & mask) === 0)) continue;
    if (found.some((smaller) => (smaller & mask) === smaller)) continue;
    found.push(mask);
  }
  return found.map((mask) => names.filter((_, bit) => (mask >> bit) % 2 === 1));
}

function bitCount(mask: number): number {
  let count = 0;
  for (let rest = mask; rest > 0; rest &= rest - 1) count++;
  return count;
}
