import { describe, expect, test } from 'vitest';
import { designs } from '../../../models/design.ts';
import { hazardNames } from '../../../models/hazards.ts';
import { scopes } from '../../../models/scope.ts';
import { simulateExhaustively } from '../../proving/simulate-exhaustively.ts';
import { simulateRandomly } from '../../proving/simulate-randomly.ts';
import { Simulation } from '../../proving/simulation.ts';
import { parseDesign } from '../matrix/named-design.ts';
import { compareRandomRun } from './simulation-suite.ts';
import { drawConfiguration, stepsMaxOf } from '../fuzzing/configurations.ts';
import { scenarioSystem } from '../matrix/scenario-system.ts';
import { capacitiesOf, migrationAbstraction, observedMigration } from './observe-migration.ts';
import { hazardsNotModelled } from './not-modelled.ts';
import type { Scenario } from '../../migration/scenario.ts';
import type { Abstraction } from '../../proving/abstraction.ts';

/** A quick part of `simulation.long.test.ts`: the same questions at fewer states and runs. */
const names = ['hardened', 'published'] as const;
const hazards = hazardNames.filter((name) => !Object.hasOwn(hazardsNotModelled, name));

function abstractionFor(scenario: Scenario): Abstraction {
  const concrete = scenarioSystem(scenario);
  return migrationAbstraction(concrete, observedMigration(scenario, capacitiesOf(concrete)));
}

/** Values of switches that no named design has, under the hazards that they answer. */
const otherValues = [
  ['hardened:failedClean=retry', 'cleanFails'],
  ['hardened:failedClean=resendAll', 'cleanFails'],
  ['hardened:deviceLog=merged', 'deviceWrites'],
  ['published:shrinkNotice=beforeFree', 'concurrentUncommit'],
  ['hardened:hotFrames=postponed', 'abort'],
  ['rewalk', 'remap'],
] as const;

test.each(otherValues)('%s maps in random runs under %s', (name, hazard) => {
  const { name: designName, design } = parseDesign(name);
  let mapped = 0;
  for (let run = 0; run < 4; run++) {
    const simulation = compareRandomRun(run, { designName, design, hazards: [hazard] });
    expect(simulation.failures).toEqual([]);
    mapped += simulation.mapped;
  }
  expect(mapped).toBeGreaterThan(2_000);
});

describe.each(names)('%s maps to what one frame and one page see', (designName) => {
  const design = designs[designName];

  test('in every step of the nearest states', () => {
    const abstraction = abstractionFor({ designName, design, hazards: [], scope: scopes.quick });
    const { simulation } = simulateExhaustively(abstraction, { maxStates: 200 });
    expect(simulation.failures).toEqual([]);
    expect(simulation.mapped).toBeGreaterThan(9_000);
  });

  test('in random runs of many sizes, under many hazards', () => {
    let mapped = 0;
    for (let run = 0; run < 4; run++) {
      const drawn = drawConfiguration({ hazards, framesMin: 8, framesMax: 40 }, run);
      const abstraction = abstractionFor({ designName, design, ...drawn });
      const simulation = new Simulation(abstraction);
      const stepsMax = Math.min(500, stepsMaxOf(drawn.scope));
      simulateRandomly(simulation, { seed: 1, run, stepsMax, elementsPerStep: 4 });
      expect(simulation.failures).toEqual([]);
      mapped += simulation.mapped;
    }
    expect(mapped).toBeGreaterThan(2_000);
  });
});
