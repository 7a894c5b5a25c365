/**
 * Why a hazard adds nothing in a scenario, and what is said of it:
 *
 * - `bounds`: neither to this design nor to `published` or `hardened`: the bounds leave it no occasion, and
 *   whatever holds says nothing about the hazard
 * - `design`: it would strike at one of those; this design leaves it nothing to strike at
 */
export const inertWords = {
  bounds: 'has no occasion within these bounds',
  design: 'has nothing to strike at in this design',
} as const;

export type InertReason = keyof typeof inertWords;

/** Which hazards of a scenario add nothing, by name. */
export type InertHazards = Readonly<Record<string, InertReason>>;

/** A sentence for each of them. */
export function inertSentences(inert: InertHazards = {}): string[] {
  return Object.entries(inert).map(([hazard, reason]) => `${hazard} ${inertWords[reason]}`);
}
