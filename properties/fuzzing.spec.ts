import { describe, expect, it } from 'vitest';
import { designs, type Design } from '../models/design.ts';
import { failingDesign, raceScenarios, type RaceScenario } from '../models/scenarios.ts';
import { scopes, type Scope } from '../models/scope.ts';
import { scenarioSystem } from '../src/analysis/check-scenario.ts';
import { fuzz } from '../src/fuzzing/fuzz.ts';
import type { FuzzResult, FuzzViolation } from '../src/fuzzing/fuzz-result.ts';
import { decodeToken, encodeToken, requireRun } from '../src/fuzzing/token.ts';
import { run } from '../src/replay/run.ts';
import type { System } from '../src/system/system.ts';

function systemOf(race: Pick<RaceScenario, 'hazards'>, design: Design, scope: Scope): System {
  return scenarioSystem({ designName: 'test', design, hazards: race.hazards, scope }).system;
}

/** Four times the frames of the scopes that are checked, and a larger Young. */
const large: Scope = {
  ...scopes.quick,
  name: 'large',
  frames: 16,
  edenPages: 4,
  survivorPages: 2,
  youngReservedPages: 8,
};

function failureOf(result: FuzzResult, { violates }: RaceScenario): FuzzViolation | undefined {
  return result.violations.find(
    ({ property, violation }) =>
      property === violates.property && violation.bugClass === violates.bugClass,
  );
}

/** Runs within which seed 1 finds each race, with room for a model that changes. */
const races = [
  [1, 30_000],
  [2, 2_000],
  [3, 2_000],
  [5, 20_000],
  [6, 200],
  [8, 200],
  [19, 200],
  [22, 200],
] as const;

describe.each(races)('race %i, by chance', (number, runs) => {
  const race = raceScenarios.find((each) => each.number === number)!;

  it(`is found within ${runs} runs, and shrunk to what the checker proves the least, or nearly`, () => {
    const system = systemOf(race, failingDesign(race), race.scope);
    const result = fuzz(system, { runs, seed: 1, until: race.violates });
    const failure = failureOf(result, race);
    expect(result.verdict).toBe('violated');
    expect(failure).toBeDefined();
    const { steps, violation } = failure!;
    expect(steps.length).toBeGreaterThanOrEqual(race.counterexampleSteps);
    expect(steps.length).toBeLessThanOrEqual(race.counterexampleSteps + 2);
    expect(violation.bugClass).toBe(race.violates.bugClass);
  }, 20_000);
});

describe('a failure found by chance', () => {
  const race = raceScenarios.find(({ number }) => number === 6)!;
  const system = systemOf(race, failingDesign(race), race.scope);
  const failure = failureOf(fuzz(system, { runs: 200, until: race.violates }), race)!;

  it('comes again from its token alone', () => {
    const token = encodeToken('0123', { scenario: 'race 6', steps: failure.steps });
    const { scenario, steps } = decodeToken('0123', token);
    expect(scenario).toBe('race 6');
    requireRun(system, steps);
    let last = system.initial();
    run(system, steps, (_before, after) => (last = after.slice()));
    const property = system.properties.find(({ id }) => id === failure.property)!;
    expect(property.violation(last)).toEqual(failure.violation);
  });

  it('is found in the large scope too, beyond those that are checked', () => {
    const largeSystem = systemOf(race, failingDesign(race), large);
    const options = { runs: 300, stepsMax: 1_000, until: race.violates };
    const steps = failureOf(fuzz(largeSystem, options), race)?.steps;
    expect(steps).toBeDefined();
    expect(steps!.length).toBeLessThan(150);
  }, 20_000);
});

describe('the hardened design', () => {
  it.each([[[]], [['liveLeave', 'ignoredGc', 'raggedRange']]] as const)(
    'shows no failure in 1,000 runs in the large scope under %j; that is no proof',
    (hazards) => {
      const system = systemOf({ hazards }, designs.hardened, large);
      const result = fuzz(system, { runs: 1_000, stepsMax: 1_000 });
      expect(result.violations).toEqual([]);
      expect(result.verdict).toBe('inconclusive');
    },
    20_000,
  );
});
