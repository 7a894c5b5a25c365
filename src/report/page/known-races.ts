import { failingDesign, raceScenarios } from '../../../models/scenarios.ts';
import type { Trace } from '../../subject/trace.ts';
import type { CheckEntry } from '../results.ts';

/** A known race that a counterexample is an instance of. */
export interface KnownRace {
  /** Its number in docs/model.md. */
  readonly number: number;
  readonly name: string;
  readonly interleaving: string;
  /** `switch=value` that repairs the race: all states were searched, see `npm run races:count`. */
  readonly repairs: readonly string[];
}

/**
 * The known races that show this failure, where the design has what the race turns back in `hardened` and every hazard
 * of the race is there. A race that needs more hazards than another of the same failure comes first.
 */
export function knownRacesOf(
  { property, failureClass }: Pick<Trace, 'property' | 'failureClass'>,
  { switches, hazards, file }: CheckEntry['scenario'],
): KnownRace[] {
  if (file !== undefined) return [];
  return raceScenarios
    .filter(
      ({ violates, failing, hazards: needed }) =>
        violates.property === property &&
        violates.failureClass === failureClass &&
        needed.every((name) => hazards.includes(name)) &&
        Object.entries(failing).every(([name, value]) => switches[name] === value),
    )
    .toSorted((a, b) => b.hazards.length - a.hazards.length)
    .map((race) => {
      const hardened = failingDesign({ ...race, failing: {} });
      const forward = Object.keys(race.failing) as (keyof typeof race.failing)[];
      const settings = [
        ...forward.map((name) => `${name}=${hardened[name]}`),
        ...race.repairs.map((repair) =>
          Object.entries(repair)
            .map((pair) => pair.join('='))
            .join(', '),
        ),
      ];
      const { number, name, interleaving } = race;
      return { number, name, interleaving, repairs: [...new Set(settings)] };
    });
}
