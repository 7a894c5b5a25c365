import { designs, type DesignName } from '../../../models/design.ts';
import { hazardNames, type HazardName } from '../../../models/hazards.ts';
import { scopes } from '../../../models/scope.ts';
import type { Scenario } from '../../migration/scenario.ts';
import { simulateExhaustively } from '../../proving/simulate-exhaustively.ts';
import { simulateRandomly } from '../../proving/simulate-randomly.ts';
import { Simulation } from '../../proving/simulation.ts';
import { scenarioSystem } from '../matrix/scenario-system.ts';
import { hazardsNotModelled } from './not-modelled.ts';
import { capacitiesOf, migrationAbstraction, observedMigration } from './observe-migration.ts';

/** Hazards with an abstract meaning. */
export const modelledHazards: readonly HazardName[] = hazardNames.filter(
  (name) => !Object.hasOwn(hazardsNotModelled, name),
);

/** The designs that the suite compares: what the paper leaves open, and every repair. */
export const comparedDesigns: readonly DesignName[] = ['published', 'hardened'];

function simulationOf(scenario: Scenario): Simulation {
  const concrete = scenarioSystem(scenario);
  const abstract = observedMigration(scenario, capacitiesOf(concrete));
  return new Simulation(migrationAbstraction(concrete, abstract));
}

/** Compares every step of the nearest states of scope `small`, from every frame and page. */
export function compareNearStates(
  designName: DesignName,
  hazards: readonly HazardName[],
  maxStates: number,
): Simulation {
  const scenario = { designName, design: designs[designName], hazards, scope: scopes.small };
  return simulateExhaustively(simulationOf(scenario).abstraction, { maxStates }).simulation;
}

/** Budgets that do not end what a run may do, so that one run goes through several collections and strikes. */
const generous = {
  takes: 100,
  frees: 100,
  resizes: 100,
  moves: 100,
  collections: 100,
  boundaryMoves: 3,
  strikes: 3,
};

/** Frames that are free, and pages of Young and Old that have none yet. */
const roomy = {
  frames: 9,
  oldFreePages: 1,
  edenPages: 2,
  youngReservedPages: 7,
  kernelFrames: 1,
  maxIterations: 8,
};

/** Compares the steps of one random run in scope `ci`, whose queues have the capacities of a proof; every other run has
 * more room than that scope. */
export function compareRandomRun(
  run: number,
  { designName, design, hazards }: Omit<Scenario, 'scope'>,
  onAbstractStep?: Simulation['onAbstractStep'],
): Simulation {
  const scope = { ...scopes.ci, ...generous, ...(run % 2 === 1 ? roomy : {}) };
  const simulation = simulationOf({ designName, design, hazards, scope });
  simulation.onAbstractStep = onAbstractStep;
  simulateRandomly(simulation, { seed: 20, run, stepsMax: 400, elementsPerStep: 8 });
  return simulation;
}
