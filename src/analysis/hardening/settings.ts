import { designs, designSwitches, type Design, type SwitchName } from '../../../models/design.ts';
import {
  notCandidates,
  ofComparators,
  switchCosts,
  type Cost,
  type Price,
} from '../../../models/switch-costs.ts';
import { invariant } from '../../foundation/invariant.ts';

export const switchNames = Object.keys(designSwitches) as readonly SwitchName[];

/** Some switches, each with some of its values. A design matches if each of these has one of them. */
export type Pattern = Partial<Record<SwitchName, readonly string[]>>;

const zero: Cost = { frames: 0, hooks: 0, applications: 0, waits: 0 };
export const currencies = Object.keys(zero) as readonly (keyof Cost)[];

/** Values of a switch that a search may choose. */
export function candidateValues(name: SwitchName): readonly string[] {
  const excluded = [...(notCandidates[name] ?? []), ...(ofComparators[name] ?? [])];
  return designSwitches[name].values.filter((value) => !excluded.includes(value));
}

/** How many settings of the switches a search chooses from. */
export function settingsCount(): number {
  return switchNames.reduce((product, name) => product * candidateValues(name).length, 1);
}

export function priceOf(name: SwitchName, value: string): Price {
  return (switchCosts[name] as Readonly<Record<string, Price>>)[value]!;
}

/** The cost of a setting: the sum over its switches, currency by currency. */
export function costOf(design: Design): Cost {
  const sum = { ...zero };
  for (const name of switchNames) {
    const price = priceOf(name, design[name]);
    for (const currency of currencies) sum[currency] += price[currency] ?? 0;
  }
  return sum;
}

/** All currencies added up: an order for the search and a tie-break, never a verdict. */
export function totalOf(cost: Cost): number {
  return currencies.reduce((sum, currency) => sum + cost[currency], 0);
}

/** Whether `one` costs at most as much as `other` in every currency. */
export function isAtMost(one: Cost, other: Cost): boolean {
  return currencies.every((currency) => one[currency] <= other[currency]);
}

/** The switches at which a setting departs from the paper's. */
export function turned(design: Design, from: Design = designs.published): SwitchName[] {
  return switchNames.filter((name) => design[name] !== from[name]);
}

export function matches(design: Design, pattern: Pattern): boolean {
  return switchNames.every((name) => pattern[name]?.includes(design[name]) ?? true);
}

/**
 * A setting by the name under which the command line finds it again: the design that it departs from in the fewest
 * switches, and these. `base` stands first among those that are as near.
 */
export function nameOf(design: Design, base: Design, baseName: string): string {
  const known = [[baseName, base] as const, ...Object.entries(designs)];
  const names = known.map(([name, near]) => ({ name, switches: turned(design, near) }));
  const [nearest] = names.toSorted((one, other) => one.switches.length - other.switches.length);
  const overrides = nearest!.switches.map((name) => `${name}=${design[name]}`);
  return overrides.length === 0 ? nearest!.name : `${nearest!.name}:${overrides.join(',')}`;
}

/** The setting in which every switch has a value that costs nothing, the paper's where that does. */
export function cheapestSetting(): Design {
  const chosen: Partial<Record<SwitchName, string>> = {};
  for (const name of switchNames) {
    const isFree = (value: string): boolean =>
      currencies.every((currency) => (priceOf(name, value)[currency] ?? 0) === 0);
    const paper = designs.published[name];
    const value = isFree(paper) ? paper : candidateValues(name).find(isFree);
    invariant(value !== undefined, `switch ${name} has no value that costs nothing`);
    chosen[name] = value;
  }
  return chosen as Design;
}

interface Point {
  readonly design: Design;
  readonly cost: Cost;
  readonly departures: number;
}

/**
 * The Pareto frontier of all settings that match none of `patterns`: no other such setting costs less in
 * one currency and no more in the others. Of those that cost the same, the one nearest to the paper.
 * The cheapest total first. Exact: whatever avoids a pattern has a switch outside of it; so each of
 * these is tried, from the setting that costs nothing, and only what costs no more than a point found.
 */
export function cheapestAvoiding(patterns: readonly Pattern[]): Design[] {
  const found: Point[] = [];
  const seen = new Set<string>();
  const visit = (design: Design, fixed: ReadonlySet<SwitchName>): void => {
    const key = [...fixed]
      .map((name) => `${name}=${design[name]}`)
      .toSorted()
      .join();
    if (seen.has(key)) return;
    seen.add(key);
    const point = { design, cost: costOf(design), departures: turned(design).length };
    if (found.some((other) => beats(other, point))) return;
    const pattern = patterns.find((each) => matches(design, each));
    if (pattern === undefined) {
      const kept = found.filter((other) => !isAtMost(point.cost, other.cost));
      found.splice(0, found.length, ...kept, point);
      return;
    }
    for (const name of switchNames) {
      const values = pattern[name];
      if (values === undefined || fixed.has(name)) continue;
      for (const value of candidateValues(name)) {
        if (values.includes(value)) continue;
        visit({ ...design, [name]: value }, new Set([...fixed, name]));
      }
    }
  };
  visit(cheapestSetting(), new Set());
  return found
    .toSorted((one, other) => totalOf(one.cost) - totalOf(other.cost))
    .map(({ design }) => design);
}

/** Whether a point makes another one pointless: cheaper, or as cheap and as near to the paper. */
function beats(one: Point, other: Point): boolean {
  if (!isAtMost(one.cost, other.cost)) return false;
  return !isAtMost(other.cost, one.cost) || one.departures <= other.departures;
}
