import { describe, expect, it } from 'vitest';
import { designs } from '../models/design.ts';
import { matrixRows } from '../models/matrix.ts';
import { failingDesign, shownRaces, type RaceScenario } from '../models/scenarios.ts';
import {
  drawConfiguration,
  stepsMaxOf,
  type Configuration,
} from '../src/analysis/fuzzing/configurations.ts';
import { migrationFamily } from '../src/analysis/fuzzing/migration-family.ts';
import { countsOf } from '../src/analysis/matrix/race-counts.ts';
import { check } from '../src/checking/check.ts';
import { fuzz } from '../src/fuzzing/fuzz.ts';
import { minimize } from '../src/fuzzing/minimize.ts';

/** Sizes that no search exhausts; in larger ones some races take more runs than a test has time for. */
const sizes = { framesMin: 12, framesMax: 96 };

/** In a configuration with fewer hazards the shortest run may be longer: the checker says how long. */
function leastIn(
  { systemOf }: ReturnType<typeof migrationFamily>,
  { violates }: RaceScenario,
  { configuration, maxDepth }: { readonly configuration: Configuration; readonly maxDepth: number },
): number {
  const { properties } = check(systemOf(configuration), { maxDepth });
  const found = properties
    .find(({ id }) => id === violates.property)
    ?.counterexamples.find(({ violation }) => violation.failureClass === violates.failureClass);
  return found?.steps.length ?? 0;
}

/** Every third: in small scopes all of them are shrunk (`fuzzing.full.spec.ts`), and each takes a second. */
const races = shownRaces.filter((_, index) => index % 3 === 0);

describe('beyond exhaustive scope', { timeout: 300_000 }, () => {
  it('most races are found within 400 runs, and each of these is brought down to the exhaustive minimum', () => {
    const lengths: number[] = [];
    for (const race of races) {
      const family = migrationFamily(failingDesign(race));
      const drawn = drawConfiguration({ hazards: race.hazards, ...sizes }, 6);
      const member = { ...drawn, hazards: race.hazards };
      const stepsMax = stepsMaxOf(member.scope);
      const options = { runs: 400, stepsMax, until: race.violates, shrinks: false };
      const found = fuzz(family.systemOf(member), options).violations.find(
        ({ property, violation }) =>
          property === race.violates.property &&
          violation.failureClass === race.violates.failureClass,
      );
      if (found === undefined) continue;
      lengths.push(found.steps.length);
      const small = minimize(family, race.violates, { member, steps: found.steps });
      const isSameWorld = small.member.hazards.length === race.hazards.length;
      const least = isSameWorld
        ? countsOf(race).counterexampleSteps!
        : leastIn(family, race, { configuration: small.member, maxDepth: small.steps.length });
      expect([race.number, small.steps.length <= least + 2]).toEqual([race.number, true]);
    }
    // Some are found after hundreds of steps.
    expect(lengths.length).toBeGreaterThan(races.length / 2);
    expect(Math.max(...lengths)).toBeGreaterThan(200);
  });

  it('hardened shows no failure in a configuration of any size; that is no proof', () => {
    matrixRows.forEach(({ hazards }, seed) => {
      const member = drawConfiguration({ hazards }, seed);
      const system = migrationFamily(designs.hardened).systemOf(member);
      const result = fuzz(system, { runs: 40, seed, stepsMax: stepsMaxOf(member.scope) });
      expect([member, result.violations]).toEqual([member, []]);
      expect(result.ends.isTerminal).toBeGreaterThan(30);
    });
  });
});
