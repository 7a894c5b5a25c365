import { describe, expect, test } from 'vitest';
import { compareNearStates, comparedDesigns, modelledHazards } from './simulation-suite.ts';

const statesEach = 5_000;

/** The link between executor and abstraction: each step of the one is a step of the other, or does not show. */
describe('the simulation suite', () => {
  let mapped = 0;

  test.each(modelledHazards)(
    'every near state under %s',
    (hazard) => {
      for (const designName of comparedDesigns) {
        const simulation = compareNearStates(designName, [hazard], statesEach);
        expect(simulation.failures).toEqual([]);
        mapped += simulation.mapped;
      }
    },
    600_000,
  );

  test('maps the number of steps that is written down', () => {
    expect(mapped).toBeGreaterThan(1_000_000);
  });
});
