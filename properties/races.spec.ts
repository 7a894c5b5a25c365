import { describe, expect, it } from 'vitest';
import { designs } from '../models/design.ts';
import { failingDesign, raceScenarios } from '../models/scenarios.ts';
import { checkScenario } from '../src/analysis/matrix/check-scenario.ts';
import { countsOf } from '../src/analysis/matrix/race-counts.ts';

/** Small ones, of different failures; `scenarios.full.spec.ts` has all races and their repairs. */
const chosen = raceScenarios.filter(({ number }) => [1, 2, 28].includes(number));

it('the races of the quick tier are there', () => {
  expect(chosen.map(({ number }) => number)).toEqual([1, 2, 28]);
});

describe.each(chosen)('race $number, $name', (race) => {
  const { hazards, scope, violates } = race;

  it('is found, in as many steps and states as written down', () => {
    const design = failingDesign(race);
    const result = checkScenario({ designName: 'test', design, hazards, scope });
    const property = result.properties.find(({ id }) => id === violates.property)!;
    const found = property.counterexamples.find(
      ({ violation }) => violation.failureClass === violates.failureClass,
    );
    expect(found?.steps.length).toBe(countsOf(race).counterexampleSteps);
    expect(result.states).toBe(countsOf(race).statesFailing);
  });

  it('does not happen in the hardened design', () => {
    const design = designs.hardened;
    const result = checkScenario({ designName: 'hardened', design, hazards, scope });
    expect(result).toMatchObject({ verdict: 'verified', states: countsOf(race).statesRepaired });
  });
});
