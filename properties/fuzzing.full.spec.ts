import { describe, expect, it } from 'vitest';
import type { Design } from '../models/design.ts';
import { failingDesign, shownRaces, type RaceScenario } from '../models/scenarios.ts';
import type { Scope } from '../models/scope.ts';
import { scenarioSystem } from '../src/analysis/matrix/scenario-system.ts';
import { countsOf } from '../src/analysis/matrix/race-counts.ts';
import { fuzz } from '../src/fuzzing/fuzz.ts';
import type { FuzzResult, FuzzViolation } from '../src/fuzzing/fuzz-result.ts';
import { decodeToken, encodeToken, requireRun } from '../src/fuzzing/token.ts';
import { run } from '../src/replay/run.ts';
import type { System } from '../src/system/system.ts';

function systemOf(race: Pick<RaceScenario, 'hazards'>, design: Design, scope: Scope): System {
  return scenarioSystem({ designName: 'test', design, hazards: race.hazards, scope }).system;
}

function failureOf(result: FuzzResult, { violates }: RaceScenario): FuzzViolation | undefined {
  return result.violations.find(
    ({ property, violation }) =>
      property === violates.property && violation.failureClass === violates.failureClass,
  );
}

const runsMax = 30_000;
/** Three writes to one frame in an order of their own, each between two sends. */
const rare = new Map([[32, 500_000]]);

describe.each(shownRaces)('race $number, $name, by chance', (race) => {
  const runs = rare.get(race.number) ?? runsMax;
  it(`is found within ${runs} runs, and shrunk to what the checker proves the least, or nearly`, () => {
    const system = systemOf(race, failingDesign(race), race.scope);
    const result = fuzz(system, { runs, seed: 1, until: race.violates });
    const failure = failureOf(result, race);
    expect(result.verdict).toBe('violated');
    expect(failure).toBeDefined();
    const { steps, violation } = failure!;
    const least = countsOf(race).counterexampleSteps!;
    expect(steps.length).toBeGreaterThanOrEqual(least);
    expect(steps.length).toBeLessThanOrEqual(least + 2);
    expect(violation.failureClass).toBe(race.violates.failureClass);
  });
});

describe('a failure found by chance', () => {
  const race = shownRaces.find(({ number }) => number === 6)!;
  const system = systemOf(race, failingDesign(race), race.scope);
  const failure = failureOf(fuzz(system, { runs: 200, until: race.violates }), race)!;

  it('comes again from its token alone', () => {
    const model = { hash: '0123', parts: {} };
    const token = encodeToken(model, { scenario: 'race 6', steps: failure.steps });
    const { scenario, steps } = decodeToken(model, token);
    expect(scenario).toBe('race 6');
    requireRun(system, steps);
    let last = system.initial();
    run(system, steps, (_before, after) => (last = after.slice()));
    const property = system.properties.find(({ id }) => id === failure.property)!;
    expect(property.violation(last)).toEqual(failure.violation);
  });
});
